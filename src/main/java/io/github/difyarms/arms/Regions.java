package io.github.difyarms.arms;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The regions known to have ARMS, and the reading of the parameter {@code region}. */
public final class Regions {
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{2,40}");
  private static final Pattern FINAL_NUMBER = Pattern.compile("-[0-9]+$");
  private static final String WHERE = "parameter region (-Ddify-arms.region)";

  private Regions() {}

  /** Returns the listed regions in the table's order. */
  public static List<Region> listed() {
    List<Region> regions = new ArrayList<>();
    for (String line : Resources.text("regions.csv").lines().skip(1).toList()) {
      String[] column = line.split(",", -1);
      regions.add(new Region(column[0], column[1], column[2], true));
    }
    return List.copyOf(regions);
  }

  /**
   * Reads a region id. An unlisted one is taken as it is, because regions are opened faster than
   * plugins are released; {@link Region#note} then says so.
   *
   * @throws DifyArmsException {@link ErrorCode#REGION_MALFORMED} for anything but {@code
   *     [a-z0-9-]{2,40}}; {@link ErrorCode#REGION_MISSPELT} for an unlisted id that one edit or one
   *     transposition turns into a listed one
   */
  public static Region parse(String text) {
    String id = text.strip();
    if (!ID.matcher(id).matches()) {
      throw new DifyArmsException(
          ErrorCode.REGION_MALFORMED, "this is not a region id", WHERE, "\"" + text + "\"");
    }
    List<Region> listed = listed();
    Optional<Region> known = listed.stream().filter(r -> r.id().equals(id)).findFirst();
    if (known.isPresent()) {
      return known.get();
    }
    listed.stream()
        .filter(r -> nearMiss(id, r.id()))
        .findFirst()
        .ifPresent(
            near -> {
              throw new DifyArmsException(
                  ErrorCode.REGION_MISSPELT,
                  "there is no region " + id + ": did you mean " + near.id() + "?",
                  WHERE,
                  "\"" + id + "\" is one keystroke away from the listed region " + near.id());
            });
    return new Region(id, "arms-apm-" + id, "oss-" + id, false);
  }

  private static boolean nearMiss(String id, String listed) {
    return !differInFinalNumber(id, listed)
        && (LevenshteinDistance.getDefaultInstance().apply(id, listed) <= 1
            || transposed(id, listed));
  }

  /** {@code us-west-2} beside {@code us-west-1} is how new regions are named, not a slip. */
  private static boolean differInFinalNumber(String id, String listed) {
    return FINAL_NUMBER.matcher(id).find()
        && FINAL_NUMBER
            .matcher(id)
            .replaceFirst("")
            .equals(FINAL_NUMBER.matcher(listed).replaceFirst(""))
        && FINAL_NUMBER.matcher(listed).find();
  }

  private static boolean transposed(String id, String listed) {
    if (id.length() != listed.length()) {
      return false;
    }
    int at = 0;
    while (at < id.length() && id.charAt(at) == listed.charAt(at)) {
      at++;
    }
    return at + 1 < id.length()
        && id.charAt(at) == listed.charAt(at + 1)
        && id.charAt(at + 1) == listed.charAt(at)
        && id.substring(at + 2).equals(listed.substring(at + 2));
  }
}
