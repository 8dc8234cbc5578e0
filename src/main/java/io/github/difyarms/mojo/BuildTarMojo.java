package io.github.difyarms.mojo;

import io.github.difyarms.build.Archives;
import io.github.difyarms.log.Texts;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Builds monitored images and leaves each as one tar per platform that docker can load. */
@Mojo(name = "buildTar", requiresProject = false, threadSafe = true)
final class BuildTarMojo extends BuildMojo {
  @Inject
  BuildTarMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  BuildRequest request(Parameters parameters, Invocation invocation, Requests requests) {
    return requests.local(requests.platforms());
  }

  @Override
  List<String> built(
      Parameters parameters, Invocation invocation, BuildRequest request, BuildResult result)
      throws IOException {
    List<Archives.Packed> images = Archives.of(request, result);
    List<Path> files = Archives.write(images, request.outputDirectory());
    List<String> next = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      next.add(
          "next:    docker load -i "
              + shown(files.get(i), invocation)
              + "  # "
              + String.join(", ", images.get(i).names())
              + ", "
              + Texts.bytes(Files.size(files.get(i))));
    }
    return next;
  }

  private static Path shown(Path file, Invocation invocation) {
    Path here = invocation.directory();
    return file.startsWith(here) ? here.relativize(file) : file;
  }

  @Override
  String reference(ComponentResult component) {
    return component.name() + ":" + component.tags().get(0);
  }
}
