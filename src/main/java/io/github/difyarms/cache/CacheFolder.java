package io.github.difyarms.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Tells a folder that is the cache from one that somebody named by mistake. Things are deleted in
 * the former, so it has to say that it is one: by the file {@value #TAG}, which backup programs
 * know too, with a line of ours. Others make such files as well, therefore the line.
 */
public final class CacheFolder {
  /** The name that <a href="https://bford.info/cachedir/">the convention</a> asks for. */
  static final String TAG = "CACHEDIR.TAG";

  private static final String SIGNATURE = "Signature: 8a477f597d28d172789f06886806bc55\n";
  private static final String OURS = "# This folder is the cache of dify-arms-maven-plugin.\n";
  private static final String TEXT =
      SIGNATURE
          + OURS
          + "# It may be deleted whenever no build runs. Keep nothing of your own in it.\n"
          + "# What this file is for: https://bford.info/cachedir/\n";

  /** A disk of its own may be named: its file system puts that there. */
  private static final String OF_THE_DISK = "lost+found";

  private CacheFolder() {}

  /** Returns whether a folder says that it is the cache. */
  public static boolean marked(Path folder) {
    Path tag = folder.resolve(TAG);
    if (!Files.isRegularFile(tag, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(tag)) {
      byte[] start = in.readNBytes(TEXT.length());
      return new String(start, StandardCharsets.UTF_8).startsWith(SIGNATURE + OURS);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Marks a folder as the cache, if it is empty or holds nothing but what builds put there.
   *
   * @return what else it holds, if anything; it is left as it is then
   */
  public static Optional<String> claim(Path folder) throws IOException {
    if (marked(folder)) {
      return Optional.empty();
    }
    Optional<String> foreign = foreign(folder);
    if (foreign.isPresent()) {
      // Another build may have marked and used it while this one looked.
      return marked(folder) ? Optional.empty() : foreign;
    }
    Path partial = Files.createTempFile(folder, ".partial", "");
    try {
      Files.writeString(partial, TEXT);
      Files.move(partial, folder.resolve(TAG), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
    return Optional.empty();
  }

  /** Returns something in a folder that no build puts there; empty for a folder that is marked. */
  public static Optional<String> foreign(Path folder) throws IOException {
    return marked(folder) ? Optional.empty() : foreign(folder, "");
  }

  /**
   * Returns why a folder is not used.
   *
   * @param foreign what {@link #claim} or {@link #foreign} found
   */
  public static String refusal(Path folder, String foreign) {
    return "it holds "
        + foreign
        + ", which is not of this cache, and things in a cache are deleted; name a folder that is"
        + " for nothing else, for example "
        + folder.resolve(".dify-arms-cache");
  }

  private static Optional<String> foreign(Path folder, String above) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path path : all) {
        String name = above + path.getFileName();
        if (name.equals(OF_THE_DISK)) {
          continue;
        }
        if (!Names.ours(name)) {
          return Optional.of(name);
        }
        if (Names.holdsEntries(name) && Files.isDirectory(path)) {
          Optional<String> inside = foreign(path, name + "/");
          if (inside.isPresent()) {
            return inside;
          }
        }
      }
      return Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty(); // another build was tidying up
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
