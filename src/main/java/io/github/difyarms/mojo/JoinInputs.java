package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds what the parameter {@code index.inputs} names: files, directories, patterns, digests. */
final class JoinInputs {
  /** CI systems put the files of each job into a folder of its own, some into one more. */
  private static final int DEPTH = 4;

  private static final int MOST_BYTES = 16 << 20;

  /** Folders may have an @ in their names, as those of concurrent builds in Jenkins have. */
  private static final Pattern DIGEST = Pattern.compile("@sha(?:256|512):");

  /** The first part of a path that is a pattern, and what follows it. */
  private static final Pattern PATTERN = Pattern.compile("[^/]*[*?\\[{].*", Pattern.DOTALL);

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
      Optional<Path> there = existing(input);
      if (there.isPresent()) { // whatever characters its name has
        files.addAll(required(there.get(), at(there.get())));
      } else if (DIGEST.matcher(input).find()) {
        parts.add(new JoinRequest.Part(input, ImageReference.parse(input), Optional.empty()));
      } else {
        files.addAll(matching(input));
      }
    }
    for (Path file : files) {
      parts.add(file(file));
    }
    return parts;
  }

  /** Returns the parts in a directory. */
  List<JoinRequest.Part> parts(Path folder) throws IOException {
    List<JoinRequest.Part> parts = new ArrayList<>();
    for (Path file : required(folder, at(folder))) {
      parts.add(file(file));
    }
    return parts;
  }

  private Optional<Path> existing(String input) {
    try {
      return Optional.of(directory.resolve(input).normalize()).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Optional.empty(); // a pattern, where file names cannot have its characters
    }
  }

  private static List<Path> at(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    return Files.isDirectory(path) ? inside(path, file -> true, DEPTH) : List.of();
  }

  private List<Path> matching(String input) throws IOException {
    String text = input.replace(File.separatorChar, '/');
    String before = PATTERN.matcher(text).replaceFirst("");
    Path folder = directory.resolve(before).normalize();
    if (before.equals(text)) {
      return required(folder, List.of());
    }
    PathMatcher matcher = matcher(input, text.substring(before.length()));
    return required(
        folder,
        Files.isDirectory(folder)
            ? inside(folder, file -> matcher.matches(folder.relativize(file)), Integer.MAX_VALUE)
            : List.of());
  }

  /** As in other tools, two asterisks are any number of folders, also none. */
  private static PathMatcher matcher(String input, String pattern) {
    String glob = pattern.replaceAll("(^|/)(?:\\*\\*/)+", "$1{**/,}");
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw Parameters.invalid("index.inputs", input, "as a pattern: " + e.getDescription());
    }
  }

  private static List<Path> required(Path where, List<Path> found) {
    if (found.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.PARTS_NOT_FOUND,
          "there are no parts of images",
          where + ", parameter index.inputs",
          "no file " + PartialResult.FILE_PREFIX + "*" + PartialResult.FILE_SUFFIX + " is there");
    }
    return found;
  }

  private JoinRequest.Part file(Path file) throws IOException {
    Path shown = file.startsWith(directory) ? directory.relativize(file) : file;
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new DifyArmsException(
          ErrorCode.PART_UNFIT,
          "this is not what a build with index=false leaves",
          shown.toString(),
          "it has more than " + MOST_BYTES + " bytes");
    }
    PartialResult result = PartialResult.read(bytes, shown.toString());
    if (Part.find(result.image().id()).isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.PART_UNFIT,
          "this is not what a build with index=false leaves",
          shown.toString(),
          "there is no component " + result.image().id());
    }
    return JoinRequest.Part.of(shown.toString(), result);
  }

  private static List<Path> inside(Path folder, Predicate<Path> wanted, int depth)
      throws IOException {
    Path real = folder.toRealPath(); // a link to a folder is as good as the folder
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        real,
        Set.of(),
        depth,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path shown = folder.resolve(real.relativize(file));
            if (Files.isRegularFile(file) && named(file) && wanted.test(shown)) {
              found.add(shown);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // Going on would make an index of less than was meant, or tell of a wrong cause.
            throw new DifyArmsException(
                ErrorCode.PARTS_NOT_FOUND,
                "a folder that may hold parts of images cannot be read",
                folder.resolve(real.relativize(file)) + ", parameter index.inputs",
                e.toString(),
                e);
          }
        });
    return found;
  }

  private static boolean named(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(PartialResult.FILE_PREFIX) && name.endsWith(PartialResult.FILE_SUFFIX);
  }
}
