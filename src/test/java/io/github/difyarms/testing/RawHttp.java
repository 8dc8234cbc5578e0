package io.github.difyarms.testing;

import io.github.difyarms.image.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Single requests to a registry, seen as they are: no redirects, no challenge answered. */
public final class RawHttp {
  private static final byte[] NOTHING = {};

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private final Map<String, String> always;

  /** Returns access to {@code host:port} without credentials. */
  public RawHttp(String address) {
    this.address = address;
    this.always = Map.of();
  }

  /** Returns access to {@code host:port} with Basic authentication in every request. */
  public RawHttp(String address, String user, String password) {
    this.address = address;
    byte[] plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    this.always = Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(plain));
  }

  /** What came back. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    /** Returns a header's first value, empty when it is not there. */
    public String header(String name) {
      return headers.entrySet().stream()
          .filter(e -> e.getKey().equalsIgnoreCase(name))
          .map(e -> e.getValue().get(0))
          .findFirst()
          .orElse("");
    }

    /** Returns the header {@code Location}. */
    public String location() {
      return header("Location");
    }

    /** Returns the body as text. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    /** Returns status and error codes, {@code "404 BLOB_UNKNOWN"}; only the status without any. */
    public String verdict() {
      List<String> words = new ArrayList<>(List.of(Integer.toString(status)));
      if (status >= 400 && text().startsWith("{")) {
        Json.readObject(body, "error")
            .path("errors")
            .forEach(e -> words.add(e.path("code").asText()));
      }
      return String.join(" ", words.stream().distinct().toList());
    }

    /** Fails unless the status is this one. */
    public Answer require(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + " but was " + status + ": " + text());
      }
      return this;
    }
  }

  /** Sends a request without a body. */
  public Answer send(String method, String path) {
    return send(method, path, NOTHING, Map.of());
  }

  /** Sends a request without a body. */
  public Answer send(String method, String path, Map<String, String> headers) {
    return send(method, path, NOTHING, headers);
  }

  /** Sends a request. */
  public Answer send(String method, String path, byte[] body) {
    return send(method, path, body, Map.of());
  }

  /**
   * Sends a request.
   *
   * @param path path with query, or a whole URL as {@code Location} has it
   */
  public Answer send(String method, String path, byte[] body, Map<String, String> headers) {
    URI uri = URI.create(path.startsWith("/") ? "http://" + address + path : path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    request.method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    always.forEach(request::header);
    headers.forEach(request::header);
    try {
      HttpResponse<byte[]> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
