package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.demo.MiniatureElf;
import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of a compiled program, and what is only warned of. */
class ProgramCheckTest {
  private static final String KEY = "secret/key+1";

  @TempDir Path directory;

  private static Recipe recipe(String platform) {
    return new Recipe(
        "sandbox",
        Platform.parse(platform),
        new OneFile(),
        "1.0",
        "1.26.4",
        new TreeMap<>(),
        Optional.empty(),
        List.of(new Recipe.Step("main", "./cmd/server", List.of(), false)),
        Optional.empty());
  }

  /** A source of which only go.mod matters. */
  private record OneFile() implements SourceTree {
    @Override
    public String shown() {
      return "one file";
    }

    @Override
    public Optional<String> commit() {
      return Optional.empty();
    }

    @Override
    public String identity() {
      return "tree:00";
    }

    @Override
    public List<String> paths() {
      return List.of("go.mod");
    }

    @Override
    public Optional<byte[]> read(String path) {
      return path.equals("go.mod")
          ? Optional.of("module example.com/m\n\ngo 1.23\n".getBytes(StandardCharsets.UTF_8))
          : Optional.empty();
    }

    @Override
    public void exportTo(Path directory) {
      throw new UnsupportedOperationException();
    }
  }

  private Path program(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("main"), bytes);
  }

  private void check(String platform, Path program) {
    new ProgramCheck(recipe(platform), GoModule.of(new OneFile())).check(program);
  }

  @Test
  void aProgramForAnotherMachineIsRefused() throws IOException {
    Path program = program(MiniatureElf.program(Machine.AMD64, new byte[] {1}));

    assertThatThrownBy(() -> check("linux/arm64", program))
        .hasMessageContaining("DA-633")
        .hasMessageContaining("sandbox linux/arm64")
        .hasMessageContaining("not for AARCH64");
  }

  @Test
  void aProgramThatGoDidNotMakeIsRefused() throws IOException {
    Path program = program(MiniatureElf.program(Machine.AMD64, new byte[] {1}));

    assertThatThrownBy(() -> check("linux/amd64", program))
        .hasMessageContaining("DA-633")
        .hasMessageContaining("no Go build information");
  }

  private static ProgramBuild build(
      Optional<String> updated, Optional<String> interpreter, List<String> packages) {
    return new ProgramBuild(
        "source",
        "1.0",
        "tree:00",
        "1.26.4",
        new ProgramBuild.Tool("1.4", "aa", "https://example.com/instgo", updated),
        false,
        Duration.ZERO,
        new ProgramFacts(
            "amd64",
            interpreter,
            List.of(),
            Optional.empty(),
            "go1.26.4",
            "example.com/m",
            new TreeMap<>(),
            List.of(),
            packages));
  }

  private List<String> warnings(ProgramBuild build, byte[] program) throws IOException {
    return ProgramWarnings.of(
        recipe("linux/amd64"), build, ProgramWarnings.contains(program(program), KEY));
  }

  @Test
  void aProgramAsItShouldBeIsNotWarnedOf() throws IOException {
    ProgramBuild build = build(Optional.empty(), Optional.empty(), List.of("example.com/agent"));

    assertThat(warnings(build, "program".getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void eachOddityIsWarnedOf() throws IOException {
    ProgramBuild build = build(Optional.of("bb"), Optional.of("/lib/ld.so"), List.of());

    assertThat(warnings(build, "program".getBytes(StandardCharsets.UTF_8)))
        .allMatch(text -> text.startsWith("sandbox linux/amd64: "))
        .satisfiesExactly(
            text -> assertThat(text).contains("shows no trace"),
            text -> assertThat(text).contains("began as aa and ended as bb"),
            text -> assertThat(text).contains("the loader /lib/ld.so"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, (1 << 20) - 5, (1 << 20) - 1, 1 << 20, (1 << 20) + 7, 3 << 20})
  void theKeyIsFoundWhereverItStands(int offset) throws IOException {
    ProgramBuild build = build(Optional.empty(), Optional.empty(), List.of("example.com/agent"));
    byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
    byte[] program = new byte[offset + key.length];
    System.arraycopy(key, 0, program, offset, key.length);

    assertThat(warnings(build, program))
        .singleElement()
        .satisfies(text -> assertThat(text).contains("licence key").doesNotContain(KEY));
    assertThat(warnings(build, java.util.Arrays.copyOf(program, program.length - 1))).isEmpty();
  }
}
