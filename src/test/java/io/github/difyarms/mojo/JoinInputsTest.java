package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoinInputsTest {
  private static final String NAME = "partial-api-linux-arm64.json";

  @TempDir static Path built;
  @TempDir Path directory;
  private static PartialResult part;

  @BeforeAll
  static void build() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
      Workshop workshop = new Workshop(built).platforms("linux/arm64").withoutIndex();
      part =
          workshop
              .parts(
                  workshop.build(
                      registry.address() + "/langgenius/dify-api:1.16.1",
                      registry.address() + "/acme/dify-api"))
              .get(0)
              .result()
              .orElseThrow();
    }
  }

  private void write(String path) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, Json.write(part.json()));
  }

  private List<String> found(String... inputs) throws IOException {
    return new JoinInputs(directory)
        .parts(List.of(inputs)).stream().map(JoinRequest.Part::where).toList();
  }

  @Test
  void aFileHasTheNameOfItsComponentAndPlatform() {
    assertThat(part.fileName()).isEqualTo(NAME);
  }

  @Test
  void filesDirectoriesAndPatternsAreFoundEachOnce() throws IOException {
    write("parts/one/" + NAME);
    write("parts/two/" + NAME);
    write("renamed.json");
    Files.writeString(directory.resolve("parts/images.json"), "{}");

    assertThat(found("parts")).containsExactly("parts/one/" + NAME, "parts/two/" + NAME);
    assertThat(found("parts/*/partial-*.json", "parts")).hasSize(2);
    assertThat(found("parts/o*/*.json")).containsExactly("parts/one/" + NAME);
    assertThat(found(directory + "/parts/t*/*.json")).containsExactly("parts/two/" + NAME);
    assertThat(found("parts/two/" + NAME, "renamed.json"))
        .containsExactly("parts/two/" + NAME, "renamed.json");
  }

  @Test
  void aReferenceIsTakenByItsDigest() throws IOException {
    String reference = "example.com/acme/dify-api@" + part.image().digest();

    List<JoinRequest.Part> parts = new JoinInputs(directory).parts(List.of(reference));

    assertThat(parts)
        .singleElement()
        .satisfies(one -> assertThat(one.image()).hasToString(reference))
        .satisfies(one -> assertThat(one.result()).isEmpty());
  }

  @Test
  void whatIsNotThereStops() {
    assertThatThrownBy(() -> found("parts"))
        .hasMessageContaining("DA-671")
        .hasMessageContaining(directory.resolve("parts").toString());
    assertThatThrownBy(() -> found("p*/x.json")).hasMessageContaining("DA-671");
    assertThatThrownBy(() -> found("example.com/acme/dify-api@latest"))
        .hasMessageContaining("DA-671");
    assertThatThrownBy(() -> found("example.com/acme/dify-api@sha256:0"))
        .hasMessageContaining("DA-102");
  }

  @Test
  void aPathMayHaveAnyCharacters() throws IOException {
    write("job@2/" + NAME);
    write("job@sha256:x/" + NAME);
    write("[x]{/" + NAME);

    assertThat(found("job@2")).containsExactly("job@2/" + NAME);
    assertThat(found("job@2/*.json")).containsExactly("job@2/" + NAME);
    assertThat(found("job@sha256:x")).containsExactly("job@sha256:x/" + NAME);
    assertThat(found("[x]{")).containsExactly("[x]{/" + NAME);
    assertThat(new JoinInputs(directory).parts(directory.resolve("[x]{"))).hasSize(1);
    assertThat(new JoinInputs(directory.resolve("job@2")).parts(List.of("p*"))).hasSize(1);
  }

  @Test
  void patternsAreThoseOfOtherTools() throws IOException {
    write("parts/" + NAME);
    write("parts/one/two/" + NAME);

    assertThat(found("./parts/*")).containsExactly("parts/" + NAME);
    assertThat(found("other/../parts/./*.json")).containsExactly("parts/" + NAME);
    assertThat(found("parts/**/*.json"))
        .containsExactlyInAnyOrder("parts/" + NAME, "parts/one/two/" + NAME);
    assertThat(found("**/" + NAME)).hasSize(2);
    assertThat(found("parts/**")).hasSize(2);
    assertThat(found("parts/**/two/*")).containsExactly("parts/one/two/" + NAME);
    assertThat(found("parts/{one,three}/**/*.json")).containsExactly("parts/one/two/" + NAME);
  }

  @Test
  void aPatternThatIsNoneIsSaid() throws IOException {
    write("parts/" + NAME);

    assertThatThrownBy(() -> found("parts/{x"))
        .hasMessageContaining("DA-")
        .hasMessageContaining("\"parts/{x\" is no value for index.inputs")
        .hasMessageContaining("as a pattern: Missing");
    assertThatThrownBy(() -> found("nowhere/[x")).hasMessageContaining("index.inputs");
  }

  @Test
  void aFolderThatCannotBeReadIsSaid() throws IOException {
    write("parts/" + NAME);
    Path closed = Files.createDirectory(directory.resolve("parts/closed"));
    closed.toFile().setReadable(false);
    try {
      Assumptions.assumeFalse(Files.isReadable(closed), "root reads every folder");

      assertThatThrownBy(() -> found("parts"))
          .hasMessageContaining("DA-671")
          .hasMessageContaining("cannot be read")
          .hasMessageContaining(closed.toString());
    } finally {
      closed.toFile().setReadable(true);
    }
  }

  @Test
  void linksAreFollowed() throws IOException {
    write("elsewhere/" + NAME);
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("elsewhere"));
    Files.createDirectory(directory.resolve("parts"));
    Files.createSymbolicLink(
        directory.resolve("parts/partial-link.json"), directory.resolve("elsewhere/" + NAME));

    assertThat(found("link")).containsExactly("link/" + NAME);
    assertThat(found("link/*")).containsExactly("link/" + NAME);
    assertThat(found("parts")).containsExactly("parts/partial-link.json");
  }

  @Test
  void aHugeFileIsNotReadToItsEnd() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(directory.resolve(NAME).toFile(), "rw")) {
      file.setLength(17 << 20);
    }
    assertThatThrownBy(() -> found("."))
        .hasMessageContaining("DA-675")
        .hasMessageContaining("more than 16777216 bytes");
  }

  @Test
  void aFileThatIsNoPartStopsByItsName() throws IOException {
    Files.writeString(directory.resolve(NAME), "{\"schemaVersion\": 1, \"image\": {}}");
    assertThatThrownBy(() -> found("."))
        .hasMessageContaining("DA-675")
        .hasMessageContaining("where: " + NAME);
    Files.writeString(directory.resolve(NAME), "no json");
    assertThatThrownBy(() -> found(".")).hasMessageContaining("DA-675");
    Files.write(directory.resolve(NAME), Json.write(part.json().put("schemaVersion", 2)));
    assertThatThrownBy(() -> found(".")).hasMessageContaining("its schemaVersion is not 1");
  }

  @Test
  void anotherBuildTakesOnlyItsOwnPartsAway() throws IOException {
    write(NAME);
    write("partial-api-linux-amd64.json");
    BuildRequest request =
        new BuildRequest(
            Optional.empty(),
            List.of(new Workshop(built).request("api", "example.com/a:1", "example.com/b")),
            List.of(Platform.parse("linux/arm64")),
            Format.AUTO,
            Optional.empty(),
            directory,
            directory,
            false,
            false,
            false,
            false);

    PartialFiles.withdraw(request);

    assertThat(directory.resolve(NAME)).doesNotExist();
    assertThat(directory.resolve("partial-api-linux-amd64.json")).exists();
  }

  @Test
  void theNextCommandIsSaid() {
    assertThat(PartialFiles.write(List.of(part), directory))
        .anyMatch(line -> line.contains(NAME) && line.contains(part.image().reference()))
        .anyMatch(line -> line.endsWith("mvn dify-arms:index -Ddify-arms.index.inputs=DIRECTORY"))
        .anyMatch(line -> line.endsWith("index.inputs=" + part.image().reference() + ",…"));
    assertThat(directory.resolve(NAME)).isRegularFile();
  }
}
