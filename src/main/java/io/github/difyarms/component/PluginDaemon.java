package io.github.difyarms.component;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.SourceTree;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * dify-plugin-daemon: {@code /app/main} is compiled anew with instgo. The migration program, the
 * init process and the start command stay upstream's.
 */
public final class PluginDaemon implements Component {
  /** The component's id. */
  public static final String ID = "plugin-daemon";

  private static final AbsoluteUnixPath PROGRAM = AbsoluteUnixPath.get("/app/main");
  private static final String PARAMETER = "pluginDaemon";
  private static final String PACKAGE = "cmd/server";

  /** As upstream's Dockerfiles write it: {@code date -u +%Y-%m-%dT%H:%M:%S%z}. */
  private static final DateTimeFormatter BUILD_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx");

  private final DaemonSettings settings;
  private final GoWorkshop workshop;

  /** Creates the component. */
  public PluginDaemon(DaemonSettings settings, GoWorkshop workshop) {
    this.settings = settings;
    this.workshop = workshop;
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
    return "python plugins " + settings.monitorPythonPlugins();
  }

  @Override
  public List<WantedFile> wanted() {
    return List.of(WantedFile.required(PROGRAM, 0));
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
    if (tree.read(PACKAGE + "/main.go").isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.SOURCE_UNREADABLE,
          "this is not the source of dify-plugin-daemon",
          tree.shown(),
          "there is no " + PACKAGE + "/main.go");
    }
    String go = workshop.go(ID, tree, module, base.force());
    String variables = workshop.versionPackage(tree, module, base.force());
    Recipe recipe =
        new Recipe(
            ID,
            base.platform(),
            tree,
            choice.revision(),
            go,
            new TreeMap<>(),
            settings.monitorPythonPlugins() ? Optional.of("dify_python") : Optional.empty(),
            List.of(
                new Recipe.Step(
                    "main",
                    "./" + PACKAGE,
                    List.of("-ldflags", linkerFlags(base, tree, old, variables, choice.revision())),
                    false)),
            Optional.empty());
    return workshop.changes(
        base,
        old,
        recipe,
        Optional.empty(),
        "main.go of "
            + choice.revision()
            + " ("
            + GoWorkshop.shortened(tree.identity())
            + "), version in "
            + variables,
        choice.note(settings.source(), tree).stream().toList(),
        choice.warning(settings.source(), tree).stream().toList());
  }

  /**
   * The flags of upstream's Dockerfile: only the serverless flavour is stripped. The build time is
   * that of the commit, or else that of upstream's own program: a base that moves below it asks for
   * no new one.
   */
  private static String linkerFlags(
      PlatformBase base, SourceTree tree, FoundFile old, String variables, String revision) {
    Instant time =
        base.timestamp().or(tree::committed).orElseGet(() -> old.attributes().modified());
    String version = LinkerValues.check(PARAMETER + ".revision", revision);
    String set =
        "-X "
            + variables
            + ".VersionX="
            + version
            + " -X "
            + variables
            + ".BuildTimeX="
            + buildTime(time);
    return serverless(base) ? "-s -w " + set : set;
  }

  private static String buildTime(Instant time) {
    return BUILD_TIME.format(time.atOffset(ZoneOffset.UTC));
  }

  /**
   * What the tag says; a reference without one leaves {@code PLATFORM}, which has had many names.
   */
  private static boolean serverless(PlatformBase base) {
    Optional<String> tag = base.reference().tag();
    if (tag.isPresent() && (tag.get().endsWith("-serverless") || tag.get().endsWith("-local"))) {
      return tag.get().endsWith("-serverless");
    }
    for (var variable : base.image().config().json().path("config").path("Env")) {
      if (variable.asText().startsWith("PLATFORM=")) {
        return !variable.asText().equals("PLATFORM=local");
      }
    }
    return false;
  }
}
