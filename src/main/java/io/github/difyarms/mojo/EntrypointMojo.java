package io.github.difyarms.mojo;

import io.github.difyarms.component.ApiSettings;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.deploy.ConfigMapYaml;
import io.github.difyarms.entrypoint.EntrypointRewriter;
import io.github.difyarms.entrypoint.Rewrite;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.Product;
import io.github.difyarms.proof.TextDiff;
import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Rewrites dify-api's start script alone, from a file or an image; builds and pushes nothing. */
@Mojo(name = "entrypoint", requiresProject = false, threadSafe = true)
final class EntrypointMojo extends AbstractServiceMojo {
  @Inject
  EntrypointMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    told(parameters, log -> run(parameters, invocation, log));
  }

  private void run(Parameters parameters, Invocation invocation, BuildLog log) throws IOException {
    if (AgentParameters.baked(parameters)) {
      throw Parameters.invalid(
          "api.agent",
          "baked",
          "this goal writes a script for images without the agent; dify-arms:build puts the agent into"
              + " the image, with its script");
    }
    ApiSettings settings =
        AgentParameters.settings(parameters, invocation.directory(), log::note, log::warning);
    Script script = script(parameters, invocation, settings, log);
    Rewrite rewrite =
        new EntrypointRewriter(Product.nameAndVersion())
            .rewrite(
                EntrypointRewriter.decode(script.bytes(), script.origin()),
                script.origin(),
                settings.instrumentations());
    log.message(rewrite.summary());
    Path output =
        parameters
            .path("entrypoint.output", invocation.directory())
            .orElseGet(
                () ->
                    new Requests(parameters, invocation, System.getenv())
                        .outputDirectory()
                        .resolve("entrypoint.sh"));
    AtomicFiles.writeOutput(output, rewrite.text(), "the file");
    if (!output.toFile().setExecutable(true, false)) {
      log.warning("not executable: " + output);
    }
    TextDiff.unified(script.origin(), output.toString(), rewrite.original(), rewrite.text())
        .forEach(getLog()::debug);
    log.message("written: " + output);
    if (parameters.flag("entrypoint.configMap")) {
      Path yaml = output.resolveSibling(output.getFileName() + ".configmap.yaml");
      AtomicFiles.writeOutput(
          yaml,
          ConfigMapYaml.of("dify-api-entrypoint", "entrypoint.sh", rewrite.text()),
          "the file");
      log.message("written: " + yaml + " (mount it at /app/api/docker)");
    }
  }

  private Script script(
      Parameters parameters, Invocation invocation, ApiSettings settings, BuildLog log)
      throws IOException {
    Optional<String> input = parameters.text("entrypoint.input");
    Optional<Path> file =
        input
            .flatMap(text -> existing(invocation.directory(), text))
            .or(() -> input.isPresent() ? Optional.empty() : settings.script());
    if (file.isPresent()) {
      return new Script(file.get().toString(), DifyApi.read(file.get()));
    }
    Requests requests = new Requests(parameters, invocation, System.getenv());
    ImageReference image =
        input.isPresent()
            ? reference(input.get(), invocation.directory())
            : requests.base(Part.API);
    try (Service service =
        Service.open(opening(parameters, invocation, log, List.of(Part.API)).looking(true))) {
      return new Script(image.toString(), service.script(image, requests.platforms()));
    }
  }

  private static Optional<Path> existing(Path directory, String text) {
    try {
      return Optional.of(directory.resolve(text).normalize()).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** What looks like a file name and is none is a missing file, not an image of Docker Hub. */
  private static ImageReference reference(String text, Path directory) {
    if (text.endsWith(".sh") || text.startsWith(".") || text.startsWith("/")) {
      throw new DifyArmsException(
          ErrorCode.INPUT_UNREADABLE,
          "there is no such file",
          "parameter entrypoint.input (-Ddify-arms.entrypoint.input)",
          directory.resolve(text).normalize() + " does not exist");
    }
    return ImageReference.parse(text);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Script(String origin, byte[] bytes) {}
}
