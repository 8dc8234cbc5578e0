package io.github.difyarms.probe;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.registry.Access;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryProbe;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A registry of upstream images, and the images that are wanted of it.
 *
 * @param client speaks with registries
 * @param credentials to read them
 * @param images of one registry, at least one
 * @param clock this machine's
 */
public record BaseCheckup(
    RegistryClient client,
    CredentialSource credentials,
    List<ImageReference> images,
    InstantSource clock)
    implements Checkup {
  @Override
  public Group group() {
    return Group.BASE;
  }

  @Override
  public String name() {
    return "base";
  }

  @Override
  public void run(Findings findings) {
    ImageReference first = images.get(0);
    RegistryProbe probe = client.probe(first, credentials, Access.PULL, Set.of());
    if (!new Reception("base", first, credentials, clock, ConnectionVerdicts::mirrored)
        .at(probe, findings)) {
      findings.check("base.image", () -> ConnectionVerdicts.unreached(first.registry()));
      return;
    }
    Optional<ImageReference> readable = Optional.empty();
    for (ImageReference image : images) {
      Verdict verdict = findings.check("base.image", () -> image(image));
      if (readable.isEmpty() && verdict.status() == Status.OK) {
        readable = Optional.of(image);
      }
    }
    readable.ifPresent(image -> findings.check("base.blobs", () -> blobs(image)));
  }

  private Verdict image(ImageReference image) {
    return ConnectionVerdicts.image(
        image.toString(),
        client
            .repository(image, credentials, Access.PULL)
            .head(image.identifier())
            .map(Digest::toString));
  }

  private Verdict blobs(ImageReference image) {
    RegistryProbe probe = client.probe(image, credentials, Access.PULL, Set.of());
    return BaseLayer.of(client.repository(image, credentials, Access.PULL))
        .map(layer -> ConnectionVerdicts.blobs(image.registry(), probe.blob(layer)))
        .orElseGet(() -> Verdict.skipped(image + " has no layers"));
  }
}
