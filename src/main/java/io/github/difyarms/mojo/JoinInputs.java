package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds what the parameter {@code index.inputs} names: files, directories, patterns, digests. */
final class JoinInputs {
  /** CI systems put the files of each job into a folder of its own, some into one more. */
  private static final int DEPTH = 4;

  private static final long MOST_BYTES = 64 << 20;

  private final Path directory;

  /**
   * Creates the search.
   *
   * @param directory what relative paths are relative to
   */
  JoinInputs(Path directory) {
    this.directory = directory;
  }

  /**
   * Returns the parts that some inputs name.
   *
   * @throws DifyArmsException {@link ErrorCode#PARTS_NOT_FOUND} when an input names none
   */
  List<JoinRequest.Part> parts(List<String> inputs) throws IOException {
    List<JoinRequest.Part> parts = new ArrayList<>();
    Set<Path> files = new TreeSet<>();
    for (String input : inputs) {
      if (input.contains("@")) {
        parts.add(digest(input));
      } else {
        List<Path> found = files(input);
        if (found.isEmpty()) {
          throw new DifyArmsException(
              ErrorCode.PARTS_NOT_FOUND,
              "there are no parts of images",
              directory.resolve(base(input)) + ", parameter index.inputs",
              "no file "
                  + PartialResult.FILE_PREFIX
                  + "*"
                  + PartialResult.FILE_SUFFIX
                  + " is there");
        }
        files.addAll(found);
      }
    }
    for (Path file : files) {
      parts.add(file(file));
    }
    return parts;
  }

  private static JoinRequest.Part digest(String input) {
    ImageReference image = ImageReference.parse(input);
    return new JoinRequest.Part(input, image, Optional.empty());
  }

  private JoinRequest.Part file(Path file) throws IOException {
    Path shown = file.startsWith(directory) ? directory.relativize(file) : file;
    if (Files.size(file) > MOST_BYTES) {
      throw new DifyArmsException(
          ErrorCode.PART_UNFIT,
          "this is not what a build with index=false leaves",
          shown.toString(),
          "it has " + Files.size(file) + " bytes");
    }
    PartialResult result = PartialResult.read(Files.readAllBytes(file), shown.toString());
    if (Part.find(result.image().id()).isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.PART_UNFIT,
          "this is not what a build with index=false leaves",
          shown.toString(),
          "there is no component " + result.image().id());
    }
    return JoinRequest.Part.of(shown.toString(), result);
  }

  private List<Path> files(String input) throws IOException {
    Path path = directory.resolve(base(input)).normalize();
    if (Files.isRegularFile(path) && !pattern(input)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    return pattern(input) ? matching(path, input) : inside(path, file -> true, DEPTH);
  }

  private List<Path> matching(Path path, String input) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + input);
    boolean absolute = Path.of(base(input)).isAbsolute();
    return inside(
        path,
        file -> matcher.matches(absolute ? file : directory.relativize(file)),
        Integer.MAX_VALUE);
  }

  private static List<Path> inside(Path folder, Predicate<Path> wanted, int depth)
      throws IOException {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(Files::isRegularFile).filter(JoinInputs::named).filter(wanted).toList();
    }
  }

  private static boolean named(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(PartialResult.FILE_PREFIX) && name.endsWith(PartialResult.FILE_SUFFIX);
  }

  private static boolean pattern(String input) {
    return input.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
  }

  /** Returns what stands before the first part of a path that is a pattern. */
  private static String base(String input) {
    if (!pattern(input)) {
      return input;
    }
    StringBuilder base = new StringBuilder(input.startsWith("/") ? "/" : "");
    for (String part : input.split("/+", -1)) {
      if (pattern(part)) {
        break;
      }
      base.append(part).append(part.isEmpty() ? "" : "/");
    }
    return base.toString();
  }
}
