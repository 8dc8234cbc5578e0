package io.github.difyarms.python;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The programs that a wheel brings for the command line. */
public final class ConsoleScripts {
  private ConsoleScripts() {}

  /**
   * Returns what {@code console_scripts} in a wheel's entry_points.txt names.
   *
   * @return what is called ({@code module:attribute}, without extras), by the program's name
   * @throws io.github.difyarms.error.DifyArmsException when this is no wheel that can be installed
   * @throws IOException when the file cannot be read
   */
  public static Map<String, String> of(Path wheel) throws IOException {
    Map<String, String> scripts = new TreeMap<>();
    try (WheelArchive archive = WheelArchive.open(wheel)) {
      archive.entryPoints().console().forEach((name, to) -> scripts.put(name, to.toString()));
    }
    return scripts;
  }
}
