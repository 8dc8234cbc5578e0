package io.github.difyarms.binary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The lines of build information: a word, a tab, and columns with tabs between them (Go's package
 * {@code runtime/debug}, {@code BuildInfo.String}). Lines of a kind that is not known are passed
 * over: a newer Go may have more to tell.
 */
final class GoBuildText {
  private static final String DEPENDENCY = "dep";

  private final Window place;
  private String path = "";
  private Optional<GoModuleVersion> main = Optional.empty();
  private final List<GoModuleVersion> dependencies = new ArrayList<>();
  private final TreeMap<String, String> settings = new TreeMap<>();
  private String last = "";

  private GoBuildText(Window place) {
    this.place = place;
  }

  /**
   * Reads the lines.
   *
   * @param place where they stand, for the message
   */
  static GoBuild parse(Window place, String goVersion, String lines) {
    GoBuildText text = new GoBuildText(place);
    for (String line : lines.split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        text.line(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return new GoBuild(goVersion, text.path, text.main, text.dependencies, text.settings);
  }

  private void line(String word, String rest) {
    switch (word) {
      case "path" -> path = rest;
      case "mod" -> main = Optional.of(module(rest));
      case DEPENDENCY -> dependencies.add(module(rest));
      case "=>" -> replaced(module(rest));
      case "build" -> setting(rest);
      default -> {
        // of a newer Go
      }
    }
    last = word;
  }

  private GoModuleVersion module(String columns) {
    String[] column = columns.split("\t", -1);
    return new GoModuleVersion(
        column[0],
        column.length > 1 ? column[1] : "",
        column.length > 2 ? column[2] : "",
        Optional.empty());
  }

  /** The line after a module's own. */
  private void replaced(GoModuleVersion by) {
    if (last.equals(DEPENDENCY)) {
      dependencies.add(with(dependencies.remove(dependencies.size() - 1), by));
    } else {
      main = main.map(module -> with(module, by));
    }
  }

  private static GoModuleVersion with(GoModuleVersion module, GoModuleVersion by) {
    return new GoModuleVersion(module.path(), module.version(), module.sum(), Optional.of(by));
  }

  private void setting(String text) {
    GoQuoted key = GoQuoted.atStart(text, '=').orElseThrow(() -> damaged(text));
    String rest = text.substring(key.length());
    if (!rest.startsWith("=")) {
      throw damaged(text);
    }
    GoQuoted value = GoQuoted.atStart(rest.substring(1), '\n').orElseThrow(() -> damaged(text));
    settings.put(key.text(), value.text());
  }

  private RuntimeException damaged(String line) {
    return place.damaged("its build information has the line \"build " + line + "\"");
  }
}
