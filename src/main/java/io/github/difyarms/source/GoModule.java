package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What go.mod and go.sum say (https://go.dev/ref/mod#go-mod-file).
 *
 * @param path the module path
 * @param go the go directive; 1.16 when there is none, as Go reads it
 * @param toolchain the toolchain directive, if it names a version
 * @param modules every module path that go.mod requires or puts in another's place, and every one
 *     in go.sum
 */
public record GoModule(
    String path, GoVersion go, Optional<GoVersion> toolchain, Set<String> modules) {
  private static final GoVersion UNSAID = GoVersion.parse("1.16").orElseThrow();

  /**
   * Reads the module at the root of a source tree.
   *
   * @throws DifyArmsException {@code SOURCE_UNREADABLE} without a go.mod that names its module
   */
  public static GoModule of(SourceTree tree) {
    String text =
        text(tree, "go.mod")
            .orElseThrow(
                () ->
                    Stops.unreadable(
                        "the source has no go.mod",
                        tree.shown(),
                        "of " + tree.paths().size() + " files none is go.mod"));
    List<GoModLine> lines = GoModLine.read(text);
    Set<String> modules = new TreeSet<>();
    for (GoModLine line : lines) {
      switch (line.verb()) {
        case "require" -> modules.add(line.word(0));
        case "replace" -> line.replacement().ifPresent(modules::add);
        default -> {}
      }
    }
    text(tree, "go.sum").ifPresent(sums -> sums(sums, modules));
    modules.remove("");
    return new GoModule(
        first(lines, "module")
            .orElseThrow(
                () -> Stops.unreadable("go.mod names no module", tree.shown(), text.strip())),
        first(lines, "go").flatMap(GoVersion::parse).orElse(UNSAID),
        first(lines, "toolchain").flatMap(GoVersion::parse),
        modules);
  }

  private static Optional<String> text(SourceTree tree, String path) {
    return tree.read(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static Optional<String> first(List<GoModLine> lines, String verb) {
    return lines.stream()
        .filter(line -> line.verb().equals(verb))
        .map(line -> line.word(0))
        .filter(word -> !word.isEmpty())
        .findFirst();
  }

  private static void sums(String text, Set<String> modules) {
    text.lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length == 3)
        .forEach(words -> modules.add(words[0]));
  }
}
