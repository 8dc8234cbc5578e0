package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;
import org.apache.commons.io.output.CountingOutputStream;

/**
 * Writes a layer: a tar in path order, gzip with a header that names neither time nor host.
 *
 * <p>Equal input gives an equal {@code diff_id} on every machine; the compressed bytes are equal
 * wherever deflate is, which {@link #deflateFingerprint()} tells.
 */
public final class LayerWriter {
  /** Level 6: below about 50 Mbit/s the smaller blob repays the time (measured). */
  private static final int LEVEL = 6;

  private LayerWriter() {}

  /**
   * Writes the files as a compressed layer.
   *
   * @param files what the layer contains; sources must not change while this runs
   * @param blob the file to write the compressed layer to
   * @throws IOException when a source cannot be read or the blob not be written
   */
  public static LayerBlob write(LayerFiles files, Path blob) throws IOException {
    MessageDigest digest = Digest.newMessageDigest("sha256");
    MessageDigest diffId = Digest.newMessageDigest("sha256");
    long tarSize;
    try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(blob));
        OutputStream gzip = gzip(new DigestOutputStream(file, digest));
        CountingOutputStream tar = new CountingOutputStream(gzip)) {
      writeTar(files, new DigestOutputStream(tar, diffId));
      tarSize = tar.getByteCount();
    }
    return new LayerBlob(
        Digest.of("sha256", digest.digest()),
        Files.size(blob),
        Digest.of("sha256", diffId.digest()),
        tarSize,
        () -> Files.newInputStream(blob));
  }

  private static void writeTar(LayerFiles files, OutputStream out) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    Map<String, FileEntry> sorted = new TreeMap<>();
    files.entries().getEntries().forEach(entry -> sorted.put(name(entry), entry));
    for (FileEntry entry : sorted.values()) {
      EntryAttributes attributes = files.attributes().get(entry.getExtractionPath());
      if (attributes == null) {
        throw new IllegalArgumentException("no attributes for " + entry.getExtractionPath());
      }
      TarArchiveEntry header = header(entry, attributes);
      tar.putArchiveEntry(header);
      if (!header.isDirectory()) {
        Files.copy(entry.getSourceFile(), tar);
      }
      tar.closeArchiveEntry();
    }
    tar.finish();
    tar.flush();
  }

  /** Returns the name in the tar, a directory's with a slash at its end: Jib orders by it. */
  private static String name(FileEntry entry) {
    String name = entry.getExtractionPath().toString().substring(1);
    return Files.isDirectory(entry.getSourceFile()) ? name + "/" : name;
  }

  private static TarArchiveEntry header(FileEntry entry, EntryAttributes attributes)
      throws IOException {
    String name = name(entry);
    boolean directory = name.endsWith("/");
    TarArchiveEntry header =
        new TarArchiveEntry(name, directory ? TarConstants.LF_DIR : TarConstants.LF_NORMAL);
    header.setSize(directory ? 0 : Files.size(entry.getSourceFile()));
    header.setNames("", "");
    header.setMode((header.getMode() & ~07777) | attributes.mode());
    header.setUserId(attributes.uid());
    header.setGroupId(attributes.gid());
    FileTime time = FileTime.from(attributes.modified());
    header.setLastModifiedTime(time);
    // Jib sets the other times as well, which makes our layers equal to its.
    header.setLastAccessTime(time);
    header.setStatusChangeTime(time);
    header.setCreationTime(time);
    Map<String, String> xattrs = new TreeMap<>(attributes.xattrs());
    xattrs.forEach((key, value) -> header.addPaxHeader("SCHILY.xattr." + key, value));
    return header;
  }

  private static OutputStream gzip(OutputStream out) throws IOException {
    GzipParameters parameters = new GzipParameters();
    parameters.setCompressionLevel(LEVEL);
    parameters.setBufferSize(1 << 16);
    return new GzipCompressorOutputStream(out, parameters);
  }

  /**
   * Returns a short name for what this machine's deflate makes of a fixed sample. zlib promises no
   * equal bytes across versions, and a JDK may bundle one or link the system's.
   */
  public static String deflateFingerprint() {
    return Fingerprint.OF_THIS_MACHINE;
  }

  /** Worked out once: it takes a few milliseconds, and every image of a build asks for it. */
  private static final class Fingerprint {
    static final String OF_THIS_MACHINE = compute();

    private static String compute() {
      byte[] sample = new byte[1 << 16];
      long state = 42;
      for (int i = 0; i < sample.length; i++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        sample[i] = (byte) "aeinrst-".charAt((int) (state >>> 61));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream gzip = gzip(out)) {
        gzip.write(sample);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return "deflate" + LEVEL + "-" + Digest.of(out.toByteArray()).hex().substring(0, 8);
    }
  }
}
