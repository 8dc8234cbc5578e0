package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Hosts;
import io.github.difyarms.registry.RegistryProbe.Greeting;
import io.github.difyarms.registry.RegistryProbe.Way;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What is said of the way to a registry: connection, certificate, clock, credentials. */
final class ConnectionVerdicts {
  /** Authorities and their tools renew weeks before the end; less is a renewal that failed. */
  private static final long FEW_DAYS = 14;

  /** A {@code Date} header has whole seconds, and stands for the moment of the answer. */
  private static final Duration SMALL_SKEW = Duration.ofMinutes(2);

  /** Signed addresses of object storage are refused from here on (S3 and OSS: 15 minutes). */
  private static final Duration LARGE_SKEW = Duration.ofMinutes(15);

  /** What registries answer to {@code /v2/}: with credentials, without, and not to everybody. */
  private static final Set<Integer> REGISTRY = Set.of(200, 401, 403);

  private ConnectionVerdicts() {}

  static Verdict connection(String registry, Greeting greeting, Instant now) {
    if (!REGISTRY.contains(greeting.status())) {
      return Verdict.warning(
              registry + " answers, but not as a registry does",
              "check the name; it is HOST[:PORT] of the registry, not of its console or of a mirror's"
                  + " web page")
          .because("HTTP " + greeting.status() + " to /v2/");
    }
    if (greeting.certificate().isPresent()) {
      return certificate(registry, greeting.certificate().get(), now);
    }
    if (Hosts.loopback(Hosts.host(registry))) {
      return Verdict.ok(registry + " answers in plain HTTP, on this machine");
    }
    return Verdict.warning(
        registry
            + " answers in plain HTTP: credentials and images can be read and changed on the way",
        "give the registry a certificate, and take it out of insecureRegistries");
  }

  private static Verdict certificate(String registry, X509Certificate certificate, Instant now) {
    Instant end = certificate.getNotAfter().toInstant();
    long days = Duration.between(now, end).toDays();
    if (end.isBefore(now)) {
      // Java accepts it when the certificate itself, not its issuer, is in the trust store.
      return expired(registry, "it ended at " + end);
    }
    if (days < FEW_DAYS) {
      return Verdict.warning(
              registry + " answers; its certificate ends in " + DoctorVerdicts.count(days, "day"),
              "ask who runs the registry to renew it; from then on neither this plugin nor a cluster"
                  + " will speak with it")
          .because("it ends at " + end);
    }
    return Verdict.ok(
        registry + " answers; its certificate is good for " + DoctorVerdicts.count(days, "day"));
  }

  private static Verdict expired(String registry, String why) {
    return Verdict.problem(
            "the certificate of " + registry + " has expired",
            "ask who runs the registry to renew its certificate; if it is new already, this machine's"
                + " clock may be ahead")
        .because(why);
  }

  /** Judges why there is no connection. */
  static Verdict none(String registry, DifyArmsException stop) {
    Optional<Throwable> expired = caused(stop, CertificateExpiredException.class);
    if (expired.isPresent()) {
      return expired(registry, String.valueOf(expired.get().getMessage()));
    }
    Optional<Throwable> early = caused(stop, CertificateNotYetValidException.class);
    if (early.isPresent()) {
      return Verdict.problem(
              "the certificate of " + registry + " is not valid yet",
              "set this machine's clock; if it is right, ask who runs the registry")
          .because(String.valueOf(early.get().getMessage()));
    }
    return Verdict.of(stop);
  }

  /** Where one registry cannot be reached, another that has the same images may be. */
  static Verdict mirrored(Verdict verdict) {
    return verdict.orElse("another registry that has the images will do: from.registry");
  }

  private static Optional<Throwable> caused(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(t);
      }
    }
    return Optional.empty();
  }

  static Verdict clock(String registry, Optional<Instant> date, Instant now) {
    if (date.isEmpty()) {
      return Verdict.skipped(registry + " does not tell the time");
    }
    Duration skew = Duration.between(date.get(), now);
    Duration size = skew.abs();
    if (size.compareTo(SMALL_SKEW) <= 0) {
      return Verdict.ok("clocks of this machine and of " + registry + " agree");
    }
    String summary =
        "this machine's clock is "
            + size.toSeconds()
            + " s "
            + (skew.isNegative() ? "behind" : "ahead of")
            + " that of "
            + registry;
    String remedy =
        "set the clock (systemctl status systemd-timesyncd, or chronyc tracking); tokens and signed"
            + " addresses are refused when it is wrong";
    return size.compareTo(LARGE_SKEW) > 0
        ? Verdict.problem(summary, remedy)
        : Verdict.warning(summary, remedy);
  }

  static Verdict credentials(String registry, Optional<String> origin) {
    return Verdict.ok(
        origin
            .map(source -> "credentials for " + registry + ": from " + source)
            .orElse("credentials for " + registry + ": none, it is used anonymously"));
  }

  static Verdict image(String image, Optional<String> digest) {
    return digest
        .map(found -> Verdict.ok("base image " + image + " is there: " + found))
        .orElseGet(
            () ->
                Verdict.problem(
                    "base image " + image + " is not there", ErrorCode.NOT_FOUND.next()));
  }

  static Verdict blobs(String registry, Way way) {
    return way("layers of " + registry + " are read from ", way);
  }

  static Verdict uploads(String registry, Way way) {
    return way("layers for " + registry + " are sent to ", way);
  }

  private static Verdict way(String what, Way way) {
    String where = what + way.host().orElse("the registry itself");
    return way.weaker()
        ? Verdict.warning(
            where + ", whose address it gives with http although it speaks TLS; https is used",
            "ask who runs the registry to let the proxy before it pass X-Forwarded-Proto")
        : Verdict.ok(where);
  }

  static Verdict unreached(String registry) {
    return Verdict.skipped("there is no connection with " + registry);
  }
}
