package io.github.difyarms.component;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.GoVersion;
import io.github.difyarms.source.SourceTree;
import io.github.difyarms.toolchain.CToolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * dify-sandbox: {@code /main} is compiled anew with instgo. It carries two libraries that need cgo
 * and libseccomp; by default they are taken out of the image's own program, so that no C compiler
 * is needed and the system call filters stay upstream's.
 */
public final class Sandbox implements Component {
  /** The component's id. */
  public static final String ID = "sandbox";

  private static final AbsoluteUnixPath PROGRAM = AbsoluteUnixPath.get("/main");
  private static final String PARAMETER = "sandbox";
  private static final String PACKAGE = "cmd/server";
  private static final String PYTHON = "internal/core/runner/python/python.so";
  private static final String NODEJS = "internal/core/runner/nodejs/nodejs.so";
  private static final long MOST_PROGRAM_BYTES = 512L << 20;

  /** The first Go whose libraries releases up to 0.2.15 do not expect. */
  private static final GoVersion UNGUARDED = GoVersion.parse("1.25").orElseThrow();

  /** The setting of {@code GODEBUG} that a guarded source passes on. */
  private static final String GUARD = "containermaxprocs=0";

  private final SandboxSettings settings;
  private final GoWorkshop workshop;

  /** Creates the component. */
  public Sandbox(SandboxSettings settings, GoWorkshop workshop) {
    this.settings = settings;
    this.workshop = workshop;
  }

  private boolean all() {
    return settings.instrument() == SandboxSettings.Instrument.ALL;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String settings() throws IOException {
    return workshop.settings(settings.source(), settings.revision()) + "\n" + own();
  }

  @Override
  public String configuration() {
    return workshop.configuration(settings.source(), settings.revision()) + "\n" + own();
  }

  private String own() {
    return "instrument " + settings.instrument();
  }

  @Override
  public List<WantedFile> wanted() {
    List<WantedFile> wanted = new ArrayList<>();
    wanted.add(WantedFile.required(PROGRAM, all() ? 0 : MOST_PROGRAM_BYTES));
    if (all()) {
      wanted.addAll(BaseGlibc.wanted());
    }
    return wanted;
  }

  @Override
  public List<String> missing(ImageReference base) {
    return GoMissing.of(workshop, ID, settings.source(), settings.revision(), base);
  }

  @Override
  public Changes changes(PlatformBase base) throws IOException {
    FoundFile old = GoWorkshop.found(base, PROGRAM);
    RevisionChoice choice = RevisionChoice.of(ID, PARAMETER, settings.revision(), base);
    SourceTree tree = workshop.source(settings.source(), choice.revision());
    choice.requireFit(base, settings.source(), tree);
    GoModule module = GoModule.of(tree);
    for (String file : List.of(PACKAGE + "/main.go", "cmd/lib/python/main.go")) {
      if (tree.read(file).isEmpty()) {
        throw new DifyArmsException(
            ErrorCode.SOURCE_UNREADABLE,
            "this is not the source of dify-sandbox",
            tree.shown(),
            "there is no " + file);
      }
    }
    String go = workshop.go(ID, tree, module, base.force());
    List<String> warnings =
        new ArrayList<>(choice.warning(settings.source(), tree).stream().toList());
    SortedMap<String, byte[]> libraries = new TreeMap<>();
    Optional<CToolchain> compiler = Optional.empty();
    String from;
    if (all()) {
      guard(choice, tree, go);
      compiler = Optional.of(workshop.compiler(base.platform()));
      from = "libraries compiled too";
    } else {
      BlobContent content =
          old.content()
              .orElseThrow(
                  () ->
                      new DifyArmsException(
                          ErrorCode.LIMIT_EXCEEDED,
                          "the image's program is larger than " + MOST_PROGRAM_BYTES + " bytes",
                          base.reference() + " " + PROGRAM,
                          old.size() + " bytes"));
      var found = workshop.libraries(content, base);
      libraries.put(PYTHON, found.python());
      libraries.put(NODEJS, found.nodejs());
      from = "libraries of the image kept";
    }
    Recipe recipe =
        new Recipe(
            ID,
            base.platform(),
            tree,
            choice.revision(),
            go,
            libraries,
            Optional.empty(),
            steps(tree),
            compiler);
    Optional<GlibcVersion> glibc = all() ? BaseGlibc.of(base) : Optional.empty();
    if (all() && glibc.isEmpty()) {
      warnings.add(
          ID
              + " "
              + base.platform()
              + ": the image's C library was not found; whether the libraries run with it cannot be"
              + " checked");
    }
    return workshop.changes(
        base,
        old,
        recipe,
        glibc,
        "main.go of "
            + choice.revision()
            + " ("
            + GoWorkshop.shortened(tree.identity())
            + "), "
            + from,
        choice.note(settings.source(), tree).stream().toList(),
        warnings);
  }

  private List<Recipe.Step> steps(SourceTree tree) {
    List<Recipe.Step> steps = new ArrayList<>();
    List<String> stripped = List.of("-ldflags", "-s -w");
    if (all()) {
      List<String> shared = List.of("-buildmode=c-shared", "-ldflags", "-s -w");
      steps.add(new Recipe.Step(PYTHON, "./cmd/lib/python", shared, true));
      steps.add(new Recipe.Step(NODEJS, "./cmd/lib/nodejs", shared, true));
      if (tree.read("cmd/dependencies/init.go").isPresent()) {
        steps.add(new Recipe.Step("env", "./cmd/dependencies", stripped, false));
      }
    }
    steps.add(new Recipe.Step("main", "./" + PACKAGE, stripped, false));
    return steps;
  }

  /**
   * Go 1.25 and later read the cgroup while they start, which the sandbox's filter kills. Sources
   * that know it switch that off in the environment of what they start.
   */
  private static void guard(RevisionChoice choice, SourceTree tree, String go) {
    if (GoVersion.parse(go).orElseThrow().compareTo(UNGUARDED) < 0) {
      return;
    }
    boolean guarded =
        tree.paths().stream()
            .filter(path -> path.startsWith("internal/core/runner/") && path.endsWith(".go"))
            .map(path -> tree.read(path).orElseThrow())
            .anyMatch(bytes -> new String(bytes, StandardCharsets.UTF_8).contains(GUARD));
    if (!guarded) {
      throw new DifyArmsException(
          ErrorCode.GO_GUARD,
          "dify-sandbox " + choice.revision() + " must not have its libraries built with Go " + go,
          "parameters sandbox.instrument and go.version",
          "its source lacks the guard that Go 1.25 and later need: the sandbox would kill every"
              + " program");
    }
  }
}
