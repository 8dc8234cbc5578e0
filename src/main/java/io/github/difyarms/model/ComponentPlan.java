package io.github.difyarms.model;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.RawManifest;
import java.util.List;
import java.util.Optional;

/**
 * What will be done for one component.
 *
 * @param request what was asked for
 * @param base the base's index, or its only manifest
 * @param family the family of the result
 * @param tags the tags, placeholders filled in; none for a part of an image
 * @param dropped entries of the base's index that the result will not have
 * @param platforms the platforms, in the order of the base's index
 * @param configuration digest over what the user configured that decides the result, the same on
 *     every machine
 * @param lockedConfiguration the same without the time that files get, which may be that of a
 *     commit and so never the one it was when a lock was committed
 * @param inputs digest over everything that decides the result, independent of this machine
 * @param recordKey name of the record this build leaves in the cache
 * @param warnings every warning, those that led to the earlier result too
 * @param upToDate the earlier result, when nothing has changed since and nothing needs to be done
 */
public record ComponentPlan(
    ComponentRequest request,
    RawManifest base,
    Family family,
    List<String> tags,
    List<Descriptor> dropped,
    List<PlatformPlan> platforms,
    Digest configuration,
    Digest lockedConfiguration,
    Digest inputs,
    String recordKey,
    List<String> warnings,
    Optional<ComponentResult> upToDate) {
  /** Returns whether {@link #inputs} covers everything: no tool is missing. */
  public boolean settled() {
    return platforms.stream().allMatch(platform -> platform.changes().settled());
  }

  /** Returns whether this is one platform only, pushed by digest for an index to come. */
  public boolean partial() {
    return tags.isEmpty();
  }

  /** Returns whether the result is an index rather than a single manifest. */
  public boolean index() {
    return !partial() && io.github.difyarms.image.MediaTypes.isIndex(base.mediaType());
  }
}
