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
import io.github.difyarms.model.Making;
import io.github.difyarms.model.Product;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import io.github.difyarms.source.VersionVariables;
import io.github.difyarms.toolchain.CToolchain;
import io.github.difyarms.toolchain.GoOrigin;
import io.github.difyarms.toolchain.InstgoLook;
import io.github.difyarms.toolchain.InstgoTool;
import io.github.difyarms.toolchain.LocalGo;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** What the two Go components share in one run: each source, tool and Go is brought once. */
public final class GoWorkshop {
  private static final String NO_KEY =
      "there is no ARMS licence key for instgo; the vendor asks for one for production builds: set"
          + " ARMS_LICENSE_KEY in the environment, or a <server> with the id of licenseKeyServer in"
          + " settings.xml";

  /** The number is raised when the same source is searched in another way than before. */
  private static final String VERSION_PACKAGE = "version package 1";

  private final GoTools tools;
  private final CompileSettings settings;
  private final CompileListener listener;
  private final boolean lookOnly;
  private final GoPins pins;
  private final GoChoice choice;
  private final Map<String, SourceTree> sources = new ConcurrentHashMap<>();
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Map<String, String> packages = new ConcurrentHashMap<>();
  private final Map<String, CToolchain> compilers = new ConcurrentHashMap<>();
  private final CompletableFuture<InstgoLook> instgo = new CompletableFuture<>();
  private final CompletableFuture<Optional<LocalGo>> local = new CompletableFuture<>();
  private boolean begun;

  /** Creates a workshop for one run. */
  public GoWorkshop(GoTools tools, CompileSettings settings, CompileListener listener) {
    this(tools, settings, listener, false, GoPins.none());
  }

  /**
   * Creates a workshop for one run.
   *
   * @param lookOnly whether nothing is to be made, so that tools need not be downloaded: what it
   *     plans tells of them, and cannot be carried out
   * @param pins the Go that a lock names; what the user asks for goes before it
   */
  public GoWorkshop(
      GoTools tools,
      CompileSettings settings,
      CompileListener listener,
      boolean lookOnly,
      GoPins pins) {
    this.tools = tools;
    this.settings = settings;
    this.listener = listener;
    this.lookOnly = lookOnly;
    this.pins = pins;
    this.choice = new GoChoice(tools.toolchains(), tools.memory());
  }

  /** Returns what decides a program before its source is read. */
  String settings(SourceLocation location, Optional<String> revision) throws IOException {
    boolean moves = !(location instanceof SourceLocation.Git);
    return String.join(
        "\n",
        configuration(location, revision),
        "at " + location,
        "tree " + (moves ? source(location, revision.orElse("")).identity() : "of the revision"),
        "instgo " + instgo().tool().map(InstgoTool::sha256).orElse("not here"),
        "key " + settings.keyFingerprint(),
        "go here " + settings.goVersion().map(this::here).orElse("of the source"));
  }

  /** Returns what the user has configured, the same on every machine. */
  String configuration(SourceLocation location, Optional<String> revision) {
    // A folder has another path on every machine; what is in it is known by its hash.
    boolean elsewhere = location instanceof SourceLocation.Git git && !git.local();
    return String.join(
        "\n",
        "source " + (elsewhere ? location.toString() : "given"),
        "revision " + revision.orElse("of the image"),
        "go " + settings.goVersion().orElse("of the source"),
        settings.text());
  }

  /** What {@code local} means may change from build to build. */
  private String here(String goVersion) {
    return goVersion.equals(GoChoice.LOCAL)
        ? told(local).map(LocalGo::version).orElse("none")
        : goVersion;
  }

  /**
   * Begins to look whether instgo has changed, and to ask the Go that is here where it is to be
   * that one, beside whatever else the build begins with.
   */
  public void begin() {
    synchronized (instgo) {
      if (begun) {
        return;
      }
      begun = true;
    }
    look("instgo", instgo, this::instgoNow);
    if (settings.goVersion().equals(Optional.of(GoChoice.LOCAL))) {
      look("go", local, tools.toolchains()::local);
    }
  }

  private static <T> void look(String what, CompletableFuture<T> answer, Supplier<T> question) {
    Thread thread =
        new Thread(
            () -> {
              try {
                answer.complete(question.get());
              } catch (Throwable e) { // whoever waits must not wait forever
                answer.completeExceptionally(e);
              }
            },
            "dify-arms-" + what);
    thread.setDaemon(true);
    thread.start();
  }

  private InstgoLook instgoNow() {
    return lookOnly
        ? tools.instgos().look(tools.instgo())
        : new InstgoLook(
            Optional.of(tools.instgos().provide(tools.instgo())), OptionalLong.empty());
  }

  /**
   * Returns the tool, after one look at whether it has changed; it can be absent only where nothing
   * but a look is wanted.
   */
  InstgoLook instgo() {
    return told(instgo);
  }

  private <T> T told(CompletableFuture<T> answer) {
    begin();
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DifyArmsException stop) {
        throw stop;
      }
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted"));
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
        key ->
            choice.version(
                component,
                tree,
                module,
                settings.goVersion(),
                pins.version(component),
                force,
                listener::note));
  }

  /**
   * Returns the package whose version the linker sets. What was found in a source is remembered:
   * its identity is that of every file in it.
   *
   * @param again whether to look even if something is remembered
   */
  String versionPackage(SourceTree tree, GoModule module, boolean again) {
    return packages.computeIfAbsent(
        tree.identity(),
        identity -> {
          String key = VERSION_PACKAGE + " of " + identity;
          Optional<String> kept =
              again
                  ? Optional.empty()
                  : tools.memory().recall(key).filter(it -> packageOf(module, it, tree));
          if (kept.isPresent()) {
            return kept.get();
          }
          String found = VersionVariables.packageOf(tree, module);
          tools.memory().remember(key, found);
          return found;
        });
  }

  /** Whether a text that goes to the linker can be a package of a module. */
  private static boolean packageOf(GoModule module, String text, SourceTree tree) {
    return LinkerValues.safe(text)
        && tree.paths().stream()
            .anyMatch(path -> (module.path() + "/" + path).startsWith(text + "/"))
        && (text + "/").startsWith(module.path() + "/");
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
      List<String> warnings)
      throws IOException {
    InstgoLook look = instgo();
    List<String> all = new ArrayList<>(warnings);
    if (settings.licenseKey().isEmpty()) {
      all.add(NO_KEY);
    }
    String version = look.tool().map(GoWorkshop::version).orElse("not downloaded yet");
    return new Changes(
        List.of(change(old, recipe, baseGlibc, look, base.force())),
        labels(version, recipe),
        summary + ", Go " + recipe.go() + ", instgo " + version,
        notes,
        all);
  }

  private FileChange change(
      FoundFile old,
      Recipe recipe,
      Optional<GlibcVersion> baseGlibc,
      InstgoLook look,
      boolean again)
      throws IOException {
    Making making = making(recipe, look, Optional.empty());
    if (look.tool().isEmpty()) {
      return FileChange.unsettled(old, recipe.inputs(), making);
    }
    Compilation compilation =
        new Compilation(
            tools,
            settings,
            listener,
            look.tool().get(),
            recipe,
            pins.hash(recipe.go()),
            baseGlibc,
            again);
    if (lookOnly) {
      making = making(recipe, look, compilation.cached());
    }
    return new FileChange(old, compilation.inputs(), making, compilation);
  }

  private Making making(Recipe recipe, InstgoLook look, Optional<Making.Cached> cached) {
    // Where Go is from is asked for people only: it costs a process.
    GoOrigin go =
        lookOnly
            ? tools.toolchains().origin(recipe.go())
            : new GoOrigin("", false, Optional.empty());
    return new Making.Compiled(
        recipe.source().shown(),
        recipe.revision(),
        recipe.source().identity(),
        new Making.Go(recipe.go(), go.from(), go.download(), go.hash()),
        new Making.Tool(
            tools.instgo().shownAddress(),
            look.tool().map(InstgoTool::sha256),
            look.tool().map(InstgoTool::version),
            tools.host().os() + "-" + tools.host().architecture(),
            look.tool().isPresent()
                ? OptionalLong.empty()
                : OptionalLong.of(look.size().orElse(-1))),
        settings.agentVersion(),
        cached);
  }

  private SortedMap<String, String> labels(String version, Recipe recipe) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(
        Product.LABEL_PREFIX + "agent.go", settings.agentVersion().orElse("newest when built"));
    labels.put(Product.LABEL_PREFIX + "go.version", recipe.go());
    labels.put(Product.LABEL_PREFIX + "instgo.version", version);
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
