package io.github.difyarms.registry;

import io.github.difyarms.image.ImageReference;
import java.util.Optional;

/** Where the credentials for a repository come from. */
@FunctionalInterface
public interface CredentialSource {
  /**
   * Finds the credentials. Asked when the registry first wants some, and again when it refuses
   * those found before, because short-lived ones run out during long builds.
   *
   * @param repository the repository to be used; its registry decides, and the {@link #part} of it
   */
  Optional<Credential> find(ImageReference repository);

  /**
   * Returns the part of the registry that a repository's credentials are for. Repositories of one
   * part share a login and its tokens; most registries are one part, whose name is empty.
   */
  default String part(ImageReference repository) {
    return "";
  }

  /** Returns a source that has none. */
  static CredentialSource anonymous() {
    return repository -> Optional.empty();
  }
}
