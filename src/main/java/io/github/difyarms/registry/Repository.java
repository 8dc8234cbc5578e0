package io.github.difyarms.registry;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.net.AddressGuard;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpBody;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Optional;

/**
 * One repository of a registry. Thread-safe; every method throws {@link DifyArmsException} with a
 * code of the 2xx group when the registry or the network does not play along.
 */
public final class Repository implements ImageSource {
  /** Most bytes a manifest may have: what registries accept (distribution specification: 4 MiB). */
  private static final int LARGEST_MANIFEST = 4 << 20;

  private final ImageReference name;
  private final Session session;
  private final Scopes scopes;
  private final RegistryClient client;

  Repository(ImageReference name, Session session, Scopes scopes, RegistryClient client) {
    this.name = name;
    this.session = session;
    this.scopes = scopes;
    this.client = client;
  }

  /** Returns the reference the repository was opened with. */
  public ImageReference name() {
    return name;
  }

  /**
   * Asks which digest a tag or digest has now; empty when the repository does not have it. One HEAD
   * (which Docker Hub does not count as a pull); a GET follows only when the answer names no
   * digest.
   */
  @Override
  public Optional<Digest> head(String identifier) {
    String where = where(identifier);
    HttpAnswer answer = request("HEAD", identifier);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (!answer.successful() && answer.status() != 405) {
      throw session.readFailure(answer, where);
    }
    Optional<Digest> announced = ManifestReader.announced(answer, where);
    if (announced.isEmpty() || answer.status() == 405) {
      HttpAnswer whole = request("GET", identifier);
      return whole.status() == 404
          ? Optional.empty()
          : Optional.of(read(whole, identifier).digest());
    }
    asked(identifier).ifPresent(digest -> checkDigest(answer, digest));
    return announced;
  }

  /**
   * Reads a manifest or index. Bytes asked for by digest have that digest; otherwise they have the
   * one the registry announces.
   */
  @Override
  public RawManifest manifest(String identifier) {
    return read(request("GET", identifier), identifier);
  }

  private HttpAnswer request(String method, String identifier) {
    URI uri = uri("manifests/" + checked(identifier));
    return session.send(
        HttpCall.of(method, uri).with("Accept", MediaTypes.ACCEPT), scopes, LARGEST_MANIFEST);
  }

  private RawManifest read(HttpAnswer answer, String identifier) {
    String where = where(identifier);
    if (answer.status() != 200) {
      throw session.readFailure(answer, where);
    }
    return ManifestReader.read(answer, asked(identifier), where);
  }

  private static Optional<Digest> asked(String identifier) {
    return identifier.contains(":") ? Optional.of(Digest.parse(identifier)) : Optional.empty();
  }

  /** A tag or digest is checked before it becomes part of a path. */
  private String checked(String identifier) {
    return asked(identifier)
        .map(Digest::toString)
        .orElseGet(() -> name.withTag(identifier).tag().orElseThrow());
  }

  @Override
  public InputStream open(Descriptor blob) {
    return new BlobStream(
        blob, where(blob), offset -> fetch(blob, offset), client.retries(where(blob)));
  }

  private HttpExchange fetch(Descriptor blob, long offset) {
    HttpExchange exchange =
        new BlobFetch(session, scopes, client).get(uri("blobs/" + blob.digest()), offset);
    if (exchange.status() != 200 && exchange.status() != 206) {
      throw session.readFailure(exchange.readExplanation(), where(blob));
    }
    return exchange;
  }

  /**
   * Brings a blob of another repository here: mounted when both are in one registry and it agrees,
   * otherwise streamed without touching the disk.
   *
   * @param source a repository that has the blob
   */
  public Transfer copyBlob(Descriptor blob, Repository source) {
    return copyBlob(blob, source, () -> {});
  }

  /**
   * Brings a blob from another repository here, as {@link #copyBlob(Descriptor, Repository)} does.
   *
   * @param answered is told, once or not at all, that the registry took the credentials: before any
   *     bytes move
   */
  public Transfer copyBlob(Descriptor blob, Repository source, Runnable answered) {
    if (!name.sameRegistry(source.name)) {
      return has(blob)
          ? new Transfer(Transfer.Kind.PRESENT, 0)
          : begun(blob, source, post("blobs/uploads/"), answered);
    }
    if (name.repository().equals(source.name.repository())) {
      return new Transfer(Transfer.Kind.PRESENT, 0);
    }
    HttpAnswer answer =
        post("blobs/uploads/?mount=" + encode(blob.digest()) + "&from=" + encode(source.name));
    if (answer.successful()) {
      answered.run();
    }
    return switch (answer.status()) {
      case 201 -> {
        checkDigest(answer, blob.digest());
        yield new Transfer(Transfer.Kind.MOUNTED, 0);
      }
      case 202 -> stream(blob, source, Optional.of(answer));
      // Mounts not allowed or not known: an ordinary upload may still be.
      case 400, 401, 403, 404, 405 -> stream(blob, source, Optional.empty());
      default -> throw session.writeFailure(answer, where(blob));
    };
  }

  /** Reading may be free for all: only an upload that began tells that somebody was let in. */
  private Transfer begun(Descriptor blob, Repository source, HttpAnswer begun, Runnable answered) {
    if (begun.status() != 202) {
      throw session.writeFailure(begun, where(blob));
    }
    answered.run();
    return stream(blob, source, Optional.of(begun));
  }

  private Transfer stream(Descriptor blob, Repository source, Optional<HttpAnswer> begun) {
    upload(blob, () -> source.open(blob)).run(begun);
    return new Transfer(Transfer.Kind.STREAMED, blob.size());
  }

  /**
   * Pushes a blob of our own.
   *
   * @param content its bytes, opened again when the upload has to start again
   */
  public Transfer pushBlob(Descriptor blob, BlobContent content) {
    upload(blob, content).run(Optional.empty());
    return new Transfer(Transfer.Kind.PUSHED, blob.size());
  }

  /**
   * Pushes a blob of our own while it is being made (POST, PATCH without a length, PUT), as docker
   * does. A registry that does not take it so gets it when it is whole.
   *
   * @param begun is told, once or not at all, that the registry has begun the upload
   * @throws IOException when the blob is never finished
   */
  public Transfer pushBlob(GrowingBlob blob, Runnable begun) throws IOException {
    HttpAnswer answer = post("blobs/uploads/");
    if (answer.status() != 202) {
      throw session.writeFailure(answer, name.name());
    }
    begun.run();
    Descriptor whole =
        new StreamedUpload(this, blob, client.retries("upload to " + name)).run(answer);
    return new Transfer(Transfer.Kind.PUSHED, whole.size());
  }

  private BlobUpload upload(Descriptor blob, BlobContent content) {
    return new BlobUpload(this, blob, content, client.retries("upload of " + where(blob)));
  }

  /** Returns whether the repository has a blob (one HEAD). */
  public boolean has(Descriptor blob) {
    HttpAnswer answer = session.send(HttpCall.of("HEAD", uri("blobs/" + blob.digest())), scopes, 0);
    if (answer.successful() || answer.redirect()) {
      return true;
    }
    if (answer.status() == 404) {
      return false;
    }
    throw session.readFailure(answer, where(blob));
  }

  /**
   * Publishes a manifest or index.
   *
   * @param identifier a tag, or the manifest's own digest in text form
   */
  public void putManifest(String identifier, RawManifest manifest) {
    HttpCall call =
        HttpCall.of("PUT", uri("manifests/" + checked(identifier)))
            .with(HttpBody.of(manifest.mediaType(), manifest.bytes()));
    HttpAnswer answer = session.send(call, scopes, LARGEST_MANIFEST);
    if (!answer.successful()) {
      throw session.writeFailure(answer, where(identifier));
    }
    checkDigest(answer, manifest.digest());
  }

  HttpAnswer post(String path) {
    HttpCall call =
        HttpCall.of("POST", uri(path)).with(HttpBody.of("application/octet-stream", new byte[0]));
    return session.send(call, scopes, LARGEST_MANIFEST);
  }

  HttpAnswer once(HttpCall call) throws IOException {
    return session.once(call, scopes);
  }

  AddressGuard guard() {
    return client.guard();
  }

  long chunkSize() {
    return client.chunkSize();
  }

  DifyArmsException writeFailure(HttpAnswer answer, String where) {
    return session.writeFailure(answer, where);
  }

  /** Checks the digest an answer names, if it names one. */
  void checkDigest(HttpAnswer answer, Digest expected) {
    Optional<Digest> announced = ManifestReader.announced(answer, name.name());
    if (announced.isPresent() && !announced.get().equals(expected)) {
      throw new DifyArmsException(
          ErrorCode.DIGEST_MISMATCH,
          "the registry answers with another digest",
          name.name() + "@" + expected,
          "Docker-Content-Digest is " + announced.get());
    }
  }

  String where(Descriptor blob) {
    return name.name() + "@" + blob.digest();
  }

  private String where(String identifier) {
    return name.name() + (identifier.contains(":") ? "@" : ":") + identifier;
  }

  private URI uri(String path) {
    return session.uri(name.repository() + "/" + path);
  }

  private static String encode(Digest digest) {
    return TokenServer.encode(digest.toString());
  }

  private static String encode(ImageReference reference) {
    return TokenServer.encode(reference.repository());
  }
}
