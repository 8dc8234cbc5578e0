package io.github.difyarms.mojo;

import io.github.difyarms.component.DifyApi;
import io.github.difyarms.demo.Demo;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.Texts;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.report.ResultFiles;
import io.github.difyarms.report.TextDiff;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Runs the very build of the goal build, on a miniature image in a registry inside this process: no
 * account, no network. Shows what changed, and that a second build pushes nothing.
 */
@Mojo(name = "demo", requiresProject = false, threadSafe = true)
final class DemoMojo extends AbstractDifyArmsMojo {
  private static final List<String> TAGS = List.of("{upstreamTag}-arms");

  private final SettingsDecrypter decrypter;

  @Inject
  DemoMojo(SettingsDecrypter decrypter) {
    this.decrypter = decrypter;
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    Requests requests = new Requests(parameters, invocation, System.getenv());
    Path output = requests.outputDirectory().resolve("demo");
    ResultFiles.begin(output, List.of(DifyApi.ID));
    BuildLog log = Logs.of(getLog(), session(), System.getenv());
    try (Demo demo = new Demo()) {
      getLog().info("a registry with a miniature dify-api runs at " + demo.base().registry());
      Target registry = new Target.Registry(demo.target(), TAGS);
      BuildResult result =
          build(request(requests, demo.base(), registry, output), parameters, invocation, log);
      Path images = ResultFiles.write(result, output);
      ComponentResult api = result.components().get(0);
      differences(demo, api);
      again(demo, request(requests, demo.base(), registry, output), parameters, invocation);
      Path layout = output.resolve("images").resolve("dify-api");
      build(
          request(requests, demo.base(), new Target.Layout(layout, TAGS), output),
          parameters,
          invocation,
          quiet());
      closing(api, layout, images);
      if (parameters.flag("demo.keepRunning")) {
        keepRunning(api);
      }
    }
  }

  private BuildResult build(
      BuildRequest request, Parameters parameters, Invocation invocation, BuildLog log)
      throws IOException {
    long started = System.nanoTime();
    try (Service service =
        Service.open(
            new Service.Opening(
                parameters,
                invocation,
                session(),
                decrypter,
                log,
                List.of(Part.API),
                Optional.empty()))) {
      return service.build(request, started);
    }
  }

  private static BuildLog quiet() {
    return new io.github.difyarms.log.PlainBuildLog(line -> {}, line -> {});
  }

  private static BuildRequest request(
      Requests requests, ImageReference base, Target target, Path output) {
    return new BuildRequest(
        Optional.empty(),
        List.of(new ComponentRequest(DifyApi.ID, base, target)),
        requests.platforms(),
        Format.AUTO,
        Optional.empty(),
        output,
        requests.cacheDirectory(),
        false,
        false);
  }

  private void differences(Demo demo, ComponentResult api) throws IOException {
    getLog().info("");
    getLog().info("read back from the registry, the result differs from its base in this only:");
    demo.differences(api).forEach(line -> getLog().info("  " + line));
    PlatformResult first = api.platforms().get(0);
    String path = first.files().get(0).path();
    List<String> diff =
        TextDiff.unified(
            "upstream" + path, "result" + path, demo.upstreamScript(), demo.file(first, path));
    long added = diff.stream().filter(line -> line.startsWith("+")).count() - 1;
    long removed = diff.stream().filter(line -> line.startsWith("-")).count() - 1;
    getLog().info("");
    getLog()
        .info(path + ": " + Texts.count(added, "line") + " added, " + removed + " removed; mainly");
    diff.stream()
        .filter(line -> line.matches("[-+]\\s*(exec .*gunicorn.*|# (>>>|<<<) .*)"))
        .forEach(line -> getLog().info("  " + line));
  }

  private void again(Demo demo, BuildRequest same, Parameters parameters, Invocation invocation)
      throws IOException {
    getLog().info("");
    getLog().info("the same build once more:");
    long before = demo.requests();
    build(same, parameters, invocation, quiet());
    getLog()
        .info(
            "  "
                + Texts.count(demo.requests() - before, "request")
                + " and no push, because nothing has changed");
  }

  private void closing(ComponentResult api, Path layout, Path images) {
    String image = "oci:" + layout.toAbsolutePath() + ":" + api.tags().get(0);
    getLog().info("");
    getLog().info("the registry ends with this goal; the image stays as an OCI layout:");
    getLog().info("  skopeo inspect --raw " + image);
    getLog().info("  podman pull " + image);
    getLog().info("script, layer and images.json: " + images.getParent());
    getLog()
        .info(
            "next, with the real images: mvn dify-arms:build -Ddify-arms.difyVersion=1.16.1"
                + " -Ddify-arms.to.registry=REGISTRY/NAMESPACE");
  }

  private void keepRunning(ComponentResult api) {
    getLog().info("");
    getLog().info("the registry keeps running; in another terminal:");
    getLog().info("  docker pull " + api.name() + ":" + api.tags().get(0));
    getLog()
        .info(
            "  skopeo inspect --tls-verify=false docker://" + api.name() + ":" + api.tags().get(0));
    getLog().info("end it with Ctrl-C");
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
