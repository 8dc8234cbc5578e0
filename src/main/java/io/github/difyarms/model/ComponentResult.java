package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import java.util.List;

/**
 * One published image.
 *
 * @param id the component's id
 * @param base the upstream reference as it was asked for
 * @param baseDigest digest of the upstream index (or single manifest)
 * @param name registry and repository, or the layout's directory
 * @param tags the tags it was published under; none for a part of an image
 * @param digest digest of the new index (or single manifest, or the manifest of a part)
 * @param mediaType media type of what {@code digest} names
 * @param inputs digest over everything that decided the result
 * @param platforms the platforms
 * @param index how the new index differs from the base's; nothing for single manifests
 * @param upToDate whether nothing had to be done
 */
public record ComponentResult(
    String id,
    String base,
    Digest baseDigest,
    String name,
    List<String> tags,
    Digest digest,
    String mediaType,
    Digest inputs,
    List<PlatformResult> platforms,
    List<Difference> index,
    boolean upToDate) {
  /**
   * Returns whether this is the image of one platform only, which no tag names until an index joins
   * it with others.
   */
  public boolean partial() {
    return tags.isEmpty();
  }

  /** Returns the reference to deploy: name, first tag and digest; without a tag when partial. */
  public String reference() {
    return (partial() ? name : name + ":" + tags.get(0)) + "@" + digest;
  }

  /** Returns the same result, marked as found unchanged. */
  public ComponentResult asUpToDate() {
    return new ComponentResult(
        id,
        base,
        baseDigest,
        name,
        tags,
        digest,
        mediaType,
        inputs,
        platforms.stream().map(PlatformResult::withoutTransfers).toList(),
        index,
        true);
  }
}
