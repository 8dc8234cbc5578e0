package io.github.difyarms.registry;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.HttpAnswer;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} header for one registry. Credentials are looked for when a challenge
 * wants them, tokens are kept per scope, and one thread at a time asks for a new one while the
 * others wait for it.
 */
final class Authorization {
  private final ImageReference repository;
  private final CredentialSource source;
  private final TokenServer server;
  private final Map<Scopes, Held> tokens = new LinkedHashMap<>();
  private @Nullable Learnt learnt;
  private Optional<Credential> credential = Optional.empty();
  private boolean sought;

  Authorization(ImageReference repository, CredentialSource source, TokenServer server) {
    this.repository = repository;
    this.source = source;
    this.server = server;
  }

  private record Learnt(URI registry, Challenge challenge) {}

  private record Held(TokenServer.Token token, long deadline) {
    boolean valid() {
      return deadline - System.nanoTime() > 0;
    }
  }

  /** Takes note of what the registry wants: Bearer rather than Basic when it offers both. */
  synchronized void learn(URI registry, List<Challenge> challenges) {
    for (String scheme : List.of("bearer", "basic")) {
      for (Challenge challenge : challenges) {
        if (challenge.scheme().equals(scheme)) {
          learnt = new Learnt(registry, challenge);
          return;
        }
      }
    }
  }

  /** Returns the header for a request, getting a token if need be; empty when none is wanted. */
  synchronized Optional<String> header(Scopes scopes) {
    Learnt known = learnt;
    if (known == null) {
      return Optional.empty();
    }
    if (known.challenge().scheme().equals("basic")) {
      return credential().filter(found -> !found.identityToken()).map(TokenServer::basic);
    }
    Optional<Held> held = held(scopes);
    if (held.isPresent()) {
      return held.map(Authorization::bearer);
    }
    return Optional.of(bearer(fetch(known, scopes)));
  }

  /**
   * Returns another header after a refusal; empty when there is nothing else to try.
   *
   * @param used the refused header; empty when the request had none
   */
  synchronized Optional<String> renew(
      Scopes scopes, List<Challenge> challenges, Optional<String> used) {
    Scopes wanted =
        challenges.stream()
            .flatMap(challenge -> challenge.parameter("scope").stream())
            .reduce(scopes, Scopes::and, (one, other) -> one);
    if (used.isPresent()) {
      boolean stillCurrent = tokens.values().removeIf(held -> bearer(held).equals(used.get()));
      boolean basic = used.get().startsWith("Basic");
      if (stillCurrent || basic) {
        sought = false;
      }
    }
    return header(wanted).filter(header -> !used.equals(Optional.of(header)));
  }

  synchronized String describe() {
    return credential
        .map(found -> "credentials used: " + found)
        .orElseGet(
            () ->
                (sought ? "no credentials were found for " : "no credentials were used for ")
                    + repository.registry());
  }

  private Optional<Held> held(Scopes scopes) {
    tokens.values().removeIf(held -> !held.valid());
    return tokens.entrySet().stream()
        .filter(entry -> entry.getKey().cover(scopes))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private Held fetch(Learnt known, Scopes scopes) {
    boolean fresh = !sought;
    TokenServer.Outcome outcome = ask(known, scopes);
    if (refused(outcome) && !fresh && changed()) {
      outcome = ask(known, scopes);
    }
    if (refused(outcome) && scopes.list().size() > 1) {
      // Some servers refuse as a whole what they would grant in part; the mount then fails alone.
      outcome = ask(known, scopes.own());
    }
    TokenServer.Token token = outcome.token().orElse(null);
    if (token == null) {
      HttpAnswer answer = outcome.refusal().orElseThrow().answer();
      throw RegistryErrors.token(answer, repository.name(), describe());
    }
    Duration margin = token.life().dividedBy(4);
    Held held = new Held(token, System.nanoTime() + token.life().minus(margin).toNanos());
    tokens.put(scopes, held);
    return held;
  }

  private TokenServer.Outcome ask(Learnt known, Scopes scopes) {
    return server.ask(known.registry(), known.challenge(), scopes, credential());
  }

  private static boolean refused(TokenServer.Outcome outcome) {
    return outcome
        .refusal()
        .map(refusal -> refusal.answer().status())
        .filter(status -> status == 400 || status == 401 || status == 403)
        .isPresent();
  }

  private boolean changed() {
    Optional<Credential> before = credential();
    sought = false;
    return !credential().equals(before);
  }

  private Optional<Credential> credential() {
    if (!sought) {
      credential = source.find(repository);
      sought = true;
    }
    return credential;
  }

  private static String bearer(Held held) {
    return "Bearer " + held.token().text();
  }
}
