package io.github.difyarms.report;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files a build leaves: {@code images.json} and one {@code COMPONENT.digest} for each image.
 */
public final class ResultFiles {
  private static final String IMAGES = "images.json";
  private static final String DIGEST = ".digest";

  private ResultFiles() {}

  /**
   * Checks, before anything is pushed, that files can be left, and takes those of an earlier build
   * away: should this one fail, nobody must deploy what the last one made.
   *
   * @param components ids of the components that will be built
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static void begin(Path directory, List<String> components) {
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve(IMAGES));
      for (String component : components) {
        Files.deleteIfExists(directory.resolve(component + DIGEST));
      }
      Files.delete(Files.createTempFile(directory, ".probe", ""));
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  /**
   * Writes the files, each whole or not at all.
   *
   * @return where {@code images.json} is
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static Path write(BuildResult result, Path directory) {
    Path images = directory.resolve(IMAGES);
    try {
      for (ComponentResult component : result.components()) {
        AtomicFiles.write(
            directory.resolve(component.id() + DIGEST),
            (component.digest() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      AtomicFiles.write(
          images, Json.writePretty(ResultJson.of(result)).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
    return images;
  }

  private static DifyArmsException notWritable(Path directory, IOException e) {
    return new DifyArmsException(
        ErrorCode.OUTPUT_NOT_WRITABLE,
        "the output directory cannot be written to",
        directory.toString(),
        e.toString(),
        e);
  }
}
