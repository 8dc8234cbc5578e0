package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.net.Hosts;
import io.github.difyarms.store.BuildCache;

/**
 * Repositories without a connection outside this machine: registries on it answer, bases elsewhere
 * are what the cache has of them, and nothing can be pushed there.
 */
public final class OfflineRepositories implements Repositories {
  private final Repositories repositories;
  private final BuildCache cache;

  /**
   * Creates the opener.
   *
   * @param repositories opens registries on this machine
   * @param cache what earlier builds read
   */
  public OfflineRepositories(Repositories repositories, BuildCache cache) {
    this.repositories = repositories;
    this.cache = cache;
  }

  @Override
  public ImageSource source(ImageReference reference) {
    return here(reference) ? repositories.source(reference) : new OfflineSource(reference, cache);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DifyArmsException {@link ErrorCode#OFFLINE} when it is on another machine
   */
  @Override
  public Target target(ImageReference reference, ImageReference base) {
    if (!here(reference)) {
      throw refused(
          reference, "nothing can be pushed to another machine; to.layout and buildTar need none");
    }
    return repositories.target(reference, base);
  }

  /** Returns whether a registry is on this machine. */
  static boolean here(ImageReference reference) {
    return Hosts.loopback(Hosts.host(reference.registry()));
  }

  static DifyArmsException refused(ImageReference reference, String why) {
    return new DifyArmsException(
        ErrorCode.OFFLINE,
        "no connection outside this machine is allowed",
        reference.toString(),
        why + "\nMaven runs offline (-o), or the parameter offline is set");
  }

  @Override
  public void breakOff() {
    repositories.breakOff();
  }

  @Override
  public Traffic traffic() {
    return repositories.traffic();
  }
}
