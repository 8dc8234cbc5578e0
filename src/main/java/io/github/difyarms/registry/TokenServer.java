package io.github.difyarms.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.AddressGuard;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpBody;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Gets tokens from the realm of a Bearer challenge (distribution, "Docker Registry v2
 * authentication" and "OAuth2 token authentication").
 *
 * <p>Credentials go to trusted realms only ({@link TokenHosts}) and never over plain HTTP when the
 * registry speaks TLS. A token without credentials is asked of any realm that {@link AddressGuard}
 * lets pass: it gives nothing away. Redirects are not followed (ggcr#2291).
 */
final class TokenServer {
  private static final int LARGEST_ANSWER = 1 << 20;

  /** Longer lines are refused by servers, and by us. */
  private static final int LONGEST_TOKEN = 60_000;

  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(60);

  private final HttpTransport transport;
  private final TokenHosts hosts;
  private final AddressGuard guard;

  TokenServer(HttpTransport transport, TokenHosts hosts, AddressGuard guard) {
    this.transport = transport;
    this.hosts = hosts;
    this.guard = guard;
  }

  /**
   * A token.
   *
   * @param text what follows {@code Bearer}
   * @param life how long it is good for
   */
  record Token(String text, Duration life) {
    @Override
    public String toString() {
      return "Token[***]";
    }
  }

  /** What the token server said, when it was not a token. */
  record Refusal(HttpAnswer answer) {}

  /** Either a token or a refusal. */
  record Outcome(Optional<Token> token, Optional<Refusal> refusal) {}

  Outcome ask(URI registry, Challenge challenge, Scopes scopes, Optional<Credential> credential) {
    URI realm = realm(registry, challenge, credential);
    HttpCall call =
        credential
            .filter(Credential::identityToken)
            .map(found -> exchange(realm, challenge, scopes, found))
            .orElseGet(() -> get(realm, challenge, scopes, credential));
    HttpAnswer answer = transport.send(call.asTokenRequest(), LARGEST_ANSWER);
    if (answer.status() != 200) {
      return new Outcome(Optional.empty(), Optional.of(new Refusal(answer)));
    }
    return new Outcome(Optional.of(token(answer)), Optional.empty());
  }

  private URI realm(URI registry, Challenge challenge, Optional<Credential> credential) {
    String text =
        challenge
            .parameter("realm")
            .orElseThrow(
                () ->
                    RegistryErrors.protocol(
                        "the registry wants a token but names no realm",
                        SafeUrl.of(registry),
                        "WWW-Authenticate has no realm"));
    URI realm = guard.resolve(registry, text);
    boolean weaker = registry.getScheme().equals("https") && !realm.getScheme().equals("https");
    if (weaker) {
      throw refused(registry, realm, "it speaks plain HTTP while the registry speaks TLS");
    }
    if (credential.isPresent() && !hosts.trusted(registry, realm)) {
      throw refused(
          registry,
          realm,
          "the credentials ("
              + credential.get()
              + ") are for "
              + registry.getRawAuthority()
              + ", and nothing connects that host with "
              + realm.getRawAuthority());
    }
    return realm;
  }

  private static DifyArmsException refused(URI registry, URI realm, String why) {
    return new DifyArmsException(
        ErrorCode.TOKEN_HOST_REFUSED,
        "the registry's token server may not see the credentials",
        SafeUrl.of(registry),
        "the registry sends us for a token to " + SafeUrl.of(realm) + ": " + why);
  }

  private static HttpCall get(
      URI realm, Challenge challenge, Scopes scopes, Optional<Credential> credential) {
    List<String> pairs = new ArrayList<>();
    challenge.parameter("service").ifPresent(service -> pairs.add(pair("service", service)));
    scopes.list().forEach(scope -> pairs.add(pair("scope", scope)));
    String own = realm.getRawQuery(); // jib#3955: a realm may have a query of its own
    URI uri = URI.create(realm + (own == null ? "?" : "&") + String.join("&", pairs));
    HttpCall call = HttpCall.get(uri);
    return credential.map(found -> call.with("Authorization", basic(found))).orElse(call);
  }

  private static HttpCall exchange(
      URI realm, Challenge challenge, Scopes scopes, Credential identity) {
    List<String> pairs = new ArrayList<>();
    pairs.add(pair("grant_type", "refresh_token"));
    pairs.add(pair("service", challenge.parameter("service").orElse("")));
    pairs.add(pair("client_id", "dify-arms-maven-plugin"));
    pairs.add(pair("scope", String.join(" ", scopes.list())));
    pairs.add(pair("refresh_token", identity.secret()));
    return HttpCall.of("POST", realm).with(HttpBody.form(String.join("&", pairs)));
  }

  static String basic(Credential credential) {
    String pair = credential.username() + ":" + credential.secret();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static String pair(String name, String value) {
    return name + "=" + encode(value);
  }

  /** Percent-encodes everything that is not unreserved; {@code +} for a blank confuses servers. */
  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static Token token(HttpAnswer answer) {
    String where = SafeUrl.of(answer.uri());
    ObjectNode json = Json.readObject(answer.body(), where);
    String text = json.path("token").asText("");
    if (text.isEmpty()) {
      text = json.path("access_token").asText("");
    }
    if (text.length() > LONGEST_TOKEN || !text.matches("[\\x21-\\x7e]+")) {
      throw RegistryErrors.protocol(
          "the token server answers without a usable token",
          where,
          "neither token nor access_token holds one of 1 to " + LONGEST_TOKEN + " characters");
    }
    long seconds = json.path("expires_in").asLong(0);
    Duration life = Duration.ofSeconds(Math.min(seconds, 1_000_000));
    return new Token(text, life.compareTo(SHORTEST_LIFE) < 0 ? SHORTEST_LIFE : life);
  }
}
