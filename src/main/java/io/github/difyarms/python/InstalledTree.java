package io.github.difyarms.python;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What wheels put into one directory. The bytes lie below a scratch directory, named by their hash:
 * whatever the disk there thinks of upper and lower case, no two files meet.
 */
final class InstalledTree {
  private final Path scratch;
  private final Map<String, InstalledFile> files = new TreeMap<>();

  /** Which wheel a file or a directory was first seen in. */
  private final Map<String, String> owners = new HashMap<>();

  private final Map<String, String> directories = new HashMap<>();

  InstalledTree(Path scratch) throws IOException {
    this.scratch = Files.createDirectories(scratch);
  }

  /** Writes bytes, and says what they are. */
  interface Source {
    WheelArchive.Copied writeTo(OutputStream out) throws IOException;
  }

  /**
   * Puts a file somewhere.
   *
   * @throws io.github.difyarms.error.DifyArmsException when something else is there
   */
  InstalledFile place(String path, boolean executable, Source source, WheelStops stops)
      throws IOException {
    WheelPaths.objection(path)
        .ifPresent(
            why -> {
              throw stops.unsafe(path, why);
            });
    Path unfinished = scratch.resolve("unfinished");
    WheelArchive.Copied copied;
    try (OutputStream out = Files.newOutputStream(unfinished)) {
      copied = source.writeTo(out);
    }
    Path content = scratch.resolve(copied.sha256());
    Files.move(unfinished, content, StandardCopyOption.REPLACE_EXISTING);
    InstalledFile file =
        new InstalledFile(path, executable, content, copied.sha256(), copied.size());
    return add(file, stops);
  }

  private InstalledFile add(InstalledFile file, WheelStops stops) {
    InstalledFile earlier = files.get(file.path());
    if (earlier == null) {
      checkKind(file.path(), stops);
      files.put(file.path(), file);
      owners.put(file.path(), stops.wheel());
      return file;
    }
    if (!earlier.sha256().equals(file.sha256())) {
      String owner = owners.getOrDefault(file.path(), "");
      throw stops.collision(file.path(), owner, "has different bytes in each");
    }
    InstalledFile both =
        new InstalledFile(
            file.path(),
            earlier.executable() || file.executable(),
            file.content(),
            file.sha256(),
            file.size());
    files.put(file.path(), both);
    return both;
  }

  /** Stops when a file would lie where there is a directory, or in what is a file. */
  private void checkKind(String path, WheelStops stops) {
    String why = "is a directory in one and a file in the other";
    String below = directories.get(path);
    if (below != null) {
      throw stops.collision(path, below, why);
    }
    for (int at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
      String directory = path.substring(0, at);
      String owner = owners.get(directory);
      if (owner != null) {
        throw stops.collision(directory, owner, why);
      }
      directories.putIfAbsent(directory, stops.wheel());
    }
  }

  /** Puts a file of our own somewhere. */
  InstalledFile place(String path, boolean executable, byte[] bytes, WheelStops stops)
      throws IOException {
    Source source =
        out -> {
          out.write(bytes);
          return WheelArchive.copied(bytes);
        };
    return place(path, executable, source, stops);
  }

  /** Returns all files, ordered by path. */
  List<InstalledFile> files() {
    return List.copyOf(files.values());
  }
}
