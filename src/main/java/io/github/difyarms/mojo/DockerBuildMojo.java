package io.github.difyarms.mojo;

import io.github.difyarms.build.Archives;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.net.InheritedEnvironment;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.DockerClient;
import io.github.difyarms.toolchain.Redaction;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Builds monitored images into the local Docker, for the platform it runs on. */
@Mojo(name = "dockerBuild", requiresProject = false, threadSafe = true)
final class DockerBuildMojo extends BuildMojo {
  private static final String EXECUTABLE = "dockerClient.executable";

  @Inject
  DockerBuildMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  BuildRequest request(Parameters parameters, Invocation invocation, Requests requests)
      throws IOException {
    // Before anything is read or compiled: a build for nothing takes minutes.
    Optional<String> daemon = docker(parameters, invocation, DockerClient::platform);
    return requests.local(List.of(platform(requests.platforms(), daemon)));
  }

  /** One platform alone was asked for on purpose: the daemon may run it by emulation. */
  static Platform platform(List<Platform> asked, Optional<String> daemon) {
    if (asked.size() == 1) {
      return asked.get(0);
    }
    Platform here =
        Platform.parse(daemon.orElseGet(() -> "linux/" + System.getProperty("os.arch")));
    if (!asked.contains(here)) {
      throw new DifyArmsException(
          ErrorCode.DOCKER_PLATFORM,
          "Docker runs on a platform that is not asked for",
          "parameter platforms",
          "it is "
              + here
              + ", and platforms are "
              + String.join(", ", asked.stream().map(Platform::toString).toList()));
    }
    return here;
  }

  @Override
  List<String> built(
      Parameters parameters, Invocation invocation, BuildRequest request, BuildResult result)
      throws IOException {
    List<Archives.Packed> images = Archives.of(request, result);
    docker(
        parameters,
        invocation,
        client -> {
          for (Archives.Packed image : images) {
            client.load(image.names().get(0), image.archive()::writeTo, getLog()::info);
          }
          return images.size();
        });
    String program = parameters.textOrDefault(EXECUTABLE);
    return images.stream()
        .map(image -> "next:    " + program + " run --rm " + image.names().get(0))
        .toList();
  }

  /** What is done with the client; it ends with it. */
  @FunctionalInterface
  private interface Work<T> {
    T with(DockerClient client) throws IOException, InterruptedException;
  }

  private static <T> T docker(Parameters parameters, Invocation invocation, Work<T> work)
      throws IOException {
    Map<String, String> environment = InheritedEnvironment.of(System.getenv());
    List<String> secrets =
        environment.values().stream().flatMap(value -> SafeUrl.secrets(value).stream()).toList();
    String executable = parameters.textOrDefault(EXECUTABLE);
    if (executable.contains("/")) {
      executable = invocation.directory().resolve(executable).toString();
    }
    try (Commands commands = new Commands(new Redaction(secrets))) {
      return work.with(new DockerClient(commands, executable, invocation.directory(), environment));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  String reference(ComponentResult component) {
    return component.name() + ":" + component.tags().get(0);
  }
}
