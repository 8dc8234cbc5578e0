package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the placeholders of {@code to.tags}. */
public final class Tags {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^}]*)}");

  private Tags() {}

  /**
   * Checks tags before anything is read.
   *
   * @throws DifyArmsException {@link ErrorCode#PARAMETER_INVALID} for an unknown placeholder or one
   *     without a value, {@link ErrorCode#REFERENCE_MALFORMED} for what is no tag
   */
  public static void check(List<String> tags, ImageReference base, Optional<String> difyVersion) {
    fill(tags, base, difyVersion, Digest.of(new byte[0]));
  }

  static List<String> fill(
      List<String> tags, ImageReference base, Optional<String> difyVersion, Digest inputs) {
    if (tags.isEmpty()) {
      throw invalid("", "at least one tag is needed");
    }
    List<String> filled = new ArrayList<>();
    for (String tag : tags) {
      Matcher matcher = PLACEHOLDER.matcher(tag);
      String value =
          matcher.replaceAll(
              m -> Matcher.quoteReplacement(value(m.group(1), tag, base, difyVersion, inputs)));
      if (!filled.contains(value)) {
        filled.add(base.withTag(value).tag().orElseThrow()); // refuses what is no tag
      }
    }
    return List.copyOf(filled);
  }

  private static String value(
      String name, String tag, ImageReference base, Optional<String> difyVersion, Digest inputs) {
    return switch (name) {
      case "upstreamTag" -> base.tag().orElseGet(() -> base.digest().orElseThrow().shortHex());
      case "difyVersion" ->
          difyVersion.orElseThrow(
              () -> invalid(tag, "{difyVersion} needs the parameter difyVersion"));
      case "inputs" -> inputs.hex().substring(0, 8);
      default ->
          throw invalid(tag, "{" + name + "} is none of {upstreamTag}, {difyVersion}, {inputs}");
    };
  }

  private static DifyArmsException invalid(String tag, String why) {
    return new DifyArmsException(
        ErrorCode.PARAMETER_INVALID,
        "the tag \"" + tag + "\" cannot be filled in",
        "parameter to.tags (-Ddify-arms.to.tags)",
        why);
  }
}
