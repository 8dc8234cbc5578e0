package io.github.difyarms.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real Go programs, judged by {@code go version -m} and {@code go list}. */
class GoProgramTest {
  private static final Map<String, String> FILES =
      Map.of(
          "go.mod",
          """
          module example.com/app

          go 1.21

          require example.com/dotted.v3 v1.2.3

          replace example.com/dotted.v3 => ./dotted
          """,
          "dotted/go.mod",
          "module example.com/dotted.v3\n",
          "dotted/dotted.go",
          """
          package dotted

          type Sealed struct{ Name string }

          //go:noinline
          func (s Sealed) seal() string { return s.Name }

          type Seal interface{ seal() string }

          //go:noinline
          func Shout(s Seal) string { return s.seal() }
          """,
          "pair/pair.go",
          """
          package pair

          type Pair[T comparable] struct{ A, B T }

          //go:noinline
          func (p *Pair[T]) Same() bool { return p.A == p.B }
          """,
          "cmd/server/main.go",
          """
          package main

          import (
          	"example.com/app/pair"
          	"example.com/dotted.v3"
          	"net/url"
          	"os"
          )

          var version string

          type wrapper struct{ dotted.Sealed }

          func main() {
          	p := pair.Pair[wrapper]{}
          	println(dotted.Shout(p.A), p.Same(), url.PathEscape(os.Args[0]), version)
          }
          """);

  @TempDir private static Path folder = Path.of("");
  private static Optional<GoWorkshop> workshop = Optional.empty();

  @BeforeAll
  static void write() {
    workshop = Optional.of(GoWorkshop.of(folder, FILES));
  }

  private static GoWorkshop go() {
    return workshop.orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "amd64, -X 'main.version=a b'",
    "amd64, -s -w",
    "arm64, -X 'main.version=a b'",
    "arm64, -s -w"
  })
  void whatGoLeftIsReadAsGoReadsIt(String architecture, String flags) {
    Map<String, String> environment = Map.of("GOARCH", architecture);
    Path program =
        go().build(architecture + flags.length(), environment, "-ldflags=" + flags, "./cmd/server");

    GoBuild build = GoBuild.read(program).orElseThrow();
    Set<String> packages = GoPackages.of(program);

    assertThat(lines(build))
        .containsExactlyInAnyOrderElementsOf(
            shown(go().run(Map.of(), "version", "-m", program.toString())));
    assertThat(build.settings()).containsEntry("-ldflags", flags);
    assertThat(ElfFacts.read(program).machine()).contains(Machine.of(architecture));
    // "std" too: the runtime has functions in the name of packages that are not linked
    String list = go().run(environment, "list", "-deps", "./cmd/server", "std");
    Set<String> listed = new TreeSet<>(List.of(list.split("\n", -1)));
    listed.add("main");
    assertThat(packages)
        .isSubsetOf(listed)
        .contains("example.com/app/pair", "example.com/dotted.v3", "main", "net/url", "runtime");
    assertThat(AddedModules.between(Set.of("example.com/dotted.v3"), Optional.of(build), packages))
        .matches(added -> !added.traced());
    assertThat(AddedModules.between(Set.of(), Optional.of(build), packages))
        .isEqualTo(
            new AddedModules(
                new TreeSet<>(Set.of("example.com/dotted.v3")),
                new TreeSet<>(Set.of("example.com/dotted.v3"))));
  }

  @Test
  void aProgramBuiltFromFilesHasNoMainModule() {
    Path program = go().build("files", Map.of("GOARCH", "amd64"), "cmd/server/main.go");

    GoBuild build = GoBuild.read(program).orElseThrow();

    assertThat(build.path()).isEqualTo("command-line-arguments");
    assertThat(build.main()).isEmpty();
    assertThat(build.dependencies())
        .extracting(GoModuleVersion::path)
        .contains("example.com/dotted.v3");
    assertThat(GoPackages.of(program)).contains("main", "example.com/app/pair");
  }

  /** The first line names file and toolchain; values are quoted where they have blanks. */
  private static List<String> shown(String text) {
    return Arrays.stream(text.strip().split("\n", -1))
        .map(line -> line.replace("\"", "").replaceFirst("^.*: (go[0-9])", "$1").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static List<String> lines(GoBuild build) {
    TreeSet<String> lines = new TreeSet<>();
    lines.add(build.goVersion());
    lines.add("path\t" + build.path());
    build.main().ifPresent(module -> lines.add("mod\t" + columns(module)));
    for (GoModuleVersion module : build.dependencies()) {
      lines.add("dep\t" + columns(module));
      module.replacement().ifPresent(by -> lines.add("=>\t" + columns(by)));
    }
    build.settings().forEach((key, value) -> lines.add("build\t" + key + "=" + value));
    return List.copyOf(lines);
  }

  private static String columns(GoModuleVersion module) {
    return (module.path() + "\t" + module.version() + "\t" + module.sum()).strip();
  }
}
