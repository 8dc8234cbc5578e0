package io.github.difyarms.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.net.AddressGuard;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code WWW-Authenticate}, one field per line, and whose token server may see the credentials. */
public final class ChallengeFuzz implements FuzzTarget {
  private static final URI REGISTRY = URI.create("https://198.51.100.1/v2/");

  private final AddressGuard guard =
      new AddressGuard(
          new HttpTransport(HttpOptions.defaults(), NetListener.silent()), NetListener.silent());
  private final TokenHosts hosts = new TokenHosts(Set.of("203.0.113.7"));

  @Override
  public void accept(byte[] input) {
    List<String> values = List.of(new String(input, ISO_8859_1).split("\n", -1));
    for (Challenge challenge : Challenge.parse(values)) {
      if (!challenge.scheme().matches("[!#-'*+.^-`|~0-9a-z-]+")) {
        throw new AssertionError("not a scheme: " + challenge.scheme());
      }
      challenge.parameter("realm").ifPresent(this::follow);
      challenge.parameter("service").map(TokenServer::encode).ifPresent(ChallengeFuzz::inQuery);
    }
  }

  private void follow(String realm) {
    URI uri;
    try {
      uri = guard.resolve(REGISTRY, realm);
    } catch (DifyArmsException refused) {
      return;
    }
    if (uri.toString().chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw new AssertionError("a realm with control characters: " + uri);
    }
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    boolean tls = uri.getScheme().equals("https");
    if (hosts.trusted(REGISTRY, uri)
        && !host.replaceFirst("\\.$", "").matches("198\\.51\\.100\\.1|203\\.0\\.113\\.7")) {
      throw new AssertionError("credentials for " + uri);
    }
    if (!tls && !host.matches("localhost|.*\\.localhost|127\\..*|\\[.*")) {
      throw new AssertionError("without TLS: " + uri);
    }
  }

  private static void inQuery(String value) {
    if (!value.matches("[A-Za-z0-9._*%-]*")) {
      throw new AssertionError("this ends a query's value: " + value);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
            "Bearer realm=\"https://203.0.113.7/token\",service=\"registry.example\"",
            "Basic realm=\"a \\\"b\\\"\", Bearer realm=\"https://198.51.100.1/t?a=b\", scope=x",
            "bearer Realm = token , error=\"invalid_token\"\nNegotiate\nBasic realm=x",
            "Bearer realm=\"https://203.0.113.7/" + "a".repeat(20_000) + "\"",
            "Bearer realm=\"HTTP://203.0.113.7:80/a\",service=\"a&b c\"")
        .stream()
        .map(text -> text.getBytes(ISO_8859_1))
        .toList();
  }

  @Override
  public List<String> words() {
    return List.of(
        "Bearer ",
        "Basic ",
        "Negotiate",
        "realm=",
        "service=",
        "scope=",
        "error=",
        "\"",
        "\\\"",
        "\\",
        ",",
        " , ",
        "=",
        "https://",
        "http://",
        "HTTPS://",
        "203.0.113.7",
        "198.51.100.1",
        "[::1]",
        "localhost",
        "@",
        "#",
        "?",
        "%0d%0a",
        "/../",
        "\r",
        "\t");
  }

  @Override
  public int longest() {
    return 32 << 10; // as long as a header of a real server gets, and longer
  }
}
