package io.github.difyarms.build;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.ImageTarget;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.registry.Access;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.Repository;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Repositories of real registries. */
public final class RegistryRepositories implements Repositories {
  private final HttpTransport transport;
  private final Runnable breakOff;
  private final RegistryClient client;
  private final CredentialSource from;
  private final CredentialSource to;

  /**
   * Creates the opener.
   *
   * @param transport counts what goes over the network
   * @param client speaks the protocol
   * @param from credentials to read upstream images
   * @param to credentials to push results
   * @param breakOff ends the requests of interrupted threads, of those too that use the network
   *     beside this
   */
  public RegistryRepositories(
      HttpTransport transport,
      RegistryClient client,
      CredentialSource from,
      CredentialSource to,
      Runnable breakOff) {
    this.breakOff = breakOff;
    this.transport = transport;
    this.client = client;
    this.from = from;
    this.to = to;
  }

  @Override
  public ImageSource source(ImageReference reference) {
    return client.repository(reference, from, Access.PULL, Set.of());
  }

  @Override
  public Target target(ImageReference reference, ImageReference base) {
    Set<ImageReference> mounts = reference.sameRegistry(base) ? Set.of(base) : Set.of();
    Repository repository = client.repository(reference, to, Access.PUSH, mounts);
    return new Target(new RepositoryTarget(repository), repository);
  }

  @Override
  public Acquaintance acquaintance(ImageReference reference, boolean push) {
    CredentialSource credentials = push ? to : from;
    return new Acquaintance(
        List.of(reference.registry(), credentials.part(reference), credentials),
        client.challenged(reference, credentials));
  }

  @Override
  public void breakOff() {
    breakOff.run();
  }

  @Override
  public Traffic traffic() {
    var traffic = transport.traffic();
    return new Traffic(
        traffic.requests(), traffic.tokenRequests(), traffic.bytesReceived(), traffic.bytesSent());
  }

  private record RepositoryTarget(Repository repository) implements ImageTarget {
    @Override
    public Transfer copyBlob(Descriptor blob, ImageSource base, Runnable answered)
        throws IOException {
      if (base instanceof Repository other) {
        return repository.copyBlob(blob, other, answered);
      }
      return pushBlob(blob, () -> base.open(blob));
    }

    @Override
    public Transfer pushBlob(Descriptor blob, BlobContent content) throws IOException {
      return repository.pushBlob(blob, content);
    }

    @Override
    public Transfer pushBlob(GrowingBlob blob, Runnable begun) throws IOException {
      return repository.pushBlob(blob, begun);
    }

    @Override
    public void putManifest(String identifier, RawManifest manifest) throws IOException {
      repository.putManifest(identifier, manifest);
    }
  }
}
