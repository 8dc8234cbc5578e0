package io.github.difyarms.bench;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.Making;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A component that replaces one file by another of some size, made on the fly. What takes its time
 * but is not the build's, its hash, is there before the build begins.
 */
final class FileOfSize implements Component {
  static final AbsoluteUnixPath PATH = AbsoluteUnixPath.get("/app/main");
  private static final int BLOCK = 1 << 20;
  private static final byte[] CONTENT = content();

  private final String id;
  private final long size;
  private final Digest digest;

  FileOfSize(String id, long size) throws IOException {
    this.id = id;
    this.size = size;
    MessageDigest sha256 = Digest.of(new byte[0]).newMessageDigest();
    try (InputStream in = new DigestInputStream(new Bytes(size), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    this.digest = Digest.of("sha256", sha256.digest());
  }

  /** Half of it compresses to nothing, half not at all: as quick as it can be at two to one. */
  private static byte[] content() {
    byte[] bytes = new byte[BLOCK / 2];
    new SplittableRandom(1).nextBytes(bytes);
    return java.util.Arrays.copyOf(bytes, BLOCK);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String settings() {
    return "size " + size;
  }

  @Override
  public List<WantedFile> wanted() {
    return List.of(WantedFile.required(PATH, 0));
  }

  @Override
  public Changes changes(PlatformBase base) {
    FoundFile old = java.util.Objects.requireNonNull(base.files().found().get(PATH));
    MadeFile made = MadeFile.of(() -> new Bytes(size), digest, size);
    FileChange change =
        new FileChange(old, digest.toString(), new Making.Rewritten(digest, size), () -> made);
    return new Changes(List.of(change), new TreeMap<>(), "a file of " + size, List.of(), List.of());
  }

  /** So many bytes, block after block. */
  private static final class Bytes extends InputStream {
    private final long size;
    private long at;

    Bytes(long size) {
      this.size = size;
    }

    @Override
    public int read() {
      return at < size ? CONTENT[(int) (at++ % BLOCK)] & 0xff : -1;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (at >= size) {
        return -1;
      }
      int from = (int) (at % BLOCK);
      int count = (int) Math.min(Math.min(length, BLOCK - from), size - at);
      System.arraycopy(CONTENT, from, buffer, offset, count);
      at += count;
      return count;
    }
  }
}
