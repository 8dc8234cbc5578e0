package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.python.Resolution.Candidates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says why no wheels fit together: what the image has, what would be taken, who wants it. */
final class Impossibility {
  private static final int LONGEST = 2_000;

  private static final Pattern NO_WHEEL =
      Pattern.compile(
          "([A-Za-z0-9][A-Za-z0-9._-]*)((?:[<>=!~]=?[^\\s,]+,?)*)"
              + " ha(?:s|ve) no (?:usable wheels|wheels with a matching)");

  private static final Pattern NAME = Pattern.compile("\\s*([A-Za-z0-9][A-Za-z0-9._-]*).*");

  private Impossibility() {}

  /** Returns the stop when it is impossible even without the image. */
  static DifyArmsException byItself(TargetPython target, String words) {
    Set<String> without = new TreeSet<>();
    Matcher matcher = NO_WHEEL.matcher(oneLine(words));
    while (matcher.find()) {
      without.add(matcher.group(1) + matcher.group(2));
    }
    return without.isEmpty()
        ? new DifyArmsException(
            ErrorCode.AGENT_CONFLICT,
            "the agent's wheels do not fit together",
            target.toString(),
            trimmed(words))
        : new DifyArmsException(
            ErrorCode.WHEEL_MISSING,
            "there is no wheel for the image's platform",
            target.toString(),
            String.join(", ", without) + " has none\n" + trimmed(words));
  }

  /**
   * Returns the stop when the image's distributions make it impossible.
   *
   * @param free what would be taken without them
   */
  static DifyArmsException withImage(
      AgentTarball agent,
      TargetPython target,
      Constraints constraints,
      List<Candidates> free,
      String words)
      throws IOException {
    List<String> lines = new ArrayList<>();
    String told = oneLine(words);
    boolean anyNamed =
        free.stream()
            .map(Candidates::distribution)
            .anyMatch(taken -> moved(constraints, taken) && named(told, taken));
    for (Candidates candidates : free) {
      if (anyNamed && !named(told, candidates.distribution())) {
        continue; // it would move, too, and need not
      }
      Distribution taken = candidates.distribution();
      Optional<String> there = constraints.version(taken.name());
      if (there.isPresent() && !there.get().equals(taken.version())) {
        lines.add(
            taken.name()
                + ": the image has "
                + there.get()
                + ", the agent would take "
                + taken.version()
                + "; "
                + wanting(agent, taken.name()));
      }
    }
    lines.add(trimmed(words));
    return new DifyArmsException(
        ErrorCode.AGENT_CONFLICT,
        "the agent and the image want different versions",
        target.toString(),
        String.join("\n", lines));
  }

  private static boolean moved(Constraints constraints, Distribution taken) {
    return constraints.version(taken.name()).filter(v -> !v.equals(taken.version())).isPresent();
  }

  /** Returns whether uv's explanation is about a distribution. */
  private static boolean named(String words, Distribution distribution) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(distribution.name()) + "(?![\\w-])")
        .matcher(words)
        .find();
  }

  /** Returns who of the agent wants a distribution, and how. */
  private static String wanting(AgentTarball agent, String name) throws IOException {
    Set<String> wants = new TreeSet<>();
    for (Wheel wheel : agent.wheels()) {
      for (String line :
          WheelMetadata.of(agent.folder().resolve(wheel.filename())).requirements()) {
        Matcher matcher = NAME.matcher(line);
        if (matcher.matches() && Distribution.normalise(matcher.group(1)).equals(name)) {
          wants.add(
              wheel.distribution().name()
                  + " "
                  + wheel.distribution().version()
                  + " wants "
                  + line);
        }
      }
    }
    return wants.isEmpty()
        ? "something that "
            + agent.agent().name()
            + " "
            + agent.agent().version()
            + " needs wants it"
        : String.join(", ", wants);
  }

  private static String oneLine(String words) {
    return words.replaceAll("\\s+", " ");
  }

  private static String trimmed(String words) {
    String text = words.strip();
    return text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text;
  }
}
