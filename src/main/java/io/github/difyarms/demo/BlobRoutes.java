package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.util.Optional;

/** Reading and deleting blobs; a single range is honoured (RFC 9110, section 14). */
final class BlobRoutes {
  private static final String BINARY = "application/octet-stream";

  /** Where readers are sent: the same blob, with this in its query. */
  private static final String STORED = "stored";

  private final RegistryStorage storage;
  private final boolean redirects;

  BlobRoutes(RegistryStorage storage, boolean redirects) {
    this.storage = storage;
    this.redirects = redirects;
  }

  void answer(Exchange exchange, String repository, Digest digest) throws IOException {
    switch (exchange.method()) {
      case "GET", "HEAD" -> {
        byte[] content = content(repository, digest);
        if (redirects && exchange.is("GET") && exchange.query(STORED).isEmpty()) {
          exchange.set("Location", exchange.absolute(exchange.path() + "?" + STORED + "=yes"));
          exchange.send(307);
        } else {
          read(exchange, content, digest);
        }
      }
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
    Optional<ByteRange> asked =
        exchange.header("Range").flatMap(range -> ByteRange.parse(range, content.length));
    if (asked.isEmpty()) {
      exchange.send(200, BINARY, content);
      return;
    }
    ByteRange range = asked.get();
    if (range.from() >= content.length) {
      exchange.set("Content-Range", "bytes */" + content.length);
      exchange.send(416);
      return;
    }
    exchange.set("Content-Type", BINARY);
    exchange.set("Content-Range", range.contentRange(content.length));
    exchange.send(206, content, range.from(), range.length());
  }
}
