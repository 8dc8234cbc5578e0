package io.github.difyarms.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockFileTest {
  @TempDir Path directory;

  private LockFile file() {
    return new LockFile(directory.resolve(LockFile.NAME));
  }

  @Test
  void whatIsReadIsWrittenAsItWas() throws IOException {
    Files.writeString(file().path(), Locks.TEXT);

    Lock lock = file().read().orElseThrow();
    file().write(lock);

    assertThat(file().path()).hasContent(Locks.TEXT);
    assertThat(file().read()).contains(lock);
    try (var all = Files.list(directory)) {
      assertThat(all).hasSize(1);
    }
  }

  @Test
  void aFileThatDiffersByPlatformStandsThereForEach() {
    Lock lock = Locks.with("\"sha256:e1\"", "\"sha256:e2\"");

    assertThat(LockJson.write(lock)).contains("\"/main\" : \"sha256:e2\"");
    assertThat(LockJson.write(Locks.with())).contains("\"linux/arm64\" : \"sha256:e2\"");
  }

  @Test
  void aFileOfOnePlatformOnlyIsNotTakenForOneOfAll() {
    TreeMap<LockKey, String> values = new TreeMap<>(Locks.with().values());
    values
        .keySet()
        .removeIf(key -> key.path().contains("/main") && key.path().contains("linux/arm64"));
    Lock lock = new Lock(values);

    assertThat(LockJson.write(lock)).containsPattern("\"/main\" : \\{\\s+\"linux/amd64\"");
  }

  @Test
  void aValueThatThisVersionDoesNotKnowStays() {
    Lock lock = Locks.with("\"plugin\" : \"0.1.0\"", "\"plugin\" : \"0.1.0\", \"more\" : \"x\"");

    assertThat(LockJson.write(lock)).contains("\"more\" : \"x\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"lockVersion\": 2}",
        "{\"lockVersion\": \"1\"}",
        "{\"lockVersion\": 1, \"plugin\": null}",
        "{\"lockVersion\": 1, \"plugin\": [\"x\"]}",
        "{\"lockVersion\": 1}<<<<"
      })
  void whatIsNoLockIsSaid(String text) throws IOException {
    Files.writeString(file().path(), text);

    assertThatThrownBy(() -> file().read())
        .hasMessageContaining("DA-663")
        .hasMessageContaining(file().path().toString());
  }

  @Test
  void noneIsNone() {
    assertThat(file().read()).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> file().require("a test needs it")).hasMessageContaining("DA-662");
  }
}
