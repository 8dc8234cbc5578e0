package io.github.difyarms.source;

import io.github.difyarms.archive.StoredStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The entries of an archive, one after the other, whatever its format. */
final class ArchiveEntries {
  private static final int EXECUTABLE = 0111;
  private static final int LONGEST_LINK = 4096;

  /** Takes one entry. */
  interface Reader {
    void directory(String name) throws IOException;

    void file(String name, boolean executable, InputStream content) throws IOException;

    void link(String name, String target) throws IOException;

    /** Another name of an earlier file. */
    void sameAs(String name, String earlier) throws IOException;
  }

  private ArchiveEntries() {}

  /**
   * Reads an archive; tar, gzip and zip are told apart by their first bytes.
   *
   * @return the comment with which {@code git archive} says the commit, if there is one
   */
  static Optional<String> read(Path archive, Reader reader) throws IOException {
    try (StoredStream in = new StoredStream(Files.newInputStream(archive))) {
      in.mark(2);
      byte[] magic = in.readNBytes(2);
      in.reset();
      if (magic.length == 2 && magic[0] == 'P' && magic[1] == 'K') {
        return zip(archive, reader);
      }
      boolean gzip = magic.length == 2 && magic[0] == 0x1f && magic[1] == (byte) 0x8b;
      return tar(gzip ? in.gunzip() : in.watching(in), reader);
    }
  }

  private static Optional<String> tar(InputStream in, Reader reader) throws IOException {
    Optional<String> comment = Optional.empty();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
      boolean any = false;
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        any = true;
        comment = comment.isPresent() ? comment : commentOf(e);
        if (e.isDirectory()) {
          reader.directory(e.getName());
        } else if (e.isSymbolicLink()) {
          reader.link(e.getName(), e.getLinkName());
        } else if (e.isLink()) {
          reader.sameAs(e.getName(), e.getLinkName());
        } else if (e.isFile()) {
          reader.file(e.getName(), (e.getMode() & EXECUTABLE) != 0, tar);
        } else {
          throw new IOException(e.getName() + " is neither a file nor a directory nor a link");
        }
      }
      if (!any) {
        throw new IOException("there is not one entry in it");
      }
    }
    return comment;
  }

  private static Optional<String> commentOf(TarArchiveEntry entry) {
    return Optional.ofNullable(entry.getExtraPaxHeader("comment"));
  }

  private static Optional<String> zip(Path archive, Reader reader) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        try (InputStream content = zip.getInputStream(entry)) {
          if (entry.isDirectory()) {
            reader.directory(entry.getName());
          } else if (entry.isUnixSymlink()) {
            byte[] target = content.readNBytes(LONGEST_LINK);
            reader.link(entry.getName(), new String(target, StandardCharsets.UTF_8));
          } else {
            reader.file(entry.getName(), (entry.getUnixMode() & EXECUTABLE) != 0, content);
          }
        }
      }
    }
    // commons-compress does not hand out the comment of the archive as a whole.
    try (java.util.zip.ZipFile zip = new java.util.zip.ZipFile(archive.toFile())) {
      return Optional.ofNullable(zip.getComment());
    }
  }
}
