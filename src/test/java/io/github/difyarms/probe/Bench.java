package io.github.difyarms.probe;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Makes checkups of registries and returns what they find. */
final class Bench implements AutoCloseable {
  private final RegistryClient client;
  private CredentialSource credentials = CredentialSource.anonymous();
  private InstantSource clock = Clock.systemUTC();

  Bench(HttpOptions options) {
    client =
        new RegistryClient(
            new HttpTransport(options.withRetries(0), NetListener.silent()),
            RegistryOptions.defaults(),
            NetListener.silent());
  }

  Bench() {
    this(HttpOptions.defaults());
  }

  Bench with(CredentialSource source) {
    credentials = source;
    return this;
  }

  Bench at(InstantSource now) {
    clock = now;
    return this;
  }

  /** Looks at a repository that the result of a base goes to. */
  Found target(String registry, String repository, String base) {
    return target(
        ImageReference.parse(registry + "/" + repository),
        Optional.of(ImageReference.parse(registry + "/" + base)));
  }

  Found target(ImageReference repository, Optional<ImageReference> base) {
    return found(checkup(repository, base));
  }

  TargetCheckup checkup(ImageReference repository, Optional<ImageReference> base) {
    return new TargetCheckup(
        client,
        credentials,
        credentials,
        List.of(new TargetCheckup.Route(repository, base)),
        clock);
  }

  Found base(String... images) {
    List<ImageReference> references = List.of(images).stream().map(ImageReference::parse).toList();
    return found(new BaseCheckup(client, credentials, references, clock));
  }

  static Found found(Checkup... checkups) {
    Doctor doctor = new Doctor(Duration.ofMinutes(1));
    return new Found(doctor.examine(List.of(checkups), finding -> {}).findings());
  }

  /** Findings, by their ids. */
  record Found(List<Finding> all) {
    Finding get(String id) {
      return all.stream()
          .filter(finding -> finding.id().equals(id))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no " + id + " in " + all));
    }

    Status status(String id) {
      return get(id).status();
    }

    List<String> ids() {
      return all.stream().map(Finding::id).toList();
    }

    List<Finding> of(Status status) {
      return all.stream().filter(finding -> finding.status() == status).toList();
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
