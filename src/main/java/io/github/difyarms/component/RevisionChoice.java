package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.source.Revisions;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import java.util.Optional;

/**
 * Which revision of a source belongs into an image, and whether the source that was found is it.
 *
 * @param component the component's id
 * @param parameter the component's name in parameters
 * @param revision the revision to take
 * @param ofImage the revision that the image was built from, as its tag says
 */
record RevisionChoice(
    String component, String parameter, String revision, Optional<String> ofImage) {
  /**
   * Chooses: what the user names, or else what the image's tag says.
   *
   * @throws DifyArmsException {@link ErrorCode#REVISION_MISSING} when neither says anything
   */
  static RevisionChoice of(
      String component, String parameter, Optional<String> given, PlatformBase base) {
    Optional<String> ofImage = base.reference().tag().flatMap(Revisions::of);
    String revision =
        given
            .or(() -> ofImage)
            .orElseThrow(
                () ->
                    new DifyArmsException(
                        ErrorCode.REVISION_MISSING,
                        component + ": nothing says which source belongs to the image",
                        base.reference().toString(),
                        "its tag names no revision, and the parameter "
                            + parameter
                            + ".revision is not given"));
    return new RevisionChoice(component, parameter, revision, ofImage);
  }

  /**
   * Refuses a revision that is not the image's own. The commit decides when the table lists the
   * image's tag; names are compared otherwise.
   *
   * @throws DifyArmsException {@link ErrorCode#REVISION_MISMATCH}
   */
  void requireFit(PlatformBase base, SourceTree tree) {
    if (base.force() || ofImage.isEmpty() || revision.equals(ofImage.get())) {
      return;
    }
    Optional<String> released = ReleasedCommits.of(component).commit(ofImage.get());
    if (released.isPresent() && released.equals(tree.commit())) {
      return;
    }
    throw new DifyArmsException(
        ErrorCode.REVISION_MISMATCH,
        "the source revision " + revision + " does not fit the image",
        base.reference() + ", parameter " + parameter + ".revision",
        "the image is of " + ofImage.get());
  }

  /** Returns what the table of released commits has to say against the source. */
  Optional<String> warning(SourceLocation location, SourceTree tree) {
    Optional<String> released = ReleasedCommits.of(component).commit(revision);
    if (released.isEmpty()) {
      return Optional.empty();
    }
    if (tree.commit().isEmpty()) {
      return location instanceof SourceLocation.Git
          ? Optional.empty()
          : Optional.of(
              component
                  + ": the source "
                  + tree.shown()
                  + " has no commit id to compare; whether it is "
                  + revision
                  + " cannot be checked");
    }
    return released.equals(tree.commit())
        ? Optional.empty()
        : Optional.of(
            component
                + ": "
                + revision
                + " is commit "
                + tree.commit().get()
                + " in "
                + tree.shown()
                + ", upstream released it as "
                + released.get());
  }
}
