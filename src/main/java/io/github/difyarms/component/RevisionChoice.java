package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.source.Revisions;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import java.util.Optional;
import java.util.regex.Pattern;

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
  /** Tags of people's own tell nothing of a revision. */
  private static final Pattern RELEASE =
      Pattern.compile("v?\\d+\\.\\d+\\.\\d+([-.]?(alpha|beta|rc)[-.]?\\d*)?");

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
   * Refuses a source that is not the image's own. Where the table lists the image's tag, commits
   * are compared; otherwise names, as far as the tag is one of a release. A tag of git that is
   * another commit than upstream's is warned of only: a fork may have its reasons.
   *
   * @throws DifyArmsException {@link ErrorCode#REVISION_MISMATCH}
   */
  void requireFit(PlatformBase base, SourceLocation location, SourceTree tree) {
    if (base.force() || ofImage.isEmpty()) {
      return;
    }
    boolean named = revision.equals(ofImage.get());
    Optional<String> released = ReleasedCommits.of(component).commit(ofImage.get());
    boolean comparable = released.isPresent() && tree.commit().isPresent();
    if (comparable && released.equals(tree.commit())) {
      return;
    }
    boolean fits =
        named
            ? !comparable || location instanceof SourceLocation.Git
            : !RELEASE.matcher(ofImage.get()).matches();
    if (!fits) {
      throw new DifyArmsException(
          ErrorCode.REVISION_MISMATCH,
          named
              ? "the source does not fit the image"
              : "the source revision " + revision + " does not fit the image",
          base.reference() + ", parameters " + parameter + ".source and .revision",
          "the image is of "
              + ofImage.get()
              + released.map(commit -> ", commit " + commit).orElse("")
              + tree.commit().map(commit -> "; the source is commit " + commit).orElse(""));
    }
  }

  /** Returns what the table of released commits has to say against the source. */
  Optional<String> warning(SourceLocation location, SourceTree tree) {
    Optional<String> released = ReleasedCommits.of(component).commit(revision);
    if (released.isEmpty()) {
      return Optional.empty();
    }
    if (tree.commit().isEmpty()) {
      return Optional.of(unchecked(tree, "it has no commit id"));
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

  /** Returns what is to be known of a source that nothing can be compared with. */
  Optional<String> note(SourceLocation location, SourceTree tree) {
    return location instanceof SourceLocation.Git
            || ReleasedCommits.of(component).commit(revision).isPresent()
        ? Optional.empty()
        : Optional.of(unchecked(tree, "the release is not in this plugin's table"));
  }

  private String unchecked(SourceTree tree, String why) {
    return component
        + ": whether the source "
        + tree.shown()
        + " is "
        + revision
        + " cannot be checked: "
        + why;
  }
}
