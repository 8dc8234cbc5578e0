package io.github.difyarms.lying;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is large without a bound, or of a length that nobody expects, does not take memory without a
 * bound: a build in a JVM with 64 MB keeps the same promises.
 */
@Timeout(120) // nothing is measured: it ends what hangs
class SmallHeapTest {
  private static final List<Pattern> LARGE =
      Stream.of(
              "(an index|a manifest|a config) 100,000 levels deep",
              "(an index|a manifest|a config) with a number of 100,000 digits",
              "(an index|a manifest|a config) with a name of 100,000 characters",
              "an index of (10,000|100,000) entries",
              "(an index|a manifest|a config) with a list of a million .*",
              "an index with platforms of a million characters",
              "a manifest of 501 layers",
              "a manifest with a config of 9 MB",
              "a config of 100,000 empty entries in its history",
              "a manifest with the layer \"x….*",
              "an index .*changed.* of type \"application/json\"",
              "a token (100,000 levels deep|of 900,000 characters|without an end)",
              "a challenge with a realm of 200,000 characters",
              "a refusal 100,000 levels deep",
              "a refusal without an end of .*",
              "a header of a megabyte",
              "10,000 headers",
              "(a status line|a header|a folded header|headers|a name) without an end",
              "a (manifest|config|blob) without an end(, in good form at first)?",
              "zstd that (wants a window of terabytes|says it holds exabytes)",
              "a zstd bomb",
              "a gzip bomb",
              "a gzip whose name has no end",
              "a layer of more than 2 million entries",
              "a long name of 16 MB",
              "attributes of 16 MB",
              "an entry of (exabytes|terabytes that nobody wants)",
              "a (hard )?link with 20,000 characters",
              "a name of a million directories",
              "a script of 2 MB")
          .map(Pattern::compile)
          .toList();

  @TempDir static Path folder;
  private static Backdrop backdrop;
  private static SmallJvm small;
  private static int played;

  @BeforeAll
  static void prepare() throws Exception {
    backdrop = Backdrop.in(folder);
    small = new SmallJvm(folder);
  }

  private static Stream<Lie> all() {
    return Stream.concat(LyingRegistryTest.lies(), LayerLies.LARGE.stream());
  }

  static Stream<Lie> lies() {
    return all().filter(lie -> LARGE.stream().anyMatch(name -> name.matcher(lie.name()).matches()));
  }

  @Test
  void everySortOfThemIsThere() {
    List<String> names = all().map(Lie::name).toList();

    assertThat(LARGE)
        .allSatisfy(large -> assertThat(names).anyMatch(n -> large.matcher(n).matches()));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void promisesAreKept(Lie lie, @TempDir Path directory) {
    played++;
    try (Stage stage = new Stage(directory, backdrop).elsewhere(small)) {
      lie.setUp().accept(stage);
      stage.play(lie);
    }
  }

  @AfterAll
  static void count() {
    small.close();
    System.out.println("misdeeds of a lying registry, met with a heap of 64 MB: " + played);
  }
}
