package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Entries of the cache whose bytes are not what they were: dropped when read, and made anew. */
class DamagedCacheTest {
  @TempDir Path directory;

  /** Changes the last byte of every file, so that its size says nothing. */
  private List<Path> damage(String kind) throws IOException {
    try (Stream<Path> all = Files.walk(directory.resolve("cache").resolve(kind))) {
      List<Path> files = all.filter(Files::isRegularFile).toList();
      for (Path file : files) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1]++;
        Files.write(file, bytes);
      }
      assertThat(files).isNotEmpty();
      return files;
    }
  }

  private static Digest digest(BuildResult result) {
    return result.components().get(0).digest();
  }

  @ParameterizedTest
  @CsvSource({"documents, document", "records, record", "blobs, layer"})
  void aDamagedEntryIsToldDroppedAndMadeAnew(String kind, String named) throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
      String base = registry.address() + "/langgenius/dify-api:1.16.1";
      BuildResult first = new Workshop(directory).layout(base, directory.resolve("one"));
      List<Path> files = damage(kind);
      List<byte[]> damaged = new ArrayList<>();
      for (Path file : files) {
        damaged.add(Files.readAllBytes(file));
      }
      Workshop workshop = new Workshop(directory);

      BuildResult again = workshop.layout(base, directory.resolve("two"));

      assertThat(digest(again)).isEqualTo(digest(first));
      assertThat(workshop.told()).contains("the cached " + named + " ", "damaged");
      if (!kind.equals("records")) { // what another target was built from is not read again
        for (int i = 0; i < files.size(); i++) {
          if (kind.equals("documents") && damaged.get(i)[0] != '{') {
            continue; // a small layer, which nobody needs while what was found in it is known
          }
          assertThat(files.get(i)).exists();
          assertThat(Files.readAllBytes(files.get(i))).isNotEqualTo(damaged.get(i));
        }
      }
    }
  }

  @Test
  void aDamagedProgramOfABaseIsReadFromTheBaseAgain() throws IOException {
    try (GoImages images = new GoImages();
        GoBench bench = new GoBench(directory)) {
      Digest first = digest(images.sandbox(bench, new Workshop(directory)));
      damage("documents");
      Workshop workshop = new Workshop(directory).force();

      Digest again =
          digest(
              images.build(bench, workshop.platforms("linux/amd64"), Sandbox.ID, GoImages.RELEASE));

      assertThat(again).isEqualTo(first);
      assertThat(workshop.told()).contains("the cached document ");
    }
  }
}
