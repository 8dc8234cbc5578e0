package io.github.difyarms.deploy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.ComponentResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An image to run, by digest.
 *
 * @param part what it is the image of
 * @param repository registry and repository
 * @param tag the tag it was published under, for people: the digest decides
 * @param digest digest of the index
 */
record DeployImage(DeployPart part, String repository, String tag, Digest digest) {
  /** Returns the published image. */
  static DeployImage published(DeployPart part, ComponentResult result) {
    return new DeployImage(part, result.name(), result.tags().get(0), result.digest());
  }

  /** Returns the upstream image that it was made from. */
  static DeployImage upstream(DeployPart part, ComponentResult result) {
    ImageReference base = ImageReference.parse(result.base());
    // Charts can render a digest only behind a tag, which then decides nothing.
    return new DeployImage(part, base.name(), base.tag().orElse("upstream"), result.baseDigest());
  }

  String reference() {
    return repository + ":" + tagAndDigest();
  }

  /** The tag for a chart that renders {@code repository:tag}. */
  String tagAndDigest() {
    return tag + "@" + digest;
  }

  /** Returns how manifests may name this repository: Docker Hub's needs no registry. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(List.of(repository));
    String hub = ImageReference.DOCKER_HUB + "/";
    if (repository.startsWith(hub)) {
      String rest = repository.substring(hub.length());
      names.add(rest);
      if (rest.startsWith("library/")) {
        names.add(rest.substring("library/".length()));
      }
    }
    return names;
  }

  /** Returns how manifests may name the image that this one takes the place of. */
  Set<String> replaced(DeployImage... others) {
    List<String> upstream = new ArrayList<>();
    upstream.add("langgenius/" + part.repository());
    upstream.add(ImageReference.DOCKER_HUB + "/langgenius/" + part.repository());
    Set<String> names = new LinkedHashSet<>(upstream);
    for (DeployImage other : others) {
      names.addAll(other.names());
    }
    return names;
  }
}
