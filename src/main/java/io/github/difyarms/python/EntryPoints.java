package io.github.difyarms.python;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs that entry_points.txt names.
 *
 * @param console by name
 * @param gui by name; on Linux the same
 */
record EntryPoints(Map<String, Target> console, Map<String, Target> gui) {
  /**
   * What a program calls.
   *
   * @param module to be imported
   * @param attribute in the module, with dots between its parts
   */
  record Target(String module, String attribute) {
    @Override
    public String toString() {
      return module + ":" + attribute;
    }
  }

  private static final String NAME = "[\\p{L}\\p{Nl}_][\\p{L}\\p{Nl}\\p{Mn}\\p{Mc}\\p{Nd}\\p{Pc}]*";
  private static final String DOTTED = NAME + "(?:\\." + NAME + ")*+";

  /** The extras in brackets are of no use to an installed program. */
  private static final Pattern TARGET =
      Pattern.compile("(" + DOTTED + ")\\s*:\\s*(" + DOTTED + ")\\s*(?:\\[[^\\]]*\\])?");

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException when a program's name cannot be one of a file, or what it
   *     calls is no function of a module
   */
  static EntryPoints parse(String text) {
    EntryPoints all = new EntryPoints(new TreeMap<>(), new TreeMap<>());
    Optional<Map<String, Target>> section = Optional.empty();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.startsWith("[") && line.endsWith("]")) {
        section = all.section(line.substring(1, line.length() - 1).strip());
      } else if (section.isPresent() && !line.matches("(?s)|[#;].*")) {
        all.add(section.get(), line);
      }
    }
    return all;
  }

  private Optional<Map<String, Target>> section(String name) {
    return switch (name) {
      case "console_scripts" -> Optional.of(console);
      case "gui_scripts" -> Optional.of(gui);
      default -> Optional.empty();
    };
  }

  private void add(Map<String, Target> section, String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("'" + line + "' names no function");
    }
    String name = line.substring(0, equals).strip();
    WheelPaths.objectionToSegment(name)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("'" + name + "' is no name of a program: " + why);
            });
    Matcher matcher = TARGET.matcher(line.substring(equals + 1).strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + line + "' is not NAME = MODULE:FUNCTION");
    }
    if (console.containsKey(name) || gui.containsKey(name)) {
      throw new IllegalArgumentException("'" + name + "' is there twice");
    }
    section.put(name, new Target(matcher.group(1), matcher.group(2)));
  }

  /** Returns all programs by name. */
  Map<String, Target> programs() {
    Map<String, Target> all = new TreeMap<>(console);
    all.putAll(gui);
    return all;
  }
}
