package io.github.difyarms.report;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The files a build leaves: {@code images.json}, one {@code COMPONENT.digest} for each image, and
 * what others add to them. They change together, see {@link OutputSet}.
 */
public final class ResultFiles {
  private static final String IMAGES = "images.json";

  private static final String KEY = ".made-from";

  private ResultFiles() {}

  /**
   * Checks, before anything is pushed, that files can be left.
   *
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static void begin(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".probe", ""));
      new OutputSet(directory).check(Set.of(IMAGES, "report.html", "deploy", "current"));
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  /**
   * Takes the files of an earlier build away because this one failed: nobody must deploy what the
   * last one made. What cannot be taken away stays; the failure is what people have to hear of.
   */
  public static void withdraw(Path directory) {
    try {
      new OutputSet(directory).withdraw();
    } catch (IOException e) {
      // told by the build's own failure
    }
  }

  /**
   * Writes the files. When nothing was built, those that others added stay as the build that made
   * the images left them, if they were made from the same images and settings.
   *
   * @param result the build's result
   * @param directory the output directory
   * @param settings what else decides the added files
   * @param added makes more files by path
   * @return where {@code images.json} is
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static Path write(
      BuildResult result,
      Path directory,
      String settings,
      Supplier<SortedMap<String, byte[]>> added) {
    OutputSet set = new OutputSet(directory);
    String key = key(result, settings);
    byte[] images = bytes(Json.writePretty(ResultJson.of(result)));
    try {
      Optional<Path> same = set.current().filter(folder -> nothingChanged(result, folder, key));
      if (same.isPresent()) {
        AtomicFiles.write(same.get().resolve(IMAGES), images);
        set.restoreLinks(same.get());
        return directory.resolve(IMAGES);
      }
      SortedMap<String, byte[]> files = new TreeMap<>(added.get());
      files.put(KEY, bytes(key));
      files.keySet().stream()
          .filter(path -> path.startsWith("deploy/"))
          .findFirst()
          .ifPresent(path -> files.put("deploy/" + OutputSet.MARK, new byte[0]));
      for (ComponentResult component : result.components()) {
        if (!component.partial()) { // whoever reads it deploys what it names
          files.put(component.id() + ".digest", bytes(component.digest() + "\n"));
        }
      }
      files.put(IMAGES, images);
      set.publish(files);
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
    return directory.resolve(IMAGES);
  }

  private static String key(BuildResult result, String settings) {
    StringBuilder text = new StringBuilder(Product.nameAndVersion()).append('\n').append(settings);
    for (ComponentResult component : result.components()) {
      text.append('\n').append(component.reference()).append(' ').append(component.tags());
    }
    return Digest.of(bytes(text.toString())) + "\n";
  }

  /** Whether the files that are there were made from these very images and settings. */
  private static boolean nothingChanged(BuildResult result, Path folder, String key) {
    try {
      return result.components().stream().allMatch(ComponentResult::upToDate)
          && Files.readString(folder.resolve(KEY)).equals(key);
    } catch (IOException e) {
      return false; // they are made anew
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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
