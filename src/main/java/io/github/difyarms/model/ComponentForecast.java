package io.github.difyarms.model;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What a plan comes to for one component.
 *
 * @param plan the plan
 * @param target registry and repository, or {@code oci:} and a folder
 * @param tags the tags; {@code {inputs}} stays in them while the inputs are not known
 * @param dropped entries of the base's index that the result will not have
 * @param platforms the platforms; none when the component is up to date
 * @param digest digest of the result, when everything in it is known
 * @param reading what planning takes again with the cache as it is now
 * @param pushing what bringing the result to its target takes
 * @param notes things worth knowing, each once
 */
public record ComponentForecast(
    ComponentPlan plan,
    String target,
    List<String> tags,
    List<Dropped> dropped,
    List<PlatformForecast> platforms,
    Optional<Digest> digest,
    Bounds reading,
    Bounds pushing,
    List<String> notes) {
  /**
   * An entry of the base's index that is left out.
   *
   * @param entry the entry
   * @param reason why, in words
   */
  public record Dropped(Descriptor entry, String reason) {}

  /** Returns why nothing is done, if that is so. */
  public Optional<String> skipped() {
    return plan.upToDate()
        .map(
            result ->
                "up to date: base and target still have the digests of "
                    + result.reference()
                    + ", nothing to do");
  }

  /** Returns the same with more to read and to push. */
  public ComponentForecast plus(Bounds moreReading, Bounds morePushing) {
    return new ComponentForecast(
        plan,
        target,
        tags,
        dropped,
        platforms,
        digest,
        reading.plus(moreReading),
        pushing.plus(morePushing),
        notes);
  }

  /** Returns what all of it takes. */
  public Bounds total() {
    return reading.plus(pushing);
  }
}
