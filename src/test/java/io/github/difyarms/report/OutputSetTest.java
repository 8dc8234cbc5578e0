package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputSetTest {
  private static final List<String> NAMES =
      List.of(
          "images.json",
          "report.html",
          "api.digest",
          "deploy/a/b.yaml",
          "deploy/smoke-test.sh",
          "deploy/arms.env");

  @TempDir private Path folder;

  private static SortedMap<String, byte[]> files(String content, List<String> names) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    names.forEach(name -> files.put(name, content.getBytes(StandardCharsets.UTF_8)));
    return files;
  }

  private String read(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void theFilesOfASetLieWherePeopleLookForThem() throws IOException {
    new OutputSet(folder).publish(files("1", NAMES));

    for (String name : NAMES) {
      assertThat(read(name)).isEqualTo("1");
    }
    assertThat(Files.isExecutable(folder.resolve("deploy/smoke-test.sh"))).isTrue();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("deploy/arms.env"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aLaterSetTakesThePlaceOfAllOfAnEarlierOne() throws IOException {
    new OutputSet(folder).publish(files("1", NAMES));
    new OutputSet(folder).publish(files("2", List.of("images.json", "sandbox.digest")));

    assertThat(read("images.json")).isEqualTo("2");
    assertThat(read("sandbox.digest")).isEqualTo("2");
    assertThat(folder.resolve("api.digest")).doesNotExist();
    assertThat(folder.resolve("deploy")).doesNotExist();
    assertThat(Files.exists(folder.resolve("deploy"), LinkOption.NOFOLLOW_LINKS)).isFalse();
    try (Stream<Path> sets = Files.list(folder.resolve("results"))) {
      assertThat(sets).hasSize(1);
    }
  }

  @Test
  void plainFilesOfAnEarlierVersionAreReplaced() throws IOException {
    Files.writeString(folder.resolve("images.json"), "0");

    new OutputSet(folder).publish(files("1", NAMES));

    assertThat(read("images.json")).isEqualTo("1");
  }

  @Test
  void foldersOfTheUsersOwnAreNeitherReplacedNorSwept() throws IOException {
    Path own = Files.createDirectories(folder.resolve("results/mine"));
    Files.writeString(own.resolve("images.json"), "0");
    Files.createDirectories(folder.resolve("deploy"));

    assertThatThrownBy(() -> ResultFiles.begin(folder))
        .hasMessageContaining("DA-501")
        .hasMessageContaining("not the plugin's");
    Files.delete(folder.resolve("deploy"));
    ResultFiles.begin(folder);
    new OutputSet(folder).publish(files("1", NAMES));
    new OutputSet(folder).publish(files("2", NAMES));

    assertThat(own.resolve("images.json")).hasContent("0");
  }

  @Test
  void whatIsWithdrawnIsNotThereAnyMore() throws IOException {
    OutputSet set = new OutputSet(folder);
    set.publish(files("1", NAMES));

    set.withdraw();

    assertThat(set.current()).isEmpty();
    for (String name : NAMES) {
      assertThat(folder.resolve(name)).doesNotExist();
    }
    set.publish(files("2", NAMES));
    assertThat(read("report.html")).isEqualTo("2");
  }

  @Test
  void theOutputFolderCanBeMoved() throws IOException {
    Path before = Files.createDirectory(folder.resolve("before"));
    new OutputSet(before).publish(files("1", NAMES));

    Path after = Files.move(before, folder.resolve("after"));

    assertThat(after.resolve("deploy/a/b.yaml")).hasContent("1");
  }

  /** Publishes sets one after the other until it is killed. */
  static final class Publishing {
    public static void main(String[] arguments) throws IOException {
      OutputSet set = new OutputSet(Path.of(arguments[0]));
      for (int i = 0; ; i++) {
        set.publish(files(arguments[1] + " " + i, NAMES));
        if (i == 0) {
          System.out.println("first");
        }
      }
    }
  }

  @Test
  void aKilledBuildLeavesTheOldSetOrTheNewOne() throws Exception {
    Random random = new Random(7);
    for (int run = 0; run < 8; run++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty(
                      "surefire.test.class.path", System.getProperty("java.class.path")),
                  Publishing.class.getName(),
                  folder.toString(),
                  "run " + run)
              .redirectErrorStream(true)
              .start();
      assertThat(process.inputReader().readLine()).isEqualTo("first");
      TimeUnit.MILLISECONDS.sleep(random.nextInt(60)); // any moment will do
      process.destroyForcibly().waitFor();

      String images = read("images.json");
      assertThat(images).startsWith("run " + run);
      for (String name : NAMES) {
        assertThat(read(name)).as(name).isEqualTo(images);
      }
    }
  }
}
