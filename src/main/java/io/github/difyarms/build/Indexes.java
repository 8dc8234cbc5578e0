package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.Difference;
import io.github.difyarms.proof.IndexProof;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The one index of some images, whichever machines they were built on. */
final class Indexes {
  private Indexes() {}

  /**
   * An image in the place of one of the base.
   *
   * @param entry the base's entry in its index
   * @param base the base's manifest
   * @param manifest the new manifest
   */
  record Child(Descriptor entry, RawManifest base, RawManifest manifest) {}

  /**
   * Returns the base's index with other images.
   *
   * @param children the images, in the order of the base's index
   */
  static RawManifest of(RawManifest base, List<Child> children, Family family) {
    List<Descriptor> entries =
        children.stream()
            .map(
                child ->
                    child
                        .entry()
                        .pointingTo(
                            child.manifest().mediaType(),
                            child.manifest().digest(),
                            child.manifest().bytes().length))
            .toList();
    return ImageIndex.of(base).withManifests(entries, family);
  }

  /** Compares an index with the base's; see {@link IndexProof}. */
  static List<Difference> prove(
      RawManifest base, RawManifest index, List<Child> children, Family family, String where) {
    Map<Digest, Digest> replaced = new HashMap<>();
    boolean converted = Family.of(base.mediaType()) != family;
    for (Child child : children) {
      replaced.put(child.entry().digest(), child.manifest().digest());
      converted |= converted(child.base(), child.manifest());
    }
    return IndexProof.of(base, index, replaced, converted, where);
  }

  /** Returns whether a manifest is of another family than its base. */
  static boolean converted(RawManifest base, RawManifest manifest) {
    return Family.of(base.mediaType()) != Family.of(manifest.mediaType());
  }
}
