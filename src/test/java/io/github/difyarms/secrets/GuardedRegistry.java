package io.github.difyarms.secrets;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.difyarms.secrets.WatchedNetwork.Answer;
import io.github.difyarms.secrets.WatchedNetwork.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A registry before which stands a token server of the same host. Every token is a mark; who asks
 * wrongly hears what was asked, login included, as careless servers have it.
 */
final class GuardedRegistry implements WatchedNetwork.Site {
  private final String host;
  private final Inner registry;
  private final String token;
  private final String refreshToken;
  private final Set<String> basic = ConcurrentHashMap.newKeySet();
  private final Set<String> identity = ConcurrentHashMap.newKeySet();
  private final Set<String> issued = ConcurrentHashMap.newKeySet();
  private final AtomicInteger number = new AtomicInteger();
  private volatile boolean readOnly;
  private volatile String blobs = "";

  /**
   * Creates the guard.
   *
   * @param token what each of its tokens begins with
   * @param refreshToken what it hands out beside each token
   */
  GuardedRegistry(String host, String address, String token, String refreshToken) {
    this.host = host;
    this.registry = Inner.at(address);
    this.token = token;
    this.refreshToken = refreshToken;
  }

  GuardedRegistry admit(String user, String password) {
    basic.add(WatchedNetwork.basic(user, password));
    return this;
  }

  GuardedRegistry admitIdentity(String identityToken) {
    identity.add(identityToken);
    return this;
  }

  /** Sends who reads a blob to another address, which has a signature. */
  GuardedRegistry blobsAt(String address) {
    blobs = address;
    return this;
  }

  void readOnly(boolean refuses) {
    readOnly = refuses;
  }

  @Override
  public Answer answer(Request request) throws IOException {
    if (request.uri().getPath().equals("/token")) {
      return token(request);
    }
    String authorization = request.header("Authorization").orElse("");
    if (!authorization.startsWith("Bearer ") || !issued.contains(authorization.substring(7))) {
      return new Answer(
          401,
          Map.of(
              "WWW-Authenticate",
              "Bearer realm=\"http://" + host + "/token\",service=\"registry\"",
              "Content-Type",
              "application/json"),
          words("UNAUTHORIZED", authorization));
    }
    if (readOnly && !request.method().equals("GET") && !request.method().equals("HEAD")) {
      return new Answer(
          403, Map.of("Content-Type", "application/json"), words("DENIED", authorization));
    }
    if (!blobs.isEmpty()
        && request.method().equals("GET")
        && request.uri().getPath().contains("/blobs/sha256:")) {
      return new Answer(
          307, Map.of("Location", blobs.formatted(request.uri().getRawPath())), new byte[0]);
    }
    return registry.ask(request, Map.of());
  }

  /** Hands out a blob to whoever has a signed address. */
  Answer stored(Request request) throws IOException {
    return registry.ask(request, Map.of());
  }

  private Answer token(Request request) throws IOException {
    String authorization = request.header("Authorization").orElse("");
    String form =
        URLDecoder.decode(
            new String(request.body(), StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    boolean known =
        request.method().equals("POST")
            ? identity.stream().anyMatch(each -> form.contains("refresh_token=" + each))
            : basic.contains(authorization);
    if (!known) {
      return new Answer(
          401,
          Map.of("Content-Type", "application/json"),
          words("UNAUTHORIZED", authorization + " " + form));
    }
    String next = token + number.incrementAndGet();
    issued.add(next);
    return new Answer(
        200,
        Map.of("Content-Type", "application/json"),
        new ObjectMapper()
            .writeValueAsBytes(
                Map.of(
                    "token",
                    next,
                    "access_token",
                    next,
                    "refresh_token",
                    refreshToken,
                    "expires_in",
                    300)));
  }

  /** The answer of a server that repeats what it was sent, as it came and decoded. */
  private static byte[] words(String code, String said) throws IOException {
    String decoded = "";
    if (said.startsWith("Basic ")) {
      decoded =
          new String(
              java.util.Base64.getDecoder().decode(said.substring(6).strip()),
              StandardCharsets.UTF_8);
    }
    return new ObjectMapper()
        .writeValueAsBytes(
            Map.of(
                "errors",
                java.util.List.of(
                    Map.of(
                        "code",
                        code,
                        "message",
                        "you sent " + said + " " + decoded,
                        "detail",
                        URLEncoder.encode(decoded, StandardCharsets.UTF_8)))));
  }
}
