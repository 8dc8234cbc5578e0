package io.github.difyarms.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What the children of a process are started with. Programs on the PATH are scripts that note
 * arguments and environment before they become the real ones, and the stand-in for instgo does the
 * same. All others are seen in {@code /proc} while they run: at short intervals, and whenever one
 * of them waits for an answer from the network.
 */
final class WatchedChildren implements AutoCloseable {
  private static final long GLANCE_MILLIS = 40;

  private final Path bin;
  private final Path notes;
  private final Set<Seen> seen = ConcurrentHashMap.newKeySet();
  private final Thread sampler = new Thread(this::sample, "watched-children");
  private volatile boolean closed;

  WatchedChildren(Path folder) throws IOException {
    this.bin = Files.createDirectories(folder.resolve("bin"));
    this.notes = Files.createDirectories(folder.resolve("children"));
    sampler.setDaemon(true);
    if (sampled()) {
      sampler.start();
    }
  }

  /** A child as it was started. */
  record Seen(List<String> arguments, List<String> environment) {
    Child child() {
      return Child.of(arguments);
    }

    /** Returns its environment as a text to look into. */
    String variables() {
      return String.join("\n", environment);
    }

    String commandLine() {
      return String.join(" ", arguments);
    }

    /** Returns the same with the program's name alone. */
    String called() {
      return commandLine().replaceFirst("^[^ ]*/", "").strip();
    }
  }

  Path bin() {
    return bin;
  }

  /** Puts a script on the PATH that notes how it was started and goes on with these lines. */
  void script(String name, String lines) throws IOException {
    String text =
        String.join(
            "\n",
            "#!/bin/sh",
            "note='" + notes + "'/" + name + ".$$",
            "/bin/cat /proc/$$/environ >\"$note.environment\"",
            "printf '%s\\0' \"${0##*/}\" \"$@\" >\"$note.arguments\"",
            lines,
            "");
    Path script = Files.writeString(bin.resolve(name), text);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Puts a script on the PATH that becomes a real program. */
  void become(String name, String program) throws IOException {
    script(name, "exec '" + program + "' \"$@\"");
  }

  /** Returns where a program notes how it was started. */
  Path notes() {
    return notes;
  }

  private void sample() {
    while (!closed) {
      try {
        glance();
        Thread.sleep(GLANCE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Looks at everybody who runs now. */
  void glance() {
    if (sampled()) {
      try (Stream<ProcessHandle> all = ProcessHandle.current().descendants()) {
        all.forEach(this::look);
      }
    }
  }

  /** Returns whether programs are seen that note nothing themselves. */
  static boolean sampled() {
    return Files.isDirectory(Path.of("/proc/self"));
  }

  private void look(ProcessHandle process) {
    if (!ofMaven(process)) {
      return; // of the script that starts Maven's JVM: it asks uname, say
    }
    try {
      Path folder = Path.of("/proc", Long.toString(process.pid()));
      List<String> arguments = words(Files.readAllBytes(folder.resolve("cmdline")));
      if (arguments.isEmpty() || arguments.get(0).matches("(.*/)?(java|jspawnhelper|sh|env)")) {
        return; // Maven, what its JVM starts children by, its script and those on the PATH
      }
      seen.add(new Seen(arguments, words(Files.readAllBytes(folder.resolve("environ")))));
    } catch (IOException e) {
      // It has ended.
    }
  }

  /** Returns whether one of the processes above it, below this one, is a JVM. */
  private static boolean ofMaven(ProcessHandle process) {
    long here = ProcessHandle.current().pid();
    for (Optional<ProcessHandle> up = process.parent();
        up.isPresent() && up.get().pid() != here;
        up = up.get().parent()) {
      if (up.get().info().command().orElse("").endsWith("/java")) {
        return true;
      }
    }
    return false;
  }

  private static List<String> words(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0", -1));
  }

  /** Returns every child so far. */
  Set<Seen> seen() throws IOException {
    Set<Seen> all = ConcurrentHashMap.newKeySet();
    all.addAll(seen);
    try (Stream<Path> files = Files.list(notes)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".arguments")).toList()) {
        Path environment = Path.of(file.toString().replaceFirst("arguments$", "environment"));
        all.add(new Seen(words(Files.readAllBytes(file)), words(Files.readAllBytes(environment))));
      }
    }
    return all;
  }

  /** Returns a PATH that begins with the scripts. */
  String path() {
    return bin + ":" + Map.copyOf(System.getenv()).getOrDefault("PATH", "/usr/bin:/bin");
  }

  @Override
  public void close() {
    closed = true;
    sampler.interrupt();
  }
}
