package io.github.difyarms.image;

import io.airlift.compress.zstd.ZstdInputStream;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one layer. Compression is told by the first bytes, not by the media type; limits
 * are checked while reading. Closing without {@link #drain()} leaves the blob unverified.
 */
final class LayerStream implements AutoCloseable {
  private static final int RATIO_APPLIES_FROM = 16 << 20;

  private final Descriptor blob;
  private final SearchLimits limits;
  private final InputStream stored;
  private final BoundedInputStream uncompressed;
  private final TarArchiveInputStream tar;
  private long entries;

  LayerStream(BlobSource source, Descriptor blob, SearchLimits limits) throws IOException {
    this.blob = blob;
    this.limits = limits;
    this.stored = new BufferedInputStream(source.open(blob), 1 << 16);
    this.uncompressed = BoundedInputStream.builder().setInputStream(decompress(stored)).get();
    this.tar = new TarArchiveInputStream(uncompressed, "UTF-8");
  }

  private static InputStream decompress(InputStream stored) throws IOException {
    stored.mark(4);
    byte[] magic = stored.readNBytes(4);
    stored.reset();
    if (startsWith(magic, 0x1f, 0x8b)) {
      return GzipCompressorInputStream.builder()
          .setInputStream(stored)
          .setDecompressConcatenated(true)
          .get();
    }
    if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
      return new ZstdInputStream(stored);
    }
    return stored;
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the next entry, or null after the last. */
  @Nullable TarArchiveEntry next() throws IOException {
    TarArchiveEntry entry = tar.getNextEntry();
    long read = uncompressed.getCount();
    check(++entries <= limits.entries(), "it has more than " + limits.entries() + " entries");
    check(read <= limits.bytes(), "it unpacks to more than " + limits.bytes() + " bytes");
    check(
        read < RATIO_APPLIES_FROM || read / limits.ratio() <= blob.size(),
        "it unpacks to more than " + limits.ratio() + " times its size");
    return entry;
  }

  /** Returns the current entry's bytes. */
  InputStream content() {
    return tar;
  }

  /** Reads the blob to its end, which checks its digest. */
  void drain() throws IOException {
    uncompressed.transferTo(java.io.OutputStream.nullOutputStream());
    stored.transferTo(java.io.OutputStream.nullOutputStream());
  }

  private void check(boolean within, String why) {
    if (!within) {
      throw new DifyArmsException(
          ErrorCode.LIMIT_EXCEEDED, "a layer exceeds a limit", blob.digest().toString(), why);
    }
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }
}
