package io.github.difyarms.demo;

import io.github.difyarms.demo.BearerTokens.Permission;
import io.github.difyarms.demo.RegistryOptions.Access;
import io.github.difyarms.demo.RegistryOptions.Basic;
import io.github.difyarms.demo.RegistryOptions.Bearer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks each request for its credentials and challenges those that lack them (RFC 7617, 6750). */
final class RegistryAccess {
  private final Access access;
  private final Optional<BearerTokens> tokens;

  RegistryAccess(Access access) {
    this.access = access;
    this.tokens =
        access instanceof Bearer bearer ? Optional.of(new BearerTokens(bearer)) : Optional.empty();
  }

  boolean issuesTokens() {
    return tokens.isPresent();
  }

  void issueToken(Exchange exchange) throws IOException {
    tokens.orElseThrow().answer(exchange);
  }

  void check(Exchange exchange, String repository) {
    String authorization = exchange.header("Authorization").orElse("");
    if (access instanceof Basic basic
        && !authorization.equals(basicHeader(basic.user(), basic.password()))) {
      exchange.set("WWW-Authenticate", "Basic realm=\"embedded registry\"");
      throw RegistryError.UNAUTHORIZED.because(repository);
    }
    tokens.ifPresent(t -> checkToken(exchange, t, authorization, repository));
  }

  private static void checkToken(
      Exchange exchange, BearerTokens tokens, String authorization, String repository) {
    Set<Permission> needed = needed(exchange, repository);
    String token = authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
    BearerTokens.Verdict verdict = tokens.use(token, needed);
    if (verdict == BearerTokens.Verdict.GRANTED) {
      return;
    }
    StringBuilder challenge = new StringBuilder("Bearer realm=\"");
    challenge.append(exchange.absolute(BearerTokens.PATH));
    challenge.append("\",service=\"").append(BearerTokens.SERVICE).append('"');
    if (!needed.isEmpty()) {
      challenge.append(",scope=\"").append(scope(needed)).append('"');
    }
    if (!token.isEmpty()) {
      challenge.append(",error=\"").append(verdict.error()).append('"');
    }
    exchange.set("WWW-Authenticate", challenge.toString());
    throw RegistryError.UNAUTHORIZED.because(scope(needed));
  }

  /** A mount needs to pull from its source as well, or its token is not enough. */
  private static Set<Permission> needed(Exchange exchange, String repository) {
    Set<Permission> needed = new LinkedHashSet<>();
    if (repository.isEmpty()) {
      return needed;
    }
    if (exchange.is("DELETE")) {
      needed.add(new Permission(repository, "delete"));
      return needed;
    }
    needed.add(new Permission(repository, "pull"));
    if (!exchange.is("GET", "HEAD")) {
      needed.add(new Permission(repository, "push"));
    }
    if (exchange.is("POST")) {
      exchange.query("from").ifPresent(from -> needed.add(new Permission(from, "pull")));
    }
    return needed;
  }

  private static String scope(Set<Permission> needed) {
    return needed.stream()
        .map(Permission::repository)
        .distinct()
        .map(repository -> "repository:" + repository + ":" + actions(needed, repository))
        .collect(Collectors.joining(" "));
  }

  private static String actions(Set<Permission> needed, String repository) {
    return needed.stream()
        .filter(p -> p.repository().equals(repository))
        .map(Permission::action)
        .collect(Collectors.joining(","));
  }

  static String basicHeader(String user, String password) {
    byte[] plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain);
  }
}
