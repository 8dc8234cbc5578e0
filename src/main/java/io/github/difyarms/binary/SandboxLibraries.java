package io.github.difyarms.binary;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The two libraries that the sandbox's program carries and writes to disk when it starts.
 *
 * <p>They are stripped and stand in any order beside other embedded files. What tells them is that
 * they are shared objects for the machine, need {@code libseccomp.so.2}, and have the path of their
 * package in their table of functions ({@code internal/core/lib/python} and {@code
 * internal/core/lib/nodejs} of langgenius/dify-sandbox, checked with 0.2.0 to 0.2.15).
 *
 * @param python {@code python.so}, in memory
 * @param nodejs {@code nodejs.so}, in memory
 */
public record SandboxLibraries(EmbeddedElf python, EmbeddedElf nodejs) {
  private static final String SECCOMP = "libseccomp.so.2";
  private static final int MOST_LISTED = 20;

  /**
   * Takes both libraries out of a program.
   *
   * @param main the program
   * @param machine the machine it is for
   * @param where what it is, for the message
   * @throws DifyArmsException {@code LIBRARIES_MISSING} when one is not in there; {@code
   *     LIBRARIES_AMBIGUOUS} when different files look like the same one, or one file looks like
   *     both; {@code BINARY_UNREADABLE} when the program holds more ELF files than any does; {@code
   *     INPUT_UNREADABLE} when it cannot be opened
   */
  public static SandboxLibraries extract(Path main, Machine machine, String where) {
    return extract(Window.of(main).named(where), machine);
  }

  static SandboxLibraries extract(Window program, Machine machine) {
    List<EmbeddedElf> files = EmbeddedElf.scan(program);
    List<EmbeddedElf> candidates = files.stream().filter(file -> candidate(file, machine)).toList();
    Search search = new Search(program, machine, files, candidates);
    EmbeddedElf python = search.only("python.so", "core/lib/python.");
    EmbeddedElf nodejs = search.only("nodejs.so", "core/lib/nodejs.");
    if (python.content().sameBytes(nodejs.content())) {
      throw search.ambiguous(
          "one file in the base's /main looks like python.so and nodejs.so", List.of(python));
    }
    return new SandboxLibraries(python.inMemory(), nodejs.inMemory());
  }

  private static boolean candidate(EmbeddedElf file, Machine machine) {
    return facts(file)
        .filter(f -> f.machine().equals(Optional.of(machine)))
        .filter(f -> f.kind() == ElfFacts.Kind.SHARED)
        .filter(f -> f.needed().contains(SECCOMP))
        .isPresent();
  }

  /** An embedded file that is damaged is nobody's library; it may be a test's or a decoy. */
  private static Optional<ElfFacts> facts(EmbeddedElf file) {
    try {
      return Optional.of(file.facts());
    } catch (DifyArmsException damaged) {
      return Optional.empty();
    }
  }

  private record Search(
      Window program, Machine machine, List<EmbeddedElf> files, List<EmbeddedElf> candidates) {

    EmbeddedElf only(String name, String mark) {
      List<EmbeddedElf> found = different(marked(mark));
      if (found.isEmpty()) {
        throw missing(name);
      }
      if (found.size() > 1) {
        throw ambiguous(
            "the base's /main holds %d candidates for %s".formatted(found.size(), name), found);
      }
      return found.get(0);
    }

    /**
     * Returns the candidates that have a mark of their own: one inside a candidate that is inside
     * another is the inner one's, and an inner one is no library of the program's.
     */
    private List<EmbeddedElf> marked(String mark) {
      byte[] pattern = mark.getBytes(StandardCharsets.US_ASCII);
      List<EmbeddedElf> marked = new ArrayList<>();
      int at = candidates.isEmpty() ? -1 : program.find(pattern, 0);
      while (at >= 0) {
        int position = at;
        candidates.stream()
            .filter(file -> file.covers(position))
            .min(Comparator.comparingInt(EmbeddedElf::size))
            .filter(file -> !marked.contains(file))
            .filter(file -> candidates.stream().noneMatch(file::inside))
            .ifPresent(marked::add);
        at = program.find(pattern, at + 1);
      }
      return marked;
    }

    private static List<EmbeddedElf> different(List<EmbeddedElf> files) {
      List<EmbeddedElf> different = new ArrayList<>();
      for (EmbeddedElf file : files) {
        if (different.stream().noneMatch(other -> other.content().sameBytes(file.content()))) {
          different.add(file);
        }
      }
      return different;
    }

    private DifyArmsException missing(String name) {
      String listed =
          files.stream().limit(MOST_LISTED).map(Search::line).collect(Collectors.joining("\n"));
      return new DifyArmsException(
          ErrorCode.LIBRARIES_MISSING,
          "the base's /main holds no " + name + " for " + machine.goArchitecture(),
          program.where(),
          files.isEmpty()
              ? "there is no ELF file in it"
              : "ELF files looked at: %d\n%s%s"
                  .formatted(
                      files.size(), listed, files.size() > MOST_LISTED ? "\n(and others)" : ""));
    }

    private static String line(EmbeddedElf file) {
      return file
          + facts(file)
              .map(
                  f ->
                      " for %s, %d bits, %s, needs %s"
                          .formatted(
                              f.machine()
                                  .map(Machine::goArchitecture)
                                  .orElse("machine " + f.machineNumber()),
                              f.bits(),
                              f.kind(),
                              f.needed().stream().limit(MOST_LISTED).toList()))
              .orElse(" is damaged");
    }

    private DifyArmsException ambiguous(String what, List<EmbeddedElf> files) {
      return new DifyArmsException(
          ErrorCode.LIBRARIES_AMBIGUOUS,
          what,
          program.where(),
          files.stream()
              .limit(MOST_LISTED)
              .map(EmbeddedElf::toString)
              .collect(Collectors.joining(" and ", "at ", "")));
    }
  }
}
