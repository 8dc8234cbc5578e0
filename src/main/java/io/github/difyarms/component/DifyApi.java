package io.github.difyarms.component;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.entrypoint.EntrypointRewriter;
import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.entrypoint.Rewrite;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.Product;
import io.github.difyarms.python.Distribution;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * dify-api: its start script is rewritten. The image holds the script twice; the second copy is
 * replaced when it equals the first, and left alone otherwise.
 */
public final class DifyApi implements Component {
  /** The component's id. */
  public static final String ID = "api";

  /** The script that the image's ENTRYPOINT names. */
  public static final AbsoluteUnixPath SCRIPT = AbsoluteUnixPath.get("/entrypoint.sh");

  /** The copy that lies in the source tree, over which the vendor's manual mounts a ConfigMap. */
  public static final AbsoluteUnixPath SECOND_COPY =
      AbsoluteUnixPath.get("/app/api/docker/entrypoint.sh");

  private static final long MOST_SCRIPT_BYTES = 1 << 20;

  /** The label that tells which agent is in the image, or comes into a starting container. */
  public static final String AGENT = Product.LABEL_PREFIX + "agent.python";

  /** The label that tells what lies in the agent's directory: {@code NAME==VERSION …}. */
  public static final String WHEELS = Product.LABEL_PREFIX + "agent.wheels";

  /** Stands for what a plan without downloads does not know. */
  private static final AgentBaking.Values OPEN =
      new AgentBaking.Values(new Distribution("agent", "not known yet"), "3.0", List.of());

  private static final String BUILT_BY_US = Product.LABEL_PREFIX + "version";

  private final ApiSettings settings;
  private final EntrypointRewriter rewriter = new EntrypointRewriter(Product.nameAndVersion());

  /** Creates the component. */
  public DifyApi(ApiSettings settings) {
    this.settings = settings;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String configuration() {
    String script = settings.script().map(DifyApi::digest).orElse("of the image");
    return new TreeMap<>(instrumentations(Optional.empty()))
        + "\nscript "
        + script
        + "\nlabels "
        + settings.labels()
        + settings.baked().map(baked -> "\n" + baked.baking().configuration()).orElse("");
  }

  @Override
  public String settings() {
    return configuration()
        + settings.baked().map(baked -> "\n" + baked.baking().settings()).orElse("");
  }

  @Override
  public List<String> missing(ImageReference base) {
    return settings.baked().map(baked -> baked.baking().missing()).orElse(List.of());
  }

  private static String digest(Path script) {
    return Digest.of(read(script)).toString();
  }

  /**
   * Reads a start script of the user's own.
   *
   * @throws DifyArmsException {@link ErrorCode#INPUT_UNREADABLE}
   */
  public static byte[] read(Path script) {
    try {
      return Files.readAllBytes(script);
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.INPUT_UNREADABLE,
          "the start script cannot be read",
          script.toString(),
          e.toString(),
          e);
    }
  }

  @Override
  public List<WantedFile> wanted() {
    return List.of(
        WantedFile.required(SCRIPT, MOST_SCRIPT_BYTES),
        WantedFile.optional(SECOND_COPY, MOST_SCRIPT_BYTES));
  }

  @Override
  public Changes changes(PlatformBase base) throws IOException {
    FoundFile first = base.files().found().get(SCRIPT);
    if (first == null) {
      throw new IllegalArgumentException("the required file was not searched for");
    }
    Optional<AgentBaking.Baked> baked =
        settings.baked().isPresent()
            ? Optional.of(settings.baked().get().baking().of(base))
            : Optional.empty();
    Rewrite rewrite = rewrite(base, first, baked);
    byte[] text = rewrite.text().getBytes(StandardCharsets.UTF_8);
    boolean settled = baked.map(it -> it.values().isPresent()).orElse(true);
    List<FileChange> files = new ArrayList<>();
    files.add(change(first, text, settled));
    List<String> notes = new ArrayList<>();
    FoundFile second = base.files().found().get(SECOND_COPY);
    if (second != null && second.digest().equals(first.digest())) {
      if (!second.path().equals(first.path())) { // one may be a link to the other
        files.add(change(second, text, settled));
      }
    } else {
      notes.add(secondCopyNote(base, second));
    }
    List<String> warnings = new ArrayList<>(warnings(base, rewrite, first));
    if (baked.isEmpty()) {
      release(base).flatMap(DifyApi::openTelemetryNote).ifPresent(notes::add);
      return new Changes(files, settings.labels(), rewrite.summary(), notes, warnings);
    }
    notes.addAll(baked.get().notes());
    warnings.addAll(baked.get().warnings());
    String agent = baked.get().tree().packing().agent().orElse("not known yet");
    SortedMap<String, String> labels = new TreeMap<>(settings.labels());
    labels.put(AGENT, agent);
    baked.get().tree().packing().wheels().ifPresent(all -> labels.put(WHEELS, names(all)));
    return new Changes(
        files,
        List.of(baked.get().tree()),
        baked.get().removals(),
        labels,
        rewrite.summary() + ", agent " + agent + " put into the image",
        notes,
        warnings);
  }

  /** Names and versions only: files differ from platform to platform. */
  private static String names(List<PackedWheel> wheels) {
    return wheels.stream()
        .map(wheel -> wheel.name() + "==" + wheel.version())
        .collect(Collectors.joining(" "));
  }

  private static FileChange change(FoundFile old, byte[] text, boolean settled) {
    return settled
        ? FileChange.of(old, text)
        : FileChange.unsettled(old, "not known yet", new Making.Pending(text.length));
  }

  private Map<Process, Instrumentation> instrumentations(Optional<AgentBaking.Baked> baked) {
    return settings
        .baked()
        .map(
            it ->
                it.instrumentations().apply(baked.flatMap(AgentBaking.Baked::values).orElse(OPEN)))
        .orElse(settings.instrumentations());
  }

  private Rewrite rewrite(PlatformBase base, FoundFile image, Optional<AgentBaking.Baked> baked)
      throws IOException {
    Optional<Path> own = settings.script();
    String where = own.map(Path::toString).orElse(base.reference() + " " + image.path());
    byte[] bytes = own.isPresent() ? read(own.get()) : content(image);
    return rewriter.rewrite(
        EntrypointRewriter.decode(bytes, where), where, instrumentations(baked));
  }

  private static byte[] content(FoundFile file) throws IOException {
    Optional<BlobContent> content = file.content();
    if (content.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.LIMIT_EXCEEDED,
          "the start script is larger than " + MOST_SCRIPT_BYTES + " bytes",
          file.path().toString(),
          file.size() + " bytes");
    }
    try (InputStream in = content.get().open()) {
      return in.readAllBytes();
    }
  }

  private static String secondCopyNote(
      PlatformBase base, @org.jspecify.annotations.Nullable FoundFile second) {
    if (second != null) {
      return "api: " + SECOND_COPY + " differs from " + SCRIPT + " and is left as it is";
    }
    return base.files().notSearched().contains(SECOND_COPY)
        ? "api: "
            + SECOND_COPY
            + " was not searched for: reading every layer for it would cost too much"
        : "api: the image has no " + SECOND_COPY;
  }

  private static Optional<DifyReleases.Release> release(PlatformBase base) {
    return base.difyVersion().or(() -> base.reference().tag()).flatMap(DifyReleases::find);
  }

  /** The agent's bound is the vendor's, published in 2026-02. */
  private static Optional<String> openTelemetryNote(DifyReleases.Release release) {
    boolean above = newerThan(release.openTelemetryApi(), 1, 39);
    return above
        ? Optional.of(
            "api: Dify "
                + release.version()
                + " locks opentelemetry-api "
                + release.openTelemetryApi()
                + ", the agent's published bound is <= 1.39; the agent is installed into a directory of"
                + " its own and brings its own version")
        : Optional.empty();
  }

  private static boolean newerThan(String version, int major, int minor) {
    String[] parts = version.split("\\.", -1);
    if (parts.length < 2 || !parts[0].matches("\\d{1,5}") || !parts[1].matches("\\d{1,5}")) {
      return false;
    }
    int actual = Integer.parseInt(parts[0]);
    return actual > major || (actual == major && Integer.parseInt(parts[1]) > minor);
  }

  private static List<String> warnings(PlatformBase base, Rewrite rewrite, FoundFile script) {
    List<String> warnings = new ArrayList<>();
    if (base.image().config().label(BUILT_BY_US).isPresent()) {
      warnings.add(
          "api: the base "
              + base.reference()
              + " was itself made by this plugin; start from the upstream image, or layers pile up");
    }
    String entrypoint = base.image().config().json().path("config").path("Entrypoint").toString();
    if (!entrypoint.contains(script.asked().toString())) {
      warnings.add(
          "api: the image starts with "
              + entrypoint
              + ", which does not name "
              + script.asked()
              + ": the rewritten script may never run");
    }
    if (!rewrite.changed()) {
      warnings.add("api: the start script was instrumented already; nothing in it changes");
    }
    return warnings;
  }
}
