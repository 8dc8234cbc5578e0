package io.github.difyarms.testing;

import io.github.difyarms.build.Repositories;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;

/** A registry of another machine's name, which is really one on this machine. */
final class Upstream implements Repositories {
  private final Repositories repositories;
  private final String name;
  private final String address;

  Upstream(Repositories repositories, String name, String address) {
    this.repositories = repositories;
    this.name = name;
    this.address = address;
  }

  @Override
  public ImageSource source(ImageReference reference) {
    return repositories.source(here(reference));
  }

  @Override
  public Target target(ImageReference reference, ImageReference base) {
    return repositories.target(reference, here(base));
  }

  private ImageReference here(ImageReference reference) {
    return reference.registry().equals(name)
        ? new ImageReference(address, reference.repository(), reference.tag(), reference.digest())
        : reference;
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
