package io.github.difyarms.store;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.Supplier;

/** A blob from disk; its end is handed out only when size and digest are those described. */
public final class VerifiedStream extends FilterInputStream {
  private final Descriptor blob;
  private final Supplier<DifyArmsException> corrupt;
  private final MessageDigest hash;
  private long count;
  private boolean verified;

  /**
   * Creates the stream.
   *
   * @param in the bytes
   * @param blob what they should be
   * @param corrupt what is thrown when they are not
   */
  public VerifiedStream(InputStream in, Descriptor blob, Supplier<DifyArmsException> corrupt) {
    super(in);
    this.blob = blob;
    this.corrupt = corrupt;
    this.hash = blob.digest().newMessageDigest();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    if (n > 0) {
      hash.update(buffer, offset, n);
      count += n;
    } else if (n < 0 && !verified) {
      String algorithm = blob.digest().algorithm();
      if (count != blob.size() || !Digest.of(algorithm, hash.digest()).equals(blob.digest())) {
        throw corrupt.get();
      }
      verified = true;
    }
    return n;
  }

  /** Skips by reading, because every byte counts. */
  @Override
  public long skip(long n) throws IOException {
    byte[] nowhere = new byte[(int) Math.min(Math.max(n, 0), 1 << 16)];
    long left = n;
    while (left > 0) {
      int read = read(nowhere, 0, (int) Math.min(left, nowhere.length));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return n - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
