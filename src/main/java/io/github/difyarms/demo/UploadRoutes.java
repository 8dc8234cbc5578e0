package io.github.difyarms.demo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Uploads: start or mount, chunks, commit, progress, cancel (specification, "Pushing blobs"). */
final class UploadRoutes {
  private static final String BINARY = "application/octet-stream";
  private static final Pattern CONTENT_RANGE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  private final RegistryStorage storage;
  private final RegistryOptions options;

  UploadRoutes(RegistryStorage storage, RegistryOptions options) {
    this.storage = storage;
    this.options = options;
  }

  void answer(Exchange exchange, String repository, String id) throws IOException {
    if (id.isEmpty() && exchange.is("POST")) {
      start(exchange, repository);
      return;
    }
    UploadSession session =
        storage
            .upload(repository, id)
            .orElseThrow(() -> RegistryError.BLOB_UPLOAD_UNKNOWN.because(id));
    checkState(exchange, session);
    switch (exchange.method()) {
      case "GET", "HEAD" -> progress(exchange, session, 204);
      case "PATCH" -> {
        append(exchange, session, true);
        progress(exchange, session, 202);
      }
      case "PUT" -> commit(exchange, session);
      case "DELETE" -> {
        storage.endUpload(session);
        exchange.send(204);
      }
      default -> throw RegistryError.UNSUPPORTED.because(exchange.method());
    }
  }

  private void start(Exchange exchange, String repository) throws IOException {
    Optional<Digest> mount = exchange.query("mount").flatMap(UploadRoutes::digest);
    Optional<String> from = exchange.query("from");
    if (options.mountsForbidden() && mount.isPresent()) {
      throw RegistryError.UNSUPPORTED.because("mount");
    }
    if (options.mounts() && mount.isPresent() && from.isPresent()) {
      Optional<byte[]> content = storage.blob(from.get(), mount.get());
      if (content.isPresent()) {
        storage.repository(repository).blobs.put(mount.get(), content.get());
        stored(exchange, repository, mount.get());
        return;
      }
    }
    // A body with ?digest= is left unread, as docker-registry does: 202 means "send it again".
    UploadSession session = storage.startUpload(repository);
    options
        .chunkMinLength()
        .ifPresent(min -> exchange.set("OCI-Chunk-Min-Length", Long.toString(min)));
    progress(exchange, session, 202);
  }

  private void checkState(Exchange exchange, UploadSession session) {
    String state = exchange.query("_state").orElse("");
    if (!session.isOwn(state)) {
      throw RegistryError.BLOB_UPLOAD_INVALID.because("not the Location of an answer");
    }
    if (session.isCurrent(state) || exchange.is("DELETE")) {
      return;
    }
    if (!options.resumableUploads()) {
      // docker-registry 2.8: an upload whose PATCH was cut off can only be begun again.
      throw RegistryError.BLOB_UPLOAD_INVALID.because("upload resumed at wrong offset");
    }
    if (!exchange.is("GET", "HEAD")) {
      throw RegistryError.RANGE_INVALID.because("the upload is at " + session.range());
    }
  }

  private void append(Exchange exchange, UploadSession session, boolean chunk) throws IOException {
    checkBody(exchange);
    Optional<String> range = exchange.header("Content-Range");
    if (range.isPresent()) {
      checkRange(range.get(), exchange, session);
    }
    if (chunk) {
      checkChunkBefore(session);
    }
    byte[] buffer = new byte[64 * 1024];
    InputStream body = exchange.body();
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      session.append(buffer, read);
    }
    exchange.requireWholeBody();
    if (chunk) {
      session.chunkEnded(exchange.bodyBytes());
    }
  }

  private void checkBody(Exchange exchange) {
    String type = exchange.header("Content-Type").orElse(BINARY);
    if (!type.equals(BINARY)) {
      // Both real ones: 500, hence "unknown".
      throw RegistryError.UNKNOWN.because("bad Content-Type " + type);
    }
    long length = exchange.header("Content-Length").map(Long::parseLong).orElse(-1L);
    if (options.bodyLimit().isPresent() && length > options.bodyLimit().getAsLong()) {
      throw RegistryError.TOO_LARGE.because("limit is " + options.bodyLimit().getAsLong());
    }
  }

  private static void checkRange(String range, Exchange exchange, UploadSession session) {
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches()) {
      throw RegistryError.RANGE_INVALID.because(range);
    }
    long from = Long.parseLong(matcher.group(1));
    long to = Long.parseLong(matcher.group(2));
    if (from > to || from != session.size()) {
      throw RegistryError.RANGE_INVALID.because(range + " after " + session.size() + " bytes");
    }
    long length = exchange.header("Content-Length").map(Long::parseLong).orElse(to - from + 1);
    if (length != to - from + 1) {
      throw RegistryError.SIZE_INVALID.because(range + " with " + length + " bytes");
    }
  }

  /** Which chunk is the last one shows only when another follows. */
  private void checkChunkBefore(UploadSession session) {
    long before = session.lastChunk();
    if (options.chunkMinLength().isPresent()
        && before >= 0
        && before < options.chunkMinLength().getAsLong()) {
      throw RegistryError.SIZE_INVALID.because("a chunk before the last had " + before + " bytes");
    }
  }

  private void commit(Exchange exchange, UploadSession session) throws IOException {
    Digest digest =
        exchange
            .query("digest")
            .map(Digest::parse)
            .orElseThrow(() -> RegistryError.DIGEST_INVALID.because("digest missing"));
    if (options.chunksOnly() && session.size() == 0) {
      throw RegistryError.UNSUPPORTED.because("a blob comes in chunks here");
    }
    append(exchange, session, false);
    byte[] content = session.content();
    if (!digest.matches(content)) {
      throw RegistryError.DIGEST_INVALID.because("these bytes are " + Digest.of(content));
    }
    storage.repository(session.repository()).blobs.put(digest, content);
    storage.endUpload(session);
    stored(exchange, session.repository(), digest);
  }

  private void stored(Exchange exchange, String repository, Digest digest) throws IOException {
    exchange.set("Location", address(exchange, "/v2/" + repository + "/blobs/" + digest));
    exchange.set("Docker-Content-Digest", digest.toString()).send(201);
  }

  private void progress(Exchange exchange, UploadSession session, int status) throws IOException {
    exchange.set("Location", address(exchange, session.location()));
    exchange.set("Range", session.range());
    exchange.set("Docker-Upload-UUID", session.id()).send(status);
  }

  private String address(Exchange exchange, String path) {
    return options.relativeLocations() ? path : exchange.absolute(path);
  }

  private static Optional<Digest> digest(String text) {
    try {
      return Optional.of(Digest.parse(text));
    } catch (DifyArmsException malformed) {
      // Both real ones answer a mount of a malformed digest with an upload.
      return Optional.empty();
    }
  }
}
