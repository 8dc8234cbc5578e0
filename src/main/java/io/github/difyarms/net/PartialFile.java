package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What has come of a file so far. The rest is asked for with {@code Range} and {@code If-Range}
 * (RFC 9110, 13.1.5 and 14.2), so that a file which changed in between comes whole again.
 */
final class PartialFile {
  private final Download download;
  private final Path path;
  private final DownloadProgress progress;
  private final String name;
  private long size;
  private Optional<String> validator = Optional.empty();
  private long reported = System.nanoTime();

  PartialFile(Download download, Path path, DownloadProgress progress) {
    this.download = download;
    this.path = path;
    this.progress = progress;
    String whole = String.valueOf(download.uri().getPath());
    this.name = whole.substring(whole.lastIndexOf('/') + 1);
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** Returns the request for what is missing. */
  HttpCall continued(HttpCall call) {
    return size == 0
        ? call
        : call.with("Range", "bytes=" + size + "-").with("If-Range", validator.orElseThrow());
  }

  /** Forgets what has come; false when nothing had. */
  boolean startOver() {
    boolean any = size > 0;
    size = 0;
    return any;
  }

  /**
   * Takes the body of a successful answer.
   *
   * @return how the other side broke off, if it did; another answer may bring the rest
   * @throws IOException when the file cannot be written
   */
  Optional<IOException> append(HttpExchange exchange) throws IOException {
    boolean rest = exchange.status() == 206;
    String range = exchange.headers().first("Content-Range").orElse("").strip();
    if (rest && !range.startsWith("bytes " + size + "-")) {
      throw new DifyArmsException(
          ErrorCode.PROTOCOL_VIOLATION,
          "the rest of a file starts in the wrong place",
          SafeUrl.of(exchange.uri()),
          "asked from byte " + size + ", Content-Range is \"" + range + "\"");
    }
    if (!rest) {
      size = 0;
      validator = validator(exchange.headers());
    }
    Optional<Long> length = exchange.headers().number("Content-Length");
    OptionalLong total =
        length.map(number -> OptionalLong.of(size + number)).orElse(OptionalLong.empty());
    limit(total.orElse(0), exchange);
    Optional<IOException> failure;
    try (OutputStream out =
        rest
            ? Files.newOutputStream(path, StandardOpenOption.APPEND)
            : Files.newOutputStream(path)) {
      failure = copy(exchange, out, total);
    }
    if (failure.isEmpty()) {
      progress.progress(name, size, total);
    } else if (validator.isEmpty()) {
      size = 0; // nothing tells whether the rest would be of the same file
    }
    return failure;
  }

  private Optional<IOException> copy(HttpExchange exchange, OutputStream out, OptionalLong total)
      throws IOException {
    InputStream in = exchange.body();
    byte[] buffer = new byte[64 * 1024];
    while (true) {
      int count;
      try {
        count = in.read(buffer);
      } catch (IOException e) {
        return Optional.of(e);
      }
      if (count < 0) {
        return size < total.orElse(0)
            ? Optional.of(new EOFException("it ends after " + size + " of " + total.getAsLong()))
            : Optional.empty();
      }
      out.write(buffer, 0, count);
      size += count;
      limit(size, exchange);
      if (Thread.currentThread().isInterrupted()) {
        throw NetFailures.interrupted(
            download.toString(), "after " + size + " bytes", new InterruptedException());
      }
      report(total);
    }
  }

  private void report(OptionalLong total) {
    long now = System.nanoTime();
    if (now - reported >= DownloadProgress.INTERVAL.toNanos()) {
      reported = now;
      progress.progress(name, size, total);
    }
  }

  private void limit(long bytes, HttpExchange exchange) {
    if (bytes > download.mostBytes()) {
      throw new DifyArmsException(
          ErrorCode.LIMIT_EXCEEDED,
          "a file is longer than it may be",
          SafeUrl.of(exchange.uri()),
          "it has " + bytes + " bytes or more, " + download.mostBytes() + " are accepted");
    }
  }

  /** Only a strong ETag or a date says that two answers are parts of one file. */
  private static Optional<String> validator(HttpHeaders headers) {
    return headers
        .first("ETag")
        .filter(tag -> tag.startsWith("\""))
        .or(() -> headers.first("Last-Modified"));
  }

  /** Returns the SHA-256 of what lies on disk, which is the expected one if one is. */
  String verifiedSha256() throws IOException {
    String actual = sha256(path);
    Optional<String> expected = download.sha256().map(hex -> hex.toLowerCase(Locale.ROOT));
    if (expected.isPresent() && !expected.get().equals(actual)) {
      throw new DifyArmsException(
          ErrorCode.DIGEST_MISMATCH,
          "a file has not the SHA-256 it should have",
          SafeUrl.of(download.uri()),
          "expected " + expected.get() + ", its " + size + " bytes have " + actual);
    }
    return actual;
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(hash.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e)); // every JDK has it
    }
  }
}
