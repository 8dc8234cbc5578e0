package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.RegistryOptions.Bearer;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The token endpoint (distribution's "Docker Registry v2 authentication via central service"):
 * opaque tokens, each good for the scopes it was asked for and for a limited number of requests.
 */
final class BearerTokens {
  /** Where the endpoint is. */
  static final String PATH = "/token";

  /** Name of the service in challenges. */
  static final String SERVICE = "embedded-registry";

  private final Bearer options;
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  BearerTokens(Bearer options) {
    this.options = options;
  }

  /** One action on one repository. */
  record Permission(String repository, String action) {}

  private record Grant(Set<Permission> permissions, AtomicInteger usesLeft) {}

  /** What a token is worth. */
  enum Verdict {
    GRANTED,
    INVALID,
    INSUFFICIENT;

    String error() {
      return this == INSUFFICIENT ? "insufficient_scope" : "invalid_token";
    }
  }

  Verdict use(String token, Set<Permission> needed) {
    Grant grant = grants.get(token);
    if (grant == null || grant.usesLeft.decrementAndGet() < 0) {
      return Verdict.INVALID;
    }
    return grant.permissions.containsAll(needed) ? Verdict.GRANTED : Verdict.INSUFFICIENT;
  }

  void answer(Exchange exchange) throws IOException {
    if (!exchange.is("GET")) {
      // Clients that try OAuth2 by POST first fall back to GET on 404.
      exchange.send(404);
      return;
    }
    if (!exchange.query("service").orElse("").equals(SERVICE)) {
      throw RegistryError.DENIED.because("no such service");
    }
    boolean known = isKnown(exchange);
    Set<Permission> permissions = new HashSet<>();
    for (String scopes : exchange.queries("scope")) {
      for (String scope : scopes.split(" ")) {
        permissions.addAll(granted(scope, known));
      }
    }
    String token = UUID.randomUUID().toString();
    int uses = options.uses().orElse(Integer.MAX_VALUE);
    grants.put(token, new Grant(permissions, new AtomicInteger(uses)));
    ObjectNode document = Json.object();
    document.put("token", token).put("access_token", token).put("expires_in", 300);
    exchange.send(200, RegistryRoutes.JSON, Json.write(document));
  }

  private boolean isKnown(Exchange exchange) {
    String authorization = exchange.header("Authorization").orElse("");
    if (authorization.equals(RegistryAccess.basicHeader(options.user(), options.password()))) {
      return true;
    }
    if (authorization.isEmpty() && options.anonymousPull()) {
      return false;
    }
    exchange.set("WWW-Authenticate", "Basic realm=\"" + SERVICE + "\"");
    throw RegistryError.UNAUTHORIZED.because("user or password is wrong");
  }

  private static Set<Permission> granted(String scope, boolean known) {
    int first = scope.indexOf(':');
    int last = scope.lastIndexOf(':');
    Set<Permission> permissions = new HashSet<>();
    if (first == last || !scope.startsWith("repository:")) {
      throw RegistryError.DENIED.because("not a scope: " + scope);
    }
    for (String action : scope.substring(last + 1).split(",")) {
      if (known || action.equals("pull")) {
        permissions.add(new Permission(scope.substring(first + 1, last), action));
      }
    }
    return permissions;
  }
}
