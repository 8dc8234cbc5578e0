package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks into a cache folder from outside: whether entries are whole, and what was left over. */
final class CacheWitness {
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\.(partial|incoming|going|probe|download|version).*|unpack(ing|ed)\\d.*|(compile|plan)\\d+|.*\\.lock");

  private final Path cache;

  CacheWitness(Path cache) {
    this.cache = cache;
  }

  /** Every entry under its final name is whole, whenever somebody was killed. */
  void entriesAreWhole() {
    for (String kind : List.of("documents/sha256", "blobs/sha256")) {
      each(
          kind,
          file ->
              assertThat(ImageWitness.sha256(ImageWitness.bytes(file)))
                  .isEqualTo("sha256:" + file.getFileName()));
    }
    for (Path kind : list(cache.resolve("records"))) {
      each(
          "records/" + kind.getFileName(),
          file -> assertThat(ImageWitness.read(ImageWitness.bytes(file)).isObject()).isTrue());
    }
    each(
        "programs",
        folder -> {
          JsonNode record = ImageWitness.read(ImageWitness.bytes(folder.resolve("program.json")));
          assertThat(ImageWitness.sha256(ImageWitness.bytes(folder.resolve("program"))))
              .isEqualTo(record.path("digest").asText());
        });
    each(
        "tools/instgo",
        folder -> {
          if (Files.exists(folder.resolve("instgo"))) {
            assertThat(ImageWitness.sha256(ImageWitness.bytes(folder.resolve("instgo"))))
                .isEqualTo("sha256:" + folder.getFileName());
          }
        });
  }

  private void each(String kind, Consumer<Path> look) {
    list(cache.resolve(kind)).stream()
        .filter(path -> !UNFINISHED.matcher(path.getFileName().toString()).matches())
        .forEach(look);
  }

  /** Returns what no build would use any more; locks of what is there are in use. */
  List<Path> leftovers() {
    if (!Files.isDirectory(cache)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(cache)) {
      return all.filter(path -> UNFINISHED.matcher(path.getFileName().toString()).matches())
          .filter(path -> !lockOfSomething(path))
          .map(cache::relativize)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until threads of a build that has failed have tidied up after themselves. */
  void awaitNoLeftovers() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!leftovers().isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(leftovers()).isEmpty();
  }

  /** Makes what a killed build left in a layout two days old; nobody else writes there now. */
  static int ageUnfinished(Path layout) throws IOException {
    List<Path> unfinished = new CacheWitness(layout).leftovers();
    for (Path path : unfinished) {
      Files.setLastModifiedTime(
          layout.resolve(path), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
    return unfinished.size();
  }

  private static boolean lockOfSomething(Path path) {
    String name = path.getFileName().toString();
    return name.equals("evict.lock")
        || (name.endsWith(".lock")
            && Files.exists(path.resolveSibling(name.substring(0, name.length() - 5))));
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
