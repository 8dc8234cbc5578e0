package io.github.difyarms.python;

import java.util.Optional;
import java.util.Set;

/**
 * Where a file of a wheel goes.
 *
 * @param path relative to the directory that is installed into
 * @param isScript whether it is one of the wheel's own scripts
 */
record WheelPlace(String path, boolean isScript) {
  private static final String DATA = ".data";

  /**
   * Returns the place of an entry; files below {@code NAME-VERSION.data} have one by their kind.
   */
  static WheelPlace of(String entry, WheelArchive wheel) {
    String[] parts = entry.split("/", 3);
    if (parts.length == 1 || !parts[0].endsWith(DATA)) {
      return new WheelPlace(entry, false);
    }
    Optional<WheelName> directory = WheelName.ofDirectory(parts[0], DATA);
    if (directory.filter(wheel.name()::means).isEmpty()) {
      throw wheel.stops().invalid(entry, "it has the data of another distribution");
    }
    if (parts.length == 2) {
      throw wheel.stops().invalid(entry, "it is of no kind: NAME-VERSION.data/KIND/… is wanted");
    }
    return switch (parts[1]) {
      // One directory has both kinds of libraries, so Root-Is-Purelib says nothing here.
      case "purelib", "platlib", "data" -> new WheelPlace(parts[2], false);
      case "scripts" -> new WheelPlace("bin/" + parts[2], true);
      case "headers" -> {
        String project = Distribution.normalise(wheel.name().project());
        yield new WheelPlace("include/python/" + project + "/" + parts[2], false);
      }
      default -> throw wheel.stops().invalid(entry, "'" + parts[1] + "' is no kind of data");
    };
  }

  /** Tells whether this is a starter that the wheel brings for a program we write one for. */
  boolean isWrapperOf(Set<String> programs) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return isScript
        && programs.contains(name.replaceFirst("(?i)(\\.exe|-script\\.py|\\.pya)$", ""));
  }
}
