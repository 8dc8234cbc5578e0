package io.github.difyarms.mojo;

import io.github.difyarms.model.Product;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.text.WordUtils;

/**
 * What the goal {@code help} prints: goals, and on request their parameters.
 *
 * <p>Lines are at most {@link #WIDTH} columns wide, except for a word that is longer by itself.
 */
final class HelpText {
  static final int WIDTH = 80;

  private static final String STEP = "  ";

  private final List<String> lines = new ArrayList<>();

  private HelpText() {}

  /**
   * Renders the help.
   *
   * @param only the goal to explain; all goals when empty
   * @param detail whether to list the parameters
   */
  static List<String> lines(Optional<Goal> only, boolean detail) {
    HelpText text = new HelpText();
    text.add(0, Product.nameAndVersion());
    List<Goal> goals = only.map(List::of).orElseGet(() -> List.of(Goal.values()));
    for (Goal goal : goals) {
      text.goal(goal, only.isPresent() || detail);
      if (detail) {
        text.parameters(goal);
      }
    }
    if (!detail) {
      text.add(0, "");
      text.add(0, "Parameters: add -Ddify-arms.help.detail=true");
      text.add(0, "One goal: add -Ddify-arms.help.goal=build");
    }
    return text.lines;
  }

  private void goal(Goal goal, boolean described) {
    add(0, "");
    add(0, "dify-arms:" + goal.id());
    if (!described) {
      add(1, sentence(goal.summary()));
      return;
    }
    goal.description().forEach(paragraph -> add(1, paragraph));
    add(1, "Example:");
    add(2, goal.example());
  }

  private void parameters(Goal goal) {
    for (Parameter parameter : goal.parameters()) {
      add(0, "");
      add(1, parameter.path());
      add(2, sentence(parameter.text()));
      add(2, "Takes: " + parameter.type().words());
      parameter.defaultValue().ifPresent(value -> add(2, "Default: " + value));
      add(2, "Property: " + parameter.property());
    }
  }

  private void add(int depth, String text) {
    String indentation = STEP.repeat(depth);
    String wrapped = WordUtils.wrap(text, WIDTH - indentation.length(), "\n", false);
    wrapped.lines().map(line -> (indentation + line).stripTrailing()).forEach(lines::add);
    if (wrapped.isEmpty()) {
      lines.add("");
    }
  }

  /** Makes a sentence of a text from a table. */
  static String sentence(String text) {
    String end = text.endsWith(".") || text.endsWith("?") ? "" : ".";
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + end;
  }
}
