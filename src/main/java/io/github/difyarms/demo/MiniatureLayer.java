package io.github.difyarms.demo;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.MediaTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * One layer: entries in, tar and compressed bytes out, the same ones every time.
 *
 * @param createdBy the line of the history
 * @param compression how it is stored
 * @param items its entries in order
 */
record MiniatureLayer(String createdBy, Compression compression, List<TarItem> items) {
  /** 2026-01-01T00:00:00Z. */
  private static final long TIME_MILLIS = 1_767_225_600_000L;

  private static final int MEMBER_BYTES = 4096;

  /** How a layer is stored. */
  enum Compression {
    GZIP,
    /** Many gzip members after one another, which is legal (RFC 1952, section 2.2). */
    GZIP_MEMBERS,
    ZSTD,
    NONE
  }

  /** Bytes and what a manifest and a config say about them. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Packed(byte[] bytes, Descriptor descriptor, Digest diffId) {}

  static MiniatureLayer gzip(String createdBy, List<TarItem> items) {
    return new MiniatureLayer(createdBy, Compression.GZIP, List.copyOf(items));
  }

  MiniatureLayer compressed(Compression other) {
    return new MiniatureLayer(createdBy, other, items);
  }

  Packed pack(boolean oci) {
    try {
      byte[] tar = tar();
      byte[] bytes = compress(tar);
      Descriptor descriptor = Descriptor.of(mediaType(oci), Digest.of(bytes), bytes.length);
      return new Packed(bytes, descriptor, Digest.of(tar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String mediaType(boolean oci) {
    return switch (compression) {
      case GZIP, GZIP_MEMBERS -> oci ? MediaTypes.OCI_LAYER_GZIP : MediaTypes.DOCKER_LAYER_GZIP;
      case NONE -> oci ? MediaTypes.OCI_LAYER : MediaTypes.DOCKER_LAYER;
      case ZSTD -> MediaTypes.OCI_LAYER_ZSTD;
    };
  }

  private byte[] tar() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      for (TarItem item : items) {
        tar.putArchiveEntry(entry(item));
        tar.write(item.content());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static TarArchiveEntry entry(TarItem item) {
    TarArchiveEntry entry =
        switch (item.kind()) {
          case FILE, DIRECTORY -> new TarArchiveEntry(item.path());
          case SYMBOLIC_LINK -> new TarArchiveEntry(item.path(), TarConstants.LF_SYMLINK);
          case HARD_LINK -> new TarArchiveEntry(item.path(), TarConstants.LF_LINK);
        };
    entry.setLinkName(item.target());
    entry.setMode(item.mode());
    entry.setIds(item.owner(), item.owner());
    entry.setNames("", "");
    entry.setModTime(TIME_MILLIS);
    entry.setSize(item.content().length);
    item.xattrs().forEach((name, value) -> entry.addPaxHeader("SCHILY.xattr." + name, value));
    return entry;
  }

  private byte[] compress(byte[] tar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    switch (compression) {
      case NONE -> bytes.write(tar);
      case GZIP -> write(new GZIPOutputStream(bytes), tar, 0, tar.length);
      case ZSTD -> write(new ZstdOutputStream(bytes), tar, 0, tar.length);
      case GZIP_MEMBERS -> {
        for (int from = 0; from < tar.length; from += MEMBER_BYTES) {
          int length = Math.min(MEMBER_BYTES, tar.length - from);
          write(new GZIPOutputStream(bytes), tar, from, length);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void write(OutputStream out, byte[] tar, int from, int length) throws IOException {
    try (out) {
      out.write(tar, from, length);
    }
  }
}
