package io.github.difyarms.model;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which images of single platforms become indexes.
 *
 * @param parts the images, of one or more components
 * @param components the components there have to be; when empty, those that there are
 * @param platforms the platforms that each of them has to have
 * @param tags the tags, with placeholders; when empty, those that the parts were built for
 * @param usualTags the tags where nobody says any
 * @param difyVersion the Dify release, where the parts do not say it
 * @param format the format that was asked for, where the parts do not say it
 * @param places where the images may lie
 */
public record JoinRequest(
    List<Part> parts,
    List<String> components,
    List<Platform> platforms,
    List<String> tags,
    List<String> usualTags,
    Optional<String> difyVersion,
    Format format,
    Places places) {
  /**
   * An image of one platform.
   *
   * @param where what people know it by: its file, or the reference they gave
   * @param image its repository and digest
   * @param result what its build has left; empty when only the digest is known
   */
  public record Part(String where, ImageReference image, Optional<PartialResult> result) {
    /** Returns the part that a file tells of. */
    public static Part of(String where, PartialResult result) {
      return new Part(
          where,
          ImageReference.parse(result.image().name() + "@" + result.image().digest()),
          Optional.of(result));
    }
  }

  /**
   * Where the user says the images are. What parts say of it is not believed: whoever can write a
   * file of a part could have the credentials sent to a host of theirs.
   *
   * @param bases the registries that upstream images may be in, of each component there is
   * @param targets where results go, of each component for which something says it; no tags mean
   *     that nothing says any there
   */
  public record Places(Map<String, Set<String>> bases, Map<String, Target.Registry> targets) {
    /** Copies the maps. */
    public Places {
      bases = Map.copyOf(bases);
      targets = Map.copyOf(targets);
    }
  }
}
