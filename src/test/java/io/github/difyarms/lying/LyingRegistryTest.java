package io.github.difyarms.lying;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a registry does, a build either makes the image that it makes of an honest one, or stops
 * with a code, tags nothing, and has shown no secret to anybody else.
 */
@Timeout(120) // nothing is measured: it ends what hangs
class LyingRegistryTest {
  @TempDir static Path folder;
  private static Backdrop backdrop;
  private static int played;

  @BeforeAll
  static void prepare() throws Exception {
    backdrop = Backdrop.in(folder);
  }

  static Stream<Lie> lies() {
    return Stream.of(
            DigestLies.ALL,
            LengthLies.ALL,
            TokenLies.ALL,
            AddressLies.ALL,
            UploadLies.ALL,
            StreamLies.ALL,
            FaultLies.ALL,
            DocumentLies.ALL,
            HeaderLies.ALL,
            LayerLies.ALL,
            TargetLies.ALL)
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void promisesAreKept(Lie lie, @TempDir Path directory) {
    played++;
    try (Stage stage = new Stage(directory, backdrop)) {
      lie.setUp().accept(stage);
      stage.play(lie);
    }
  }

  @AfterAll
  static void count() {
    System.out.printf(
        "misdeeds of a lying registry: %d, %d of them at layers that are sent while they are"
            + " compressed%n",
        played, StreamLies.ALL.size());
  }
}
