package io.github.difyarms.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * One answer of the store: conditional and partial requests (RFC 9110, sections 13 and 14), errors
 * as XML.
 */
final class OssAnswer {
  private static final String BINARY = "application/octet-stream";
  private static final byte[] PAGE =
      "<!DOCTYPE html>\n<html><body>Please sign in to use this network.</body></html>\n"
          .getBytes(StandardCharsets.UTF_8);

  private final Exchange exchange;
  private final byte[] content;

  private OssAnswer(Exchange exchange, byte[] content) {
    this.exchange = exchange;
    this.content = content;
  }

  static void to(Exchange exchange, Map<String, byte[]> objects, Map<String, OssFault> faults)
      throws IOException {
    exchange.set("Server", "AliyunOSS").set("x-oss-request-id", UUID.randomUUID().toString());
    if (!exchange.is("GET", "HEAD")) {
      exchange.set("Allow", "GET, HEAD");
      error(exchange, 405, "MethodNotAllowed");
      return;
    }
    String path = exchange.path();
    Optional<OssFault> fault = fault(exchange, faults, path);
    if (fault.isPresent() && fault.get() instanceof OssFault.Status status) {
      error(exchange, status.code(), status.code() == 403 ? "AccessDenied" : "InternalError");
      return;
    }
    if (fault.isPresent() && fault.get() instanceof OssFault.HtmlPage) {
      exchange.send(200, "text/html", PAGE);
      return;
    }
    byte[] content = objects.get(path);
    if (content == null) {
      error(exchange, 404, bucketExists(objects, path) ? "NoSuchKey" : "NoSuchBucket");
      return;
    }
    new OssAnswer(exchange, content).read(fault);
  }

  private static Optional<OssFault> fault(
      Exchange exchange, Map<String, OssFault> faults, String path) {
    Optional<OssFault> fault = Optional.ofNullable(faults.get(path));
    fault.filter(f -> happensOnce(f, exchange)).ifPresent(f -> faults.remove(path, f));
    return fault;
  }

  /** A HEAD has no body to be cut. */
  private static boolean happensOnce(OssFault fault, Exchange exchange) {
    if (fault instanceof OssFault.Cut cut) {
      return cut.once() && exchange.is("GET");
    }
    return fault instanceof OssFault.Status status && status.once();
  }

  private static boolean bucketExists(Map<String, byte[]> objects, String path) {
    int end = path.indexOf('/', 1);
    String bucket = end < 0 ? path + "/" : path.substring(0, end + 1);
    return objects.keySet().stream().anyMatch(key -> key.startsWith(bucket));
  }

  private static void error(Exchange exchange, int status, String code) throws IOException {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>"
            + code
            + "</Code>\n</Error>\n";
    exchange.send(status, "application/xml", xml.getBytes(StandardCharsets.UTF_8));
  }

  static String etag(byte[] content) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(content);
      return '"' + HexFormat.of().withUpperCase().formatHex(md5) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read(Optional<OssFault> fault) throws IOException {
    String etag = etag(content);
    exchange.set("ETag", etag).set("x-oss-object-type", "Normal");
    if (exchange.headerItems("If-None-Match").contains(etag)) {
      exchange.send(304);
      return;
    }
    exchange.set("Accept-Ranges", "bytes").set("Content-Type", BINARY);
    boolean same = exchange.header("If-Range").map(etag::equals).orElse(true);
    Optional<ByteRange> asked =
        exchange
            .header("Range")
            .filter(header -> same)
            .flatMap(header -> ByteRange.parse(header, content.length));
    if (asked.isEmpty()) {
      send(200, new ByteRange(0, content.length - 1), fault);
      return;
    }
    ByteRange range = asked.get();
    if (range.from() >= content.length) {
      exchange.set("Content-Range", "bytes */" + content.length);
      exchange.send(416);
      return;
    }
    exchange.set("Content-Range", range.contentRange(content.length));
    send(206, range, fault);
  }

  private void send(int status, ByteRange range, Optional<OssFault> fault) throws IOException {
    if (fault.isEmpty() || exchange.is("HEAD")) {
      exchange.send(status, content, range.from(), range.length());
    } else if (fault.get() instanceof OssFault.Cut cut) {
      exchange.sendPart(status, content, range.from(), range.length(), cut.afterBytes());
    } else if (fault.get() instanceof OssFault.Length wrong) {
      exchange.sendPart(status, content, range.from(), wrong.announced(), range.length());
    }
  }
}
