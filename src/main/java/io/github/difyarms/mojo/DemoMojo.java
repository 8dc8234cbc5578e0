package io.github.difyarms.mojo;

import io.github.difyarms.build.OutputLock;
import io.github.difyarms.demo.Demo;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.Texts;
import io.github.difyarms.log.Timeline;
import io.github.difyarms.log.TraceLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.proof.TextDiff;
import io.github.difyarms.report.ResultFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Runs the very build of the goal build, on miniature images in a registry inside this process: no
 * account. Shows what changed, and that a second build pushes nothing.
 */
@Mojo(name = "demo", requiresProject = false, threadSafe = true)
final class DemoMojo extends AbstractServiceMojo {
  private static final List<String> TAGS = List.of("{upstreamTag}-arms");

  /** The stand-in for instgo gets no key of the user's. */
  private static final String NO_KEY = "stand-in-key";

  @Inject
  DemoMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters given, Invocation invocation) throws IOException {
    // What a POM says for the real build (hashes, revisions, arguments) is not for the miniatures.
    Parameters parameters = given.only("demo", Map.of());
    Requests requests = new Requests(parameters, invocation, System.getenv());
    List<Part> parts =
        parameters.text("components").isPresent() ? requests.parts() : Arrays.asList(Part.values());
    Path output = requests.outputDirectory().resolve("demo");
    try (BuildLog shown = Logs.of(parameters, getLog(), session(), System.getenv());
        Demo demo = new Demo()) {
      BuildResult result = run(parameters, invocation, requests, parts, output, demo, shown);
      if (parameters.flag("demo.keepRunning")) {
        keepRunning(result, shown);
      }
    }
  }

  private BuildResult run(
      Parameters parameters,
      Invocation invocation,
      Requests requests,
      List<Part> parts,
      Path output,
      Demo demo,
      BuildLog shown)
      throws IOException {
    OutputLock alone = OutputLock.of(output, shown);
    try (alone) {
      ResultFiles.begin(output);
      try (TraceLog trace = TraceLog.in(output)) {
        BuildLog log = trace.with(shown);
        try {
          return told(parameters, invocation, requests, parts, output, demo, log);
        } catch (DifyArmsException | IOException e) {
          ResultFiles.withdraw(output);
          log.stopped(e);
          throw e;
        }
      }
    }
  }

  private BuildResult told(
      Parameters parameters,
      Invocation invocation,
      Requests requests,
      List<Part> parts,
      Path output,
      Demo demo,
      BuildLog log)
      throws IOException {
    log.message(
        "a registry with miniatures of "
            + String.join(", ", parts.stream().map(Part::repository).toList())
            + " runs at "
            + demo.base().registry());
    if (parts.equals(List.of(Part.API))) {
      return new Run(parameters, invocation, requests, parts, output, demo, log).run();
    }
    try (DemoTools tools = tools(parameters, invocation, parts, output, log)) {
      Parameters own = parameters.only("demo", tools.values());
      return new Run(own, invocation, requests, parts, output, demo, log).run();
    }
  }

  private DemoTools tools(
      Parameters parameters, Invocation invocation, List<Part> parts, Path output, BuildLog log)
      throws IOException {
    try (Service service = open(parameters, invocation, parts, log)) {
      return DemoTools.prepare(service.toolchains(), parameters, output, log);
    }
  }

  private Service open(
      Parameters parameters, Invocation invocation, List<Part> parts, BuildLog log) {
    return Service.open(opening(parameters, invocation, log, parts).withLicenseKey(NO_KEY));
  }

  private static void keepRunning(BuildResult result, BuildLog log) {
    log.message("");
    log.message("the registry keeps running; in another terminal:");
    for (ComponentResult component : result.components()) {
      String image = component.name() + ":" + component.tags().get(0);
      log.message("  docker pull " + image);
      log.message("  skopeo inspect --tls-verify=false docker://" + image);
    }
    log.message("end it with Ctrl-C");
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The demonstration itself, once everything is in place. */
  private final class Run {
    private final Parameters parameters;
    private final Invocation invocation;
    private final Requests requests;
    private final List<Part> parts;
    private final Path output;
    private final Demo demo;
    private final BuildLog log;

    Run(
        Parameters parameters,
        Invocation invocation,
        Requests requests,
        List<Part> parts,
        Path output,
        Demo demo,
        BuildLog log) {
      this.parameters = parameters;
      this.invocation = invocation;
      this.requests = requests;
      this.parts = parts;
      this.output = output;
      this.demo = demo;
      this.log = log;
    }

    BuildResult run() throws IOException {
      Function<Part, Target> registry = part -> new Target.Registry(demo.target(part.id()), TAGS);
      long started = System.nanoTime();
      Timeline timeline = new Timeline(started);
      BuildResult result = build(registry, log.and(timeline), started).withSteps(timeline.steps());
      Path images = new Outputs(output, Optional.empty()).write(result);
      log.finished(result, Optional.empty()); // what to do next stands at the end of it all
      for (ComponentResult component : result.components()) {
        differences(component);
      }
      again(registry);
      build(part -> new Target.Layout(layout(part), TAGS), new BuildLog() {}, System.nanoTime());
      closing(result, images);
      return result;
    }

    private Path layout(Part part) {
      return output.resolve("images").resolve(part.repository());
    }

    private BuildResult build(Function<Part, Target> target, BuildLog told, long started)
        throws IOException {
      List<ComponentRequest> components =
          parts.stream()
              .map(
                  part -> new ComponentRequest(part.id(), demo.base(part.id()), target.apply(part)))
              .toList();
      BuildRequest request =
          new BuildRequest(
              Optional.empty(),
              components,
              requests.platforms(),
              Format.AUTO,
              Optional.empty(),
              output,
              requests.cacheDirectory(),
              true,
              true,
              false,
              false);
      try (Service service = open(parameters, invocation, parts, told)) {
        return service.build(request, started);
      }
    }

    private void differences(ComponentResult component) throws IOException {
      log.message("");
      log.message(
          component.id()
              + ": read back from the registry, the result differs from its base in this only:");
      demo.differences(component).forEach(line -> log.message("  " + line));
      if (component.id().equals(Part.API.id())) {
        script(component.platforms().get(0));
      } else {
        component.platforms().forEach(this::program);
      }
    }

    private void script(PlatformResult first) throws IOException {
      String path = first.files().get(0).path();
      List<String> diff =
          TextDiff.unified(
              "upstream" + path, "result" + path, demo.upstreamScript(), demo.file(first, path));
      long added = diff.stream().filter(line -> line.startsWith("+")).count() - 1;
      long removed = diff.stream().filter(line -> line.startsWith("-")).count() - 1;
      log.message(
          path + ": " + Texts.count(added, "line") + " added, " + removed + " removed; mainly");
      diff.stream()
          .filter(line -> line.matches("[-+]\\s*(exec .*gunicorn.*|# (>>>|<<<) .*)"))
          .forEach(line -> log.message("  " + line));
    }

    private void program(PlatformResult platform) {
      platform
          .files()
          .forEach(
              file ->
                  file.build()
                      .ifPresent(
                          build ->
                              log.message(
                                  file.path()
                                      + " for "
                                      + platform.platform()
                                      + ": "
                                      + build.program().goVersion()
                                      + ", added by instgo's stand-in: "
                                      + String.join(", ", build.program().addedModules()))));
    }

    private void again(Function<Part, Target> registry) throws IOException {
      log.message("");
      log.message("the same build once more:");
      long before = demo.requests();
      build(registry, new BuildLog() {}, System.nanoTime());
      log.message(
          "  "
              + Texts.count(demo.requests() - before, "request")
              + " for "
              + Texts.count(parts.size(), "image")
              + ", no compiling and no push, because nothing has changed");
    }

    private void closing(BuildResult result, Path images) {
      log.message("");
      log.message("the registry ends with this goal; the images stay as OCI layouts:");
      for (ComponentResult component : result.components()) {
        Path layout = layout(Part.find(component.id()).orElseThrow());
        log.message("  podman pull oci:" + layout.toAbsolutePath() + ":" + component.tags().get(0));
      }
      log.message("to look at in a browser: " + images.resolveSibling("report.html"));
      log.message("files, layers, images.json and trace.log: " + images.getParent());
      log.message(
          "next, with the real images: mvn dify-arms:build -Ddify-arms.difyVersion=1.16.1"
              + " -Ddify-arms.to.registry=REGISTRY/NAMESPACE");
    }
  }
}
