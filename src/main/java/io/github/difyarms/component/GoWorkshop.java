package io.github.difyarms.component;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.binary.Machine;
import io.github.difyarms.binary.SandboxLibraries;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Product;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import io.github.difyarms.toolchain.CToolchain;
import io.github.difyarms.toolchain.InstgoTool;
import io.github.difyarms.toolchain.LocalGo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/** What the two Go components share in one run: each source, tool and Go is brought once. */
public final class GoWorkshop {
  private static final String NO_KEY =
      "there is no ARMS licence key for instgo; the vendor asks for one for production builds: set"
          + " ARMS_LICENSE_KEY in the environment, or a <server> with the id of licenseKeyServer in"
          + " settings.xml";

  private final GoTools tools;
  private final CompileSettings settings;
  private final CompileListener listener;
  private final GoChoice choice;
  private final Map<String, SourceTree> sources = new ConcurrentHashMap<>();
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Map<String, CToolchain> compilers = new ConcurrentHashMap<>();
  private final CompletableFuture<InstgoTool> instgo = new CompletableFuture<>();
  private boolean begun;

  /** Creates a workshop for one run. */
  public GoWorkshop(GoTools tools, CompileSettings settings, CompileListener listener) {
    this.tools = tools;
    this.settings = settings;
    this.listener = listener;
    this.choice = new GoChoice(tools.toolchains(), tools.memory());
  }

  /** Returns what decides a program before its source is read. */
  String settings(SourceLocation location, Optional<String> revision) throws IOException {
    boolean moves = !(location instanceof SourceLocation.Git);
    return String.join(
        "\n",
        "source " + location,
        "revision " + revision.orElse("of the image"),
        "tree " + (moves ? source(location, revision.orElse("")).identity() : "of the revision"),
        "instgo " + instgo().sha256(),
        "key " + settings.keyFingerprint(),
        "go " + settings.goVersion().map(this::here).orElse("of the source"),
        settings.text());
  }

  /** What {@code local} means may change from build to build. */
  private String here(String goVersion) {
    return goVersion.equals(GoChoice.LOCAL)
        ? tools.toolchains().local().map(LocalGo::version).orElse("none")
        : goVersion;
  }

  /** Begins to look whether instgo has changed, beside whatever else the build begins with. */
  public void begin() {
    synchronized (instgo) {
      if (!instgo.isDone() && !begun) {
        begun = true;
        Thread thread = new Thread(this::lookForInstgo, "dify-arms-instgo");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private void lookForInstgo() {
    try {
      instgo.complete(tools.instgos().provide(tools.instgo()));
    } catch (RuntimeException e) {
      instgo.completeExceptionally(e);
    }
  }

  /** Returns the tool, after one look at whether it has changed. */
  InstgoTool instgo() {
    begin();
    try {
      return instgo.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof DifyArmsException stop) {
        throw stop;
      }
      throw e;
    }
  }

  /** Returns a source; the same one for every platform. */
  SourceTree source(SourceLocation location, String revision) {
    return sources.computeIfAbsent(
        location + " " + revision, key -> tools.sources().fetch(location, revision));
  }

  /** Returns the exact Go for a source. */
  String go(String component, SourceTree tree, GoModule module, boolean force) {
    return versions.computeIfAbsent(
        component + " " + tree.identity(),
        key -> choice.version(tree, module, settings.goVersion(), force, listener::note));
  }

  /** Returns the C compiler for a platform, which was tried. */
  CToolchain compiler(Platform platform) {
    return compilers.computeIfAbsent(
        platform.architecture(),
        architecture -> tools.compilers().check(architecture, tools.host()));
  }

  /** The libraries of a sandbox's program. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Libraries(byte[] python, byte[] nodejs) {}

  /** Takes the two libraries out of a sandbox's program. */
  Libraries libraries(BlobContent program, PlatformBase base) throws IOException {
    try (Scratch scratch = Scratch.below(tools.scratch())) {
      Path file = scratch.folder("base").resolve("main");
      try (InputStream in = program.open()) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      SandboxLibraries found =
          SandboxLibraries.extract(
              file,
              Machine.of(base.platform().architecture()),
              base.reference() + " " + base.platform() + " /main");
      return new Libraries(found.python().bytes(), found.nodejs().bytes());
    }
  }

  /** Returns what a component changes: its one program. */
  Changes changes(
      PlatformBase base,
      FoundFile old,
      Recipe recipe,
      Optional<GlibcVersion> baseGlibc,
      String summary,
      List<String> notes,
      List<String> warnings) {
    InstgoTool tool = instgo();
    List<String> all = new ArrayList<>(warnings);
    if (settings.licenseKey().isEmpty()) {
      all.add(NO_KEY);
    }
    Compilation compilation =
        new Compilation(tools, settings, listener, tool, recipe, baseGlibc, base.force());
    return new Changes(
        List.of(new FileChange(old, compilation.inputs(), compilation)),
        labels(tool, recipe),
        summary + ", Go " + recipe.go() + ", instgo " + version(tool),
        notes,
        all);
  }

  private SortedMap<String, String> labels(InstgoTool tool, Recipe recipe) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(
        Product.LABEL_PREFIX + "agent.go", settings.agentVersion().orElse("newest when built"));
    labels.put(Product.LABEL_PREFIX + "go.version", recipe.go());
    labels.put(Product.LABEL_PREFIX + "instgo.version", version(tool));
    labels.put(Product.LABEL_PREFIX + "region", settings.region());
    labels.put(Product.LABEL_PREFIX + "source.identity", recipe.source().identity());
    labels.put(Product.LABEL_PREFIX + "source.revision", recipe.revision());
    return labels;
  }

  /** Returns a required file of a base. */
  static FoundFile found(PlatformBase base, AbsoluteUnixPath path) {
    FoundFile file = base.files().found().get(path);
    if (file == null) {
      throw new IllegalArgumentException("the required file was not searched for");
    }
    return file;
  }

  private static String version(InstgoTool tool) {
    return tool.versionNumber().orElse(tool.version());
  }

  /** Returns an identity for people: twelve digits of a commit. */
  static String shortened(String identity) {
    String digits = identity.replaceFirst("^tree:", "");
    return identity.startsWith("tree:")
        ? "tree " + digits.substring(0, Math.min(12, digits.length()))
        : digits.substring(0, Math.min(12, digits.length()));
  }
}
