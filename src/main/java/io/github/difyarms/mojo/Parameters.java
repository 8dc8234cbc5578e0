package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * The values of the parameters, with Jib's precedence: user property, POM property, XML, default.
 * Maven itself would put XML above {@code -D}, and resolves properties for top-level fields only.
 */
final class Parameters {
  /** What an earlier goal of the same run may have left in the project. */
  private static final Set<String> RESULTS =
      Set.of(
          "api.digest",
          "api.image",
          "plugin-daemon.digest",
          "plugin-daemon.image",
          "sandbox.digest",
          "sandbox.image");

  private final Object fields;
  private final Properties user;
  private final Properties project;
  private final Optional<String> goal;
  private final Map<String, String> fixed;

  /**
   * Creates the view.
   *
   * @param fields the mojo whose fields Maven has filled from XML
   * @param user what was given by {@code -D}
   * @param project the POM's properties
   */
  Parameters(Object fields, Properties user, Properties project) {
    this(fields, user, project, Optional.empty(), Map.of());
    refuseUnknown(user);
    refuseUnknown(project);
  }

  private Parameters(
      Object fields,
      Properties user,
      Properties project,
      Optional<String> goal,
      Map<String, String> fixed) {
    this.fields = fields;
    this.user = user;
    this.project = project;
    this.goal = goal;
    this.fixed = Map.copyOf(fixed);
  }

  /**
   * Returns what a goal sees that builds with settings of its own: its own parameters as the user
   * has set them, all others by default.
   *
   * @param id the goal
   * @param values values that stand fast, by path
   */
  Parameters only(String id, Map<String, String> values) {
    return new Parameters(fields, user, project, Optional.of(id), values);
  }

  private static void refuseUnknown(Properties properties) {
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      if (!name.startsWith(Parameter.PREFIX)) {
        continue;
      }
      String path = name.substring(Parameter.PREFIX.length());
      if (ParameterTable.find(path).isEmpty() && !RESULTS.contains(path)) {
        throw new DifyArmsException(
            ErrorCode.PARAMETER_UNKNOWN,
            "there is no parameter " + path,
            "property " + name,
            suggestion(
                path,
                Parameter.PREFIX,
                "",
                ParameterTable.parameters().stream().map(Parameter::path).toList()));
      }
    }
  }

  /** Refuses misspelt elements of the configuration, which older Maven passes over in silence. */
  static void refuseUnknownElements(List<String> elements) {
    Set<String> known = new TreeSet<>();
    ParameterTable.parameters().forEach(p -> known.add(p.path().replaceFirst("\\..*", "")));
    for (String element : elements) {
      if (!known.contains(element)) {
        throw new DifyArmsException(
            ErrorCode.PARAMETER_UNKNOWN,
            "there is no parameter " + element,
            "element <" + element + "> in the plugin's <configuration>",
            suggestion(element, "<", ">", known));
      }
    }
  }

  private static String suggestion(
      String word, String before, String after, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    String nearest =
        known.stream().min(Comparator.comparing(k -> distance.apply(k, word))).orElseThrow();
    return distance.apply(nearest, word) <= Math.max(2, word.length() / 4)
        ? "did you mean " + before + nearest + after + "?"
        : "none of the parameters has a name like it";
  }

  /** Returns a value as text, or empty when nothing is given; defaults are the caller's. */
  Optional<String> text(String path) {
    Parameter parameter = parameter(path);
    if (fixed.containsKey(path)) {
      return Optional.ofNullable(fixed.get(path));
    }
    if (goal.isPresent() && !parameter.goals().contains(goal.get())) {
      return Optional.empty();
    }
    String value = user.getProperty(parameter.property());
    if (value == null) {
      value = project.getProperty(parameter.property());
    }
    return Optional.ofNullable(value)
        .or(() -> xml(path))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** Returns a value as text, or the table's default. */
  String textOrDefault(String path) {
    return text(path).or(() -> parameter(path).defaultValue()).orElseThrow();
  }

  /** Returns a value as text or the table's default; empty when there is neither. */
  String textIfAny(String path) {
    return text(path).or(() -> parameter(path).defaultValue()).orElse("");
  }

  /** Returns a list, or the table's default; empty when there is neither. */
  List<String> list(String path) {
    String value = text(path).or(() -> parameter(path).defaultValue()).orElse("");
    List<String> items = new ArrayList<>();
    for (String item : value.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  /** Returns a flag; absent is false. */
  boolean flag(String path) {
    return flagIfGiven(path).orElse(false);
  }

  /** Returns a flag, or empty when nothing is given. */
  Optional<Boolean> flagIfGiven(String path) {
    return text(path)
        .map(
            value ->
                switch (value.toLowerCase(Locale.ROOT)) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw invalid(path, value, "it takes true or false");
                });
  }

  /** Returns a number within bounds, or the table's default. */
  int number(String path, int least, int most) {
    String value = textOrDefault(path);
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through to the message, which says what is taken
    }
    throw invalid(path, value, "it takes a whole number from " + least + " to " + most);
  }

  /** Returns one of some words, in lower case. */
  String choice(String path, String... choices) {
    String value = textOrDefault(path).toLowerCase(Locale.ROOT);
    if (!List.of(choices).contains(value)) {
      throw invalid(path, value, "it takes " + String.join(", ", choices));
    }
    return value;
  }

  /** Returns a path, resolved against a directory. */
  Optional<Path> path(String path, Path against) {
    return text(path).map(value -> against.resolve(value).normalize());
  }

  static DifyArmsException invalid(String path, String value, String why) {
    return new DifyArmsException(
        ErrorCode.PARAMETER_INVALID,
        "\"" + value + "\" is no value for " + path,
        "parameter " + path + " (-D" + Parameter.PREFIX + path + ")",
        why);
  }

  private static Parameter parameter(String path) {
    return ParameterTable.find(path)
        .orElseThrow(() -> new IllegalArgumentException("not in the table: " + path));
  }

  private Optional<String> xml(String path) {
    Object value = fields;
    for (String name : path.split("\\.", -1)) {
      value = field(value, name);
      if (value == null) {
        return Optional.empty();
      }
    }
    if (value instanceof Configurations.Index both) { // the one name of a value and of elements
      value = both.value;
    }
    if (value instanceof List<?> items) {
      return Optional.of(String.join(",", items.stream().map(String::valueOf).toList()));
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  private static @Nullable Object field(Object owner, String name) {
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
      } catch (NoSuchFieldException e) {
        // declared further up, or nowhere, which the test of the table excludes
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new IllegalStateException("no field for " + name + " in " + owner.getClass());
  }
}
