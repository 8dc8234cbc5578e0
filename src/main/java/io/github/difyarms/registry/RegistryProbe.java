package io.github.difyarms.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpBody;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.NetFailures;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Finds out what a registry can do by asking it for what it must refuse, and by uploads that are
 * cancelled. Nothing is to be stored: blobs and manifests are put under digests that do not fit,
 * mounts are asked for what cannot be there, or is there already. What a registry takes all the
 * same is deleted again, and what cannot be is in {@link #left}.
 *
 * <p>Its answers are what the registry said; what they mean is the caller's to decide. Every method
 * throws {@link DifyArmsException} when there is no answer, or no token to ask with.
 */
public final class RegistryProbe {
  private static final int LARGEST_ANSWER = 1 << 20;
  private static final String BINARY = "application/octet-stream";

  /** A type that no registry knows: how it is refused tells what a refusal for the type is. */
  private static final String UNHEARD_OF = "application/vnd.dify-arms.unheard-of.v1+json";

  /** A digest that nothing can have. */
  private static final String NO_DIGEST = "sha256:none";

  private static final byte[] CHUNK = "dify-arms doctor".getBytes(StandardCharsets.US_ASCII);

  private final ImageReference name;
  private final Session session;
  private final Scopes scopes;
  private final RegistryClient client;
  private final ProbeTraces traces = new ProbeTraces(this::send);

  RegistryProbe(ImageReference name, Session session, Scopes scopes, RegistryClient client) {
    this.name = name;
    this.session = session;
    this.scopes = scopes;
    this.client = client;
  }

  /**
   * The registry's first answer, to {@code GET /v2/} without credentials.
   *
   * @param address the address that answered
   * @param status HTTP status; 401 where credentials are wanted
   * @param date its clock, as its {@code Date} header tells
   * @param certificate the certificate it showed, when TLS is spoken
   */
  public record Greeting(
      URI address, int status, Optional<Instant> date, Optional<X509Certificate> certificate) {}

  /**
   * An answer.
   *
   * @param status HTTP status
   * @param words status, codes and messages of the registry, on one line
   */
  public record Said(int status, String words) {
    static Said of(HttpAnswer answer) {
      return new Said(answer.status(), RegistryErrors.words(answer));
    }

    /** Returns whether the status is 2xx. */
    public boolean successful() {
      return status / 100 == 2;
    }

    /** Returns whether the registry names an error code of the specification. */
    public boolean names(String code) {
      return words.contains(code);
    }

    /** Returns the status with the first code: what an answer is, without what it is about. */
    public String kind() {
      return words.split("[:;]", 2)[0];
    }
  }

  /**
   * Where an answer sends us.
   *
   * @param host the other host with its port; empty for the registry's own
   * @param weaker whether it leads from TLS to plain HTTP
   */
  public record Way(Optional<String> host, boolean weaker) {
    private static Way between(URI from, Optional<String> location) {
      if (location.isEmpty()) {
        return new Way(Optional.empty(), false);
      }
      try {
        URI to = from.resolve(location.get().strip());
        boolean weaker = "https".equals(from.getScheme()) && "http".equals(to.getScheme());
        Optional<String> host =
            Optional.ofNullable(to.getRawAuthority())
                .map(authority -> authority.replaceFirst(".*@", ""))
                .filter(authority -> !authority.equalsIgnoreCase(from.getRawAuthority()));
        return new Way(host, weaker);
      } catch (IllegalArgumentException e) {
        return new Way(Optional.empty(), false); // the address is refused where it is used
      }
    }
  }

  /**
   * An upload that was begun and cancelled.
   *
   * @param begun answer to the POST
   * @param way where its {@code Location} leads
   * @param cancelled answer to the DELETE; empty when nothing was begun
   */
  public record Upload(Said begun, Way way, Optional<Said> cancelled) {}

  /**
   * An upload in chunks that was cancelled.
   *
   * @param begun answer to the POST
   * @param patched answer to a PATCH with {@code Content-Range}; empty when nothing was begun
   * @param standing answer to the question how much has arrived; empty when no chunk was taken
   * @param leastChunk {@code OCI-Chunk-Min-Length}, when the registry names one
   */
  public record Chunks(
      Said begun, Optional<Said> patched, Optional<Said> standing, Optional<Long> leastChunk) {}

  /**
   * How indexes are refused whose digest does not fit, and whose child does not exist.
   *
   * @param oci an OCI index
   * @param docker the same as a Docker manifest list
   * @param unheardOf the same with a type that nobody knows
   */
  public record Indexes(Said oci, Said docker, Said unheardOf) {}

  /** Asks for the API's version, without credentials. */
  public Greeting greet() {
    HttpExchange exchange = client.open(HttpCall.get(session.uri("")));
    exchange.abandon();
    return new Greeting(
        exchange.uri(),
        exchange.status(),
        exchange.headers().first("Date").flatMap(RegistryProbe::instant),
        client.certificate(exchange.uri()));
  }

  private static Optional<Instant> instant(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Begins an upload and cancels it. */
  public Upload upload() {
    return cancelled(send(post("blobs/uploads/")));
  }

  /**
   * Asks for a mount, and cancels the upload that the registry begins when it grants none. Who asks
   * for a blob that is not in this repository changes it.
   */
  public Upload mount(Digest digest, ImageReference from) {
    String query =
        "?mount="
            + TokenServer.encode(digest.toString())
            + "&from="
            + TokenServer.encode(from.repository());
    return cancelled(send(post("blobs/uploads/" + query)));
  }

  /** Asks for a mount of a blob that does not exist anywhere. */
  public Upload mountNothing(ImageReference from) {
    return mount(nothing(), from);
  }

  private Upload cancelled(HttpAnswer answer) {
    if (answer.status() != 202) {
      return new Upload(
          Said.of(answer), Way.between(answer.uri(), Optional.empty()), Optional.empty());
    }
    Way way = Way.between(answer.uri(), answer.headers().first("Location"));
    return new Upload(Said.of(answer), way, Optional.of(cancel(begun(answer))));
  }

  /** Begins an upload, sends a chunk, asks how much has arrived, and cancels. */
  public Chunks chunks() {
    HttpAnswer begun = send(post("blobs/uploads/"));
    Optional<Long> least = begun.headers().number("OCI-Chunk-Min-Length");
    if (begun.status() != 202) {
      return new Chunks(Said.of(begun), Optional.empty(), Optional.empty(), least);
    }
    URI place = begun(begun);
    try {
      HttpAnswer patched =
          once(
              HttpCall.of("PATCH", place)
                  .with("Content-Range", "0-" + (CHUNK.length - 1))
                  .with(HttpBody.of(BINARY, CHUNK)));
      if (!patched.successful()) {
        return new Chunks(Said.of(begun), Optional.of(Said.of(patched)), Optional.empty(), least);
      }
      place = traces.moved(place, location(patched));
      HttpAnswer standing = send(HttpCall.get(place));
      return new Chunks(
          Said.of(begun), Optional.of(Said.of(patched)), Optional.of(Said.of(standing)), least);
    } finally {
      cancel(place);
    }
  }

  /**
   * Sends a blob in one request under a digest that none can have, and cancels. A digest that is
   * merely wrong would do too, but docker-registry 2.8 then neither drops the upload nor lets it be
   * cancelled any more.
   *
   * @return the refusal, or that of the POST
   */
  public Said single() {
    HttpAnswer begun = send(post("blobs/uploads/"));
    if (begun.status() != 202) {
      return Said.of(begun);
    }
    URI place = begun(begun);
    try {
      String separator = place.getRawQuery() == null ? "?" : "&";
      URI uri = URI.create(place + separator + "digest=" + TokenServer.encode(NO_DIGEST));
      HttpAnswer answer = once(HttpCall.of("PUT", uri).with(HttpBody.of(BINARY, CHUNK)));
      if (answer.successful()) {
        takeBack("blob", "blobs/", NO_DIGEST, Digest.of(CHUNK).toString());
      }
      return Said.of(answer);
    } finally {
      cancel(place);
    }
  }

  /** Offers indexes under a digest that does not fit. */
  public Indexes indexes() {
    return new Indexes(
        index(MediaTypes.OCI_INDEX), index(MediaTypes.DOCKER_LIST), index(UNHEARD_OF));
  }

  private Said index(String mediaType) {
    ObjectNode json = Json.object().put("schemaVersion", 2).put("mediaType", mediaType);
    ObjectNode child = json.putArray("manifests").addObject();
    child.put("mediaType", MediaTypes.OCI_MANIFEST).put("digest", nothing().toString());
    child.put("size", 2).putObject("platform").put("os", "linux").put("architecture", "amd64");
    byte[] bytes = Json.write(json);
    Digest wrong = nothing();
    HttpCall call =
        HttpCall.of("PUT", uri("manifests/" + wrong)).with(HttpBody.of(mediaType, bytes));
    HttpAnswer answer = once(call);
    if (answer.successful()) {
      takeBack("manifest", "manifests/", wrong.toString(), Digest.of(bytes).toString());
    }
    return Said.of(answer);
  }

  /** Who takes content under a wrong digest has it under that, or under the right one. */
  private void takeBack(String kind, String path, String... digests) {
    for (String digest : digests) {
      traces.takeBack(kind + " " + digest, uri(path + digest));
    }
  }

  /** Returns what the registry took that it should have refused, and does not let be deleted. */
  public List<String> left() {
    return traces.left();
  }

  /** Cancels, for another thread that hangs in this probe, the uploads that it has begun. */
  public void abandon() {
    traces.cancelAll();
  }

  /** Asks for the deletion of a manifest that does not exist. */
  public Said deletion() {
    return Said.of(send(HttpCall.of("DELETE", uri("manifests/" + nothing()))));
  }

  /** Returns whether the repository has a blob. */
  public boolean has(Digest blob) {
    HttpAnswer answer = send(HttpCall.of("HEAD", uri("blobs/" + blob)));
    return answer.successful() || answer.redirect();
  }

  /** Asks for a blob, reading at most its beginning; returns where its bytes come from. */
  public Way blob(Digest blob) {
    HttpCall call = HttpCall.get(uri("blobs/" + blob)).with("Range", "bytes=0-0");
    HttpExchange exchange = session.open(call, scopes);
    exchange.abandon();
    if (!exchange.redirect() && !exchange.successful()) {
      throw session.readFailure(exchange.readExplanation(), name.name() + "@" + blob);
    }
    Optional<String> location =
        exchange.headers().first("Location").filter(l -> exchange.redirect());
    location.ifPresent(address -> client.guard().resolve(exchange.uri(), address));
    return Way.between(exchange.uri(), location);
  }

  private Said cancel(URI place) {
    return Said.of(traces.cancel(place));
  }

  private URI begun(HttpAnswer answer) {
    return traces.begun(location(answer));
  }

  private URI location(HttpAnswer answer) {
    return RegistryErrors.location(answer, name.name(), client.guard());
  }

  private HttpCall post(String path) {
    return HttpCall.of("POST", uri(path)).with(HttpBody.of(BINARY, new byte[0]));
  }

  private HttpAnswer send(HttpCall call) {
    return session.send(call, scopes, LARGEST_ANSWER);
  }

  private HttpAnswer once(HttpCall call) {
    try {
      return session.once(call, scopes);
    } catch (IOException e) {
      throw NetFailures.stop(call.toString(), e);
    }
  }

  private URI uri(String path) {
    return session.uri(name.repository() + "/" + path);
  }

  /** Returns a digest of bytes that nobody has. */
  private static Digest nothing() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Digest.of(bytes);
  }
}
