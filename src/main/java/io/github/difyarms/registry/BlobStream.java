package io.github.difyarms.registry;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.NetFailures;
import io.github.difyarms.net.Retries;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A blob's bytes. When the connection breaks the rest is asked for with {@code Range}, starting at
 * the registry again, because a signed address may have run out. The last bytes are handed out only
 * after size and digest have been found right, so nobody who reads by length misses the check.
 */
final class BlobStream extends InputStream {
  /** Progress that makes up for a failure; less, and a server that trickles would never end. */
  private static final long PROGRESS = 1 << 20;

  /** Opens the blob from an offset on. */
  @FunctionalInterface
  interface Source {
    HttpExchange open(long offset);
  }

  private final Descriptor blob;
  private final String where;
  private final Source source;
  private final Retries retries;
  private final MessageDigest hash;
  private HttpExchange exchange;
  private long position;
  private long failedAt;

  BlobStream(Descriptor blob, String where, Source source, Retries retries) {
    this.blob = blob;
    this.where = where;
    this.source = source;
    this.retries = retries;
    this.hash = blob.digest().newMessageDigest();
    this.exchange = source.open(0);
    long announced = exchange.headers().number("Content-Length").orElse(0L);
    if (announced > blob.size()) {
      exchange.abandon();
      throw tooLong("Content-Length announces " + announced);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position == blob.size()) {
      if (blob.size() == 0) {
        finish();
      }
      return -1;
    }
    while (true) {
      try {
        int most = (int) Math.min(length, blob.size() - position);
        int count = exchange.body().read(buffer, offset, most);
        if (count < 0) {
          throw new EOFException("the body ends after " + position + " of " + blob.size());
        }
        hash.update(buffer, offset, count);
        position += count;
        if (position == blob.size()) {
          finish();
        }
        return count;
      } catch (IOException e) {
        resume(e);
      }
    }
  }

  private void resume(IOException failure) {
    exchange.abandon();
    if (position - failedAt >= PROGRESS) {
      retries.progressed();
    }
    failedAt = position;
    IOException last = failure;
    while (true) {
      if (!retries.again(last)) {
        throw NetFailures.stop(where, last);
      }
      exchange = source.open(position);
      try {
        align();
        return;
      } catch (IOException e) {
        exchange.abandon();
        last = e;
      }
    }
  }

  /** Brings a resumed answer to our position; a server may ignore Range and answer 200. */
  private void align() throws IOException {
    if (exchange.status() == 206) {
      String range = exchange.headers().first("Content-Range").orElse("");
      if (!range.strip().startsWith("bytes " + position + "-")) {
        exchange.abandon();
        throw RegistryErrors.protocol(
            "the rest of a blob starts in the wrong place",
            where,
            "asked from byte " + position + ", Content-Range is \"" + range + "\"");
      }
      return;
    }
    exchange.body().skipNBytes(position);
  }

  private void finish() {
    if (bytesFollow()) {
      exchange.abandon();
      throw tooLong("more bytes follow");
    }
    exchange.abandon();
    Digest actual = Digest.of(blob.digest().algorithm(), hash.digest());
    if (!actual.equals(blob.digest())) {
      throw new DifyArmsException(
          ErrorCode.DIGEST_MISMATCH,
          "a blob has not the digest it was asked by",
          where,
          "its bytes have " + actual);
    }
  }

  private boolean bytesFollow() {
    try {
      return exchange.body().read() >= 0;
    } catch (IOException e) {
      return false; // everything that belongs to the blob is here
    }
  }

  private DifyArmsException tooLong(String why) {
    return RegistryErrors.protocol(
        "a blob is longer than its descriptor says",
        where,
        "the descriptor says " + blob.size() + " bytes; " + why);
  }

  @Override
  public void close() {
    exchange.abandon();
  }
}
