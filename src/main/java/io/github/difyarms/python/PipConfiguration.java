package io.github.difyarms.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What pip of this machine is configured with: variables, then the section {@code [global]} of its
 * files for the user and the machine, as {@code pip config get global.…} answers. The files are
 * read here, because a build with everything in the cache starts no Python.
 */
final class PipConfiguration {
  private final Map<String, String> values;

  private PipConfiguration(Map<String, String> values) {
    this.values = values;
  }

  static PipConfiguration of(Map<String, String> environment) {
    Map<String, String> values = new HashMap<>();
    for (Path file : files(environment)) {
      try {
        values.putAll(global(Files.readString(file, StandardCharsets.UTF_8)));
      } catch (IOException e) {
        // Most of them are not there.
      }
    }
    for (String name : List.of("index-url", "trusted-host")) {
      String variable = "PIP_" + name.replace('-', '_').toUpperCase(Locale.ROOT);
      Optional.ofNullable(environment.get(variable))
          .filter(value -> !value.isBlank())
          .ifPresent(value -> values.put(name, value.strip()));
    }
    return new PipConfiguration(values);
  }

  /** Returns a value of {@code [global]}, its lines joined by spaces. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  /** Returns the files in pip's order: a later one wins. */
  private static List<Path> files(Map<String, String> environment) {
    Optional<String> named = Optional.ofNullable(environment.get("PIP_CONFIG_FILE"));
    if (named.equals(Optional.of("/dev/null"))) {
      return List.of();
    }
    List<Path> files = new ArrayList<>();
    files.add(Path.of("/Library/Application Support/pip/pip.conf"));
    for (String folder : environment.getOrDefault("XDG_CONFIG_DIRS", "/etc/xdg").split(":")) {
      files.add(Path.of(folder, "pip/pip.conf"));
    }
    files.add(Path.of("/etc/pip.conf"));
    Optional.ofNullable(environment.get("HOME"))
        .map(Path::of)
        .ifPresent(
            home -> {
              files.add(home.resolve(".pip/pip.conf"));
              String configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
              Path folder =
                  configuration.isEmpty() ? home.resolve(".config") : Path.of(configuration);
              files.add(folder.resolve("pip/pip.conf"));
              files.add(home.resolve("Library/Application Support/pip/pip.conf"));
            });
    named.filter(file -> !file.isBlank()).map(Path::of).ifPresent(files::add);
    return files;
  }

  /** Reads the section {@code [global]} in the grammar of Python's configparser. */
  private static Map<String, String> global(String text) {
    Map<String, String> values = new HashMap<>();
    boolean inside = false;
    String key = "";
    for (String line : text.lines().toList()) {
      String bare = line.strip();
      if (bare.isEmpty() || bare.startsWith("#") || bare.startsWith(";")) {
        continue;
      }
      if (bare.startsWith("[")) {
        inside = bare.equals("[global]");
      } else if (inside && Character.isWhitespace(line.charAt(0)) && !key.isEmpty()) {
        values.merge(key, bare, (before, more) -> (before + " " + more).strip());
      } else if (inside) {
        String[] pair = bare.split("\\s*[=:]\\s*", 2);
        key = pair[0].toLowerCase(Locale.ROOT).replace('_', '-');
        values.put(key, pair.length == 2 ? pair[1] : "");
      }
    }
    return values;
  }
}
