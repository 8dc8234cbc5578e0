package io.github.difyarms.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param quick small sizes and one repetition, to see that everything works
 * @param repetitions timed runs of each competitor in each row
 * @param parts what to do: {@code loopback}, {@code link}, {@code growth}
 * @param only names of competitors; all when empty
 * @param folder where everything is kept
 * @param page the page to write
 * @param maven the command {@code mvn}
 */
record Options(
    boolean quick,
    int repetitions,
    Set<String> parts,
    Set<String> only,
    Path folder,
    Path page,
    String maven) {
  static final String USAGE =
      """
      src/bench/run [--quick] [--repetitions N] [--parts loopback,link,growth] [--only NAME,...]
        --quick          small sizes, one repetition: does the instrument work? About two minutes
        --repetitions    timed runs of each competitor in each row, 5 unless told
        --parts          what to do; docs/performance.md is written only when all is done
        --only           names of competitors, for example plugin,crane
      """;

  static Options parse(String[] arguments) {
    List<String> rest = new ArrayList<>(List.of(arguments));
    boolean quick = rest.remove("--quick");
    String parts = value(rest, "--parts", "loopback,link,growth");
    String only = value(rest, "--only", "");
    int repetitions = Integer.parseInt(value(rest, "--repetitions", quick ? "1" : "5"));
    if (!rest.isEmpty()) {
      System.err.print("unknown: " + String.join(" ", rest) + "\n" + USAGE);
      System.exit(2);
    }
    return new Options(
        quick,
        repetitions,
        Set.of(parts.split(",")),
        only.isEmpty() ? Set.of() : Set.of(only.split(",")),
        Path.of(System.getProperty("bench.folder", "target/bench")).toAbsolutePath(),
        Path.of(System.getProperty("bench.page", "docs/performance.md")).toAbsolutePath(),
        System.getProperty("bench.maven", "mvn"));
  }

  private static String value(List<String> rest, String name, String otherwise) {
    int at = rest.indexOf(name);
    if (at < 0) {
      return otherwise;
    }
    if (at + 1 == rest.size()) {
      System.err.print(USAGE);
      System.exit(2);
    }
    rest.remove(at);
    return rest.remove(at);
  }

  /** Returns whether all is done that the page tells of. */
  boolean whole() {
    return only.isEmpty() && parts.containsAll(Set.of("loopback", "link", "growth"));
  }
}
