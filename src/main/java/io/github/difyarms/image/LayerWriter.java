package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.FileEntry;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.io.output.CountingOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a layer: a tar in path order, gzip with a header that names neither time nor host.
 *
 * <p>Equal input gives an equal {@code diff_id} on every machine; the compressed bytes are equal
 * wherever deflate is, which {@link #deflateFingerprint()} tells.
 */
public final class LayerWriter {
  /**
   * Level 2: of a Go program half the time of level 4 and a third of that of level 6, for 3 and 6 %
   * more bytes (measured). That pays from about 50 Mbit/s on.
   */
  private static final int LEVEL = 2;

  private static final int BUFFER = 64 << 10;

  private LayerWriter() {}

  /**
   * Writes the files as a compressed layer.
   *
   * @param files what the layer contains; sources must not change while this runs
   * @param blob the file to write the compressed layer to
   * @throws IOException when a source cannot be read or the blob not be written
   * @throws DifyArmsException {@link ErrorCode#CACHE_CHANGED} when a content is not what it was
   */
  public static LayerBlob write(LayerFiles files, Path blob) throws IOException {
    return write(files, new GrowingBlob(blob));
  }

  /**
   * Writes the files as a compressed layer that others may read meanwhile.
   *
   * @param files what the layer contains; sources must not change while this runs
   * @param blob takes the compressed layer; is complete, or has failed, when this returns
   * @throws IOException when a source cannot be read or the blob not be written
   * @throws DifyArmsException {@link ErrorCode#CACHE_CHANGED} when a content is not what it was
   */
  public static LayerBlob write(LayerFiles files, GrowingBlob blob) throws IOException {
    try {
      LayerBlob layer = fill(files, blob);
      blob.complete(layer);
      return layer;
    } catch (IOException | RuntimeException | Error e) {
      blob.fail(e);
      throw e;
    }
  }

  private static LayerBlob fill(LayerFiles files, GrowingBlob blob) throws IOException {
    MessageDigest digest = Digest.newMessageDigest("sha256");
    MessageDigest diffId = Digest.newMessageDigest("sha256");
    long size;
    long tarSize;
    try (CountingOutputStream file = new CountingOutputStream(blob.output())) {
      try (OutputStream gzip = new BlockGzip(new DigestOutputStream(file, digest), LEVEL);
          CountingOutputStream tar = new CountingOutputStream(gzip)) {
        writeTar(files, new DigestOutputStream(tar, diffId));
        tarSize = tar.getByteCount();
      }
      size = file.getByteCount();
    }
    Path path = blob.file();
    return new LayerBlob(
        Digest.of("sha256", digest.digest()),
        size,
        Digest.of("sha256", diffId.digest()),
        tarSize,
        () -> Files.newInputStream(path));
  }

  private static void writeTar(LayerFiles files, OutputStream out) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    Map<String, FileEntry> sorted = new TreeMap<>();
    files.entries().getEntries().forEach(entry -> sorted.put(name(files, entry), entry));
    for (Map.Entry<String, FileEntry> named : sorted.entrySet()) {
      FileEntry entry = named.getValue();
      EntryAttributes attributes = files.attributes().get(entry.getExtractionPath());
      if (attributes == null) {
        throw new IllegalArgumentException("no attributes for " + entry.getExtractionPath());
      }
      LayerFiles.Content content = files.contents().get(entry.getExtractionPath());
      Path source = entry.getSourceFile();
      boolean directory = named.getKey().endsWith("/");
      long size = directory ? 0 : content == null ? Files.size(source) : content.size();
      tar.putArchiveEntry(header(named.getKey(), size, attributes));
      if (content != null) {
        copy(named.getKey(), content, tar);
      } else if (!directory) {
        Files.copy(source, tar);
      }
      tar.closeArchiveEntry();
    }
    tar.finish();
    tar.flush();
  }

  /** The bytes may come from a cache that others write to, so they are checked on their way. */
  private static void copy(String name, LayerFiles.Content content, OutputStream out)
      throws IOException {
    MessageDigest hash = content.digest().newMessageDigest();
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try (InputStream in = opened(name, content)) {
      for (int count = read(name, in, buffer); count >= 0; count = read(name, in, buffer)) {
        size += count;
        if (size > content.size()) {
          throw changed(name, "it is longer than " + content.size() + " bytes", null);
        }
        hash.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    }
    Digest actual = Digest.of(content.digest().algorithm(), hash.digest());
    if (!actual.equals(content.digest())) {
      throw changed(name, "it has " + actual + " and not " + content.digest(), null);
    }
  }

  private static InputStream opened(String name, LayerFiles.Content content) throws IOException {
    try {
      return content.bytes().open();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** What cannot be read is another matter than a layer that cannot be written. */
  private static int read(String name, InputStream in, byte[] buffer) throws IOException {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static DifyArmsException unreadable(String name, IOException e) throws IOException {
    if (e instanceof ClosedByInterruptException) {
      throw e; // a build that ends already
    }
    return e instanceof NoSuchFileException
        ? changed(name, e.toString(), e)
        : new DifyArmsException(
            ErrorCode.CACHE_CHANGED,
            "a file of the new layer cannot be read from the cache",
            "/" + name,
            e.toString(),
            e);
  }

  private static DifyArmsException changed(String name, String why, @Nullable IOException cause) {
    return new DifyArmsException(
        ErrorCode.CACHE_CHANGED,
        "a file of the new layer changed or went away in the cache",
        "/" + name,
        why + "; another build or program changed it meanwhile",
        cause);
  }

  /** Returns the name in the tar, a directory's with a slash at its end: Jib orders by it. */
  private static String name(LayerFiles files, FileEntry entry) {
    String name = entry.getExtractionPath().toString().substring(1);
    boolean content = files.contents().containsKey(entry.getExtractionPath());
    return !content && Files.isDirectory(entry.getSourceFile()) ? name + "/" : name;
  }

  private static TarArchiveEntry header(String name, long size, EntryAttributes attributes) {
    boolean directory = name.endsWith("/");
    TarArchiveEntry header =
        new TarArchiveEntry(name, directory ? TarConstants.LF_DIR : TarConstants.LF_NORMAL);
    header.setSize(size);
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
      byte[] sample = new byte[1 << 16]; // one block, which this thread compresses itself
      long state = 42;
      for (int i = 0; i < sample.length; i++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        sample[i] = (byte) "aeinrst-".charAt((int) (state >>> 61));
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (OutputStream gzip = new BlockGzip(out, LEVEL)) {
        gzip.write(sample);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return "deflate" + LEVEL + "-" + Digest.of(out.toByteArray()).hex().substring(0, 8);
    }
  }
}
