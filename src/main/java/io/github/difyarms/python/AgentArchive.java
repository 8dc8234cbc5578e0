package io.github.difyarms.python;

import io.github.difyarms.archive.StoredStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Takes the wheels out of the agent's tarball: those one folder down, as the vendor's tool does.
 */
final class AgentArchive {
  /** Limits: the vendor's has some 30 wheels and tens of megabytes. */
  record Limits(int entries, long bytes) {
    static final Limits DEFAULT = new Limits(10_000, 1L << 30);
  }

  private final Limits limits;

  AgentArchive(Limits limits) {
    this.limits = limits;
  }

  /**
   * Unpacks the wheels into a folder, side by side.
   *
   * @throws IOException also for what no tarball of the vendor has: links, names that lead out, two
   *     wheels of one name, more than the limits
   */
  void unpack(Path tarball, Path folder) throws IOException {
    Files.createDirectories(folder);
    try (StoredStream stored = new StoredStream(Files.newInputStream(tarball));
        InputStream gzip = stored.gunzip();
        TarArchiveInputStream tar = new TarArchiveInputStream(gzip, "UTF-8")) {
      long left = limits.bytes();
      int entries = 0;
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (++entries > limits.entries()) {
          throw new IOException("it has more than " + limits.entries() + " entries");
        }
        String name = checked(e);
        left -= e.getSize(); // of what is not sparse, all that it unpacks to
        if (left < 0) {
          throw new IOException("it unpacks to more than " + limits.bytes() + " bytes");
        }
        if (!e.isDirectory() && name.matches("[^/]+/[^/]+\\.whl")) {
          write(tar, place(folder, name.substring(name.indexOf('/') + 1)));
        }
      }
    }
  }

  private static String checked(TarArchiveEntry entry) throws IOException {
    String name = entry.getName();
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw new IOException("it has a link: " + name);
    }
    byte kind = entry.getLinkFlag(); // isFile() is true of devices, too
    boolean file =
        (kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM) && !entry.isSparse();
    if (!file && kind != TarConstants.LF_DIR) {
      throw new IOException(name + " is neither a file nor a directory");
    }
    boolean out = Arrays.asList(name.split("/", -1)).contains("..");
    if (out || name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
      throw new IOException("an entry leads out of it: " + name);
    }
    return name.replaceFirst("^(\\./)+", "");
  }

  /** Where this machine's locale is C, a file's name has ASCII only. */
  private static Path place(Path folder, String wheel) throws IOException {
    try {
      return folder.resolve(wheel);
    } catch (InvalidPathException e) {
      throw new IOException("an entry has a name that no file can have here: " + wheel, e);
    }
  }

  private static void write(InputStream content, Path wheel) throws IOException {
    if (Files.exists(wheel)) {
      throw new IOException("it has two wheels named " + wheel.getFileName());
    }
    try (OutputStream out = Files.newOutputStream(wheel)) {
      content.transferTo(out);
    }
  }
}
