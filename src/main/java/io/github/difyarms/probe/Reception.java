package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.registry.Credential;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryProbe;
import io.github.difyarms.registry.RegistryProbe.Greeting;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How a registry receives us: connection, certificate, clock, credentials. What follows makes sense
 * only when there is a connection.
 *
 * @param prefix begins the ids: {@code base}, {@code target}
 * @param image names the registry, and what credentials are for
 * @param credentials where they are looked for
 * @param clock this machine's
 * @param unreached adds what else may be done when there is no connection
 */
record Reception(
    String prefix,
    ImageReference image,
    CredentialSource credentials,
    InstantSource clock,
    UnaryOperator<Verdict> unreached) {
  /** Makes the checks; returns whether the registry can be spoken with. */
  boolean at(RegistryProbe probe, Findings findings) {
    String registry = image.registry();
    Greeted greeted = new Greeted();
    Verdict connection =
        findings.check(prefix + ".connection", () -> greeted.by(probe, registry, this));
    if (greeted.greeting.isEmpty()) {
      return false;
    }
    findings.check(prefix + ".clock", () -> greeted.clock(registry));
    findings.check(prefix + ".credentials", () -> credentials(registry));
    return connection.status() != Status.PROBLEM;
  }

  private Verdict credentials(String registry) {
    return ConnectionVerdicts.credentials(
        registry, credentials.find(image).map(Credential::origin));
  }

  /** The first answer, and when it came. */
  private static final class Greeted {
    private Optional<Greeting> greeting = Optional.empty();
    private Instant now = Instant.EPOCH;

    Verdict by(RegistryProbe probe, String registry, Reception reception) {
      try {
        Greeting answer = probe.greet();
        now = reception.clock().instant();
        greeting = Optional.of(answer);
        return ConnectionVerdicts.connection(registry, answer, now);
      } catch (DifyArmsException e) {
        return e.code() == ErrorCode.OFFLINE
            ? Verdict.of(e)
            : reception.unreached().apply(ConnectionVerdicts.none(registry, e));
      }
    }

    Verdict clock(String registry) {
      return ConnectionVerdicts.clock(registry, greeting.flatMap(Greeting::date), now);
    }
  }
}
