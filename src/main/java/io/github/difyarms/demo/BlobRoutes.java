package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading and deleting blobs; a single range is honoured (RFC 9110, section 14). */
final class BlobRoutes {
  private static final String BINARY = "application/octet-stream";
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,9})-([0-9]{0,9})");

  private final RegistryStorage storage;

  BlobRoutes(RegistryStorage storage) {
    this.storage = storage;
  }

  private record Range(int from, int to) {}

  void answer(Exchange exchange, String repository, Digest digest) throws IOException {
    switch (exchange.method()) {
      case "GET", "HEAD" -> read(exchange, content(repository, digest), digest);
      case "DELETE" -> {
        content(repository, digest);
        storage.repository(repository).blobs.remove(digest);
        exchange.send(202);
      }
      default -> {
        exchange.set("Allow", "DELETE, GET, HEAD");
        throw RegistryError.UNSUPPORTED.because(exchange.method());
      }
    }
  }

  private byte[] content(String repository, Digest digest) {
    return storage
        .blob(repository, digest)
        .orElseThrow(() -> RegistryError.BLOB_UNKNOWN.because(digest.toString()));
  }

  private static void read(Exchange exchange, byte[] content, Digest digest) throws IOException {
    exchange.set("Docker-Content-Digest", digest.toString());
    exchange.set("ETag", '"' + digest.toString() + '"');
    if (exchange.headerItems("If-None-Match").contains('"' + digest.toString() + '"')) {
      exchange.send(304);
      return;
    }
    exchange.set("Accept-Ranges", "bytes").set("Cache-Control", "max-age=31536000");
    Optional<Range> asked = exchange.header("Range").flatMap(r -> range(r, content.length));
    if (asked.isEmpty()) {
      exchange.send(200, BINARY, content);
      return;
    }
    Range range = asked.get();
    if (range.from >= content.length) {
      exchange.set("Content-Range", "bytes */" + content.length);
      exchange.send(416);
      return;
    }
    exchange.set("Content-Type", BINARY);
    exchange.set("Content-Range", "bytes " + range.from + "-" + range.to + "/" + content.length);
    exchange.send(206, content, range.from, range.to - range.from + 1);
  }

  /** Reads a range; what is not a single byte range is ignored, as the RFC allows. */
  private static Optional<Range> range(String header, int size) {
    Matcher matcher = RANGE.matcher(header);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    if (from.isEmpty()) {
      return to.isEmpty()
          ? Optional.empty()
          : Optional.of(new Range(Math.max(0, size - Integer.parseInt(to)), size - 1));
    }
    int end = to.isEmpty() ? size - 1 : Math.min(size - 1, Integer.parseInt(to));
    int start = Integer.parseInt(from);
    boolean backwards = !to.isEmpty() && Integer.parseInt(to) < start;
    return backwards ? Optional.empty() : Optional.of(new Range(start, end));
  }
}
