package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files that hand images of single platforms on to the goal {@code index}. Plain files, not
 * links as the others: what collects them from a CI job may not follow links. They stay when
 * another component or platform is built into the same directory.
 */
final class PartialFiles {
  private PartialFiles() {}

  /** Returns what there is to hand on. */
  static List<PartialResult> of(BuildRequest request, BuildResult result) {
    List<PartialResult> parts = new ArrayList<>();
    for (ComponentResult image : result.components()) {
      ComponentRequest asked =
          request.components().stream()
              .filter(component -> component.id().equals(image.id()))
              .findFirst()
              .orElseThrow();
      parts.add(
          new PartialResult(
              asked.target().tags(),
              request.difyVersion(),
              request.format(),
              image,
              result.warnings()));
    }
    return parts;
  }

  /**
   * Writes the files.
   *
   * @return lines that say how to go on
   */
  static List<String> write(List<PartialResult> parts, Path directory) {
    List<String> lines = new ArrayList<>();
    for (PartialResult part : parts) {
      Path file = directory.resolve(part.fileName());
      try {
        AtomicFiles.write(
            file, Json.writePretty(part.json()).getBytes(StandardCharsets.UTF_8), "rw-r--r--");
      } catch (IOException e) {
        throw new DifyArmsException(
            ErrorCode.OUTPUT_NOT_WRITABLE,
            "the output directory cannot be written to",
            file.toString(),
            e.toString(),
            e);
      }
      lines.add("part:    " + shown(file) + " is " + part.image().reference());
    }
    lines.add("next:    bring the files of all platforms into one directory, then, with the same");
    lines.add("         to.registry and from.registry as here,");
    lines.add("         mvn dify-arms:index -Ddify-arms.index.inputs=DIRECTORY");
    lines.add("         or name all digests in place of files, with commas between them:");
    lines.add(
        "         mvn dify-arms:index -Ddify-arms.index.inputs="
            + String.join(",", parts.stream().map(part -> part.image().reference()).toList())
            + ",…");
    return lines;
  }

  private static Path shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.startsWith(here) ? here.relativize(file) : file;
  }

  /** Takes the files of an earlier build of the same parts away. */
  static void withdraw(BuildRequest request) throws IOException {
    for (ComponentRequest component : request.components()) {
      for (var platform : request.platforms()) {
        Files.deleteIfExists(
            request.outputDirectory().resolve(PartialResult.fileName(component.id(), platform)));
      }
    }
  }
}
