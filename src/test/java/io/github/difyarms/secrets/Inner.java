package io.github.difyarms.secrets;

import io.github.difyarms.secrets.WatchedNetwork.Answer;
import io.github.difyarms.secrets.WatchedNetwork.Request;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A server on loopback that stands behind a made-up host. */
record Inner(HttpClient client, String address) {
  private static final Set<String> KEPT =
      Set.of("content-type", "content-range", "range", "accept", "accept-ranges", "git-protocol");
  private static final Set<String> RETURNED =
      Set.of(
          "content-type",
          "content-range",
          "range",
          "location",
          "etag",
          "docker-content-digest",
          "docker-upload-uuid",
          "www-authenticate");

  static Inner at(String address) {
    return new Inner(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), address);
  }

  /** Hands a request on, without whatever else came with it. */
  Answer ask(Request request, Map<String, String> more) throws IOException {
    String query = request.uri().getRawQuery();
    URI uri =
        URI.create(
            "http://" + address + request.uri().getRawPath() + (query == null ? "" : "?" + query));
    HttpRequest.Builder inner =
        HttpRequest.newBuilder(uri)
            .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> inner.header(name, value));
              }
            });
    request.header("Content-Encoding").ifPresent(value -> inner.header("Content-Encoding", value));
    more.forEach(inner::setHeader);
    try {
      HttpResponse<byte[]> response =
          client.send(inner.build(), HttpResponse.BodyHandlers.ofByteArray());
      Map<String, String> headers = new HashMap<>();
      response
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (RETURNED.contains(name.toLowerCase(Locale.ROOT))) {
                  headers.put(
                      name, values.get(0).replace(address, request.uri().getRawAuthority()));
                }
              });
      if (request.method().equals("HEAD")) {
        response
            .headers()
            .firstValue("content-length")
            .ifPresent(length -> headers.put("Content-Length", length));
      }
      return new Answer(response.statusCode(), headers, response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
