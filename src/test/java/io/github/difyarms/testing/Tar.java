package io.github.difyarms.testing;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A tar written entry by entry, names as they are given. */
public final class Tar {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

  /** Begins an empty tar. */
  public Tar() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  /** Adds a regular file with mode 0755. */
  public Tar file(String name, String content) {
    return file(name, content, header -> {});
  }

  /** Adds a regular file with a header of one's own. */
  public Tar file(String name, String content, Consumer<TarArchiveEntry> more) {
    return add(name, TarConstants.LF_NORMAL, "", content.getBytes(StandardCharsets.UTF_8), more);
  }

  /** Adds a directory with this mode, owned by 1001. */
  public Tar directory(String name, int mode) {
    return directory(name, header -> header.setMode(mode));
  }

  /** Adds a directory with a header of one's own. */
  public Tar directory(String name, Consumer<TarArchiveEntry> more) {
    return add(name, TarConstants.LF_DIR, "", new byte[0], more);
  }

  /** Adds a symbolic link. */
  public Tar symlink(String name, String target) {
    return add(name, TarConstants.LF_SYMLINK, target, new byte[0], header -> {});
  }

  /** Adds a hard link. */
  public Tar hardLink(String name, String target) {
    return add(name, TarConstants.LF_LINK, target, new byte[0], header -> {});
  }

  /** Adds a character device. */
  public Tar device(String name) {
    return add(name, TarConstants.LF_CHR, "", new byte[0], header -> {});
  }

  /** Adds what hides a name in the layers below. */
  public Tar whiteout(String path) {
    int name = path.lastIndexOf('/') + 1;
    return file(path.substring(0, name) + ".wh." + path.substring(name), "");
  }

  /** Adds what hides a directory's content in the layers below; ends in a slash or is empty. */
  public Tar opaque(String directory) {
    return file(directory + ".wh..wh..opq", "");
  }

  private Tar add(
      String name, byte flag, String target, byte[] content, Consumer<TarArchiveEntry> more) {
    try {
      TarArchiveEntry entry = new TarArchiveEntry(name, flag, true);
      entry.setMode(0755);
      entry.setIds(1001, 1001);
      entry.setLastModifiedTime(FileTime.from(TIME));
      entry.setLinkName(target);
      entry.setSize(content.length);
      more.accept(entry);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the tar. */
  public byte[] plain() {
    try {
      tar.finish();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the tar as one gzip member. */
  public byte[] gzip() {
    byte[] all = plain();
    return gzip(all, all.length);
  }

  /** Returns the tar as gzip members of so many bytes each. */
  public byte[] gzipMembers(int size) {
    return gzip(plain(), size);
  }

  private static byte[] gzip(byte[] all, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int from = 0; from < all.length; from += size) {
      try (OutputStream member = new GZIPOutputStream(out)) {
        member.write(all, from, Math.min(size, all.length - from));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return out.toByteArray();
  }

  /** Returns the tar as a zstd frame. */
  public byte[] zstd() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream frame = new ZstdOutputStream(out)) {
      frame.write(plain());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
