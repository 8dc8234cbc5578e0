package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.testing.ProgramPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {
  private static final ProgramBuild BUILD = ProgramPart.build();

  @TempDir Path directory;
  private ProgramCache cache;

  @BeforeEach
  void open() {
    cache = new ProgramCache(directory.resolve("programs"));
  }

  private ProgramCache.Entry keep(String key, String content, Path... others) throws IOException {
    Path program = Files.writeString(directory.resolve("main"), content);
    return cache.keep(key, program, List.of(others), BUILD, false);
  }

  private long entries() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("programs"))) {
      return all.count();
    }
  }

  @Test
  void whatIsKeptIsFoundByItsKeyOnly() throws IOException {
    ProgramCache.Entry kept = keep("key", "program");

    assertThat(cache.find("key")).contains(kept);
    assertThat(cache.find("another")).isEmpty();
    assertThat(kept.file()).hasContent("program");
    assertThat(kept.size()).isEqualTo(7);
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void whatWasCompiledOnTheWayIsKeptBeside() throws IOException {
    keep("key", "program", Files.writeString(directory.resolve("python.so"), "library"));

    assertThat(cache.find("key").orElseThrow().others())
        .singleElement()
        .satisfies(file -> assertThat(file).hasFileName("python.so").hasContent("library"));
  }

  @Test
  void aChangedProgramIsDropped() throws IOException {
    Files.writeString(keep("key", "program").file(), "progran");

    assertThat(cache.find("key")).isEmpty();
    assertThat(entries()).isZero();
  }

  @Test
  void whatIsToldOfAChangedProgramIsWhatItWas() throws IOException {
    ProgramCache.Entry kept = keep("key", "program");
    Files.writeString(kept.file(), "progran");

    assertThat(cache.told("key")).contains(kept);
    assertThat(cache.told("another")).isEmpty();
  }

  @Test
  void aRecordThatDoesNotTellOfTheLicenceKeyIsNotBelieved() throws IOException {
    Path record = keep("key", "program").file().resolveSibling("program.json");
    Files.writeString(record, Files.readString(record).replace("holdsLicenseKey", "holdsKey"));

    assertThat(cache.told("key")).isEmpty();
  }

  @Test
  void aDamagedRecordIsReplaced() throws IOException {
    Path record = keep("key", "program").file().resolveSibling("program.json");
    Files.writeString(record, "{\"digest\": ");

    assertThat(cache.find("key")).isEmpty();
    keep("key", "newer");

    assertThat(cache.find("key").orElseThrow().file()).hasContent("newer");
    assertThat(entries()).isEqualTo(1);
  }

  @Test
  void aNewerEntryTakesThePlaceOfOneThatAnotherBuildGoesOnReading() throws IOException {
    ProgramCache.Entry first = keep("key", "program");
    try (InputStream reading = Files.newInputStream(first.file())) {
      ProgramCache.Entry second = keep("key", "program compiled again");

      assertThat(second.digest()).isNotEqualTo(first.digest());
      assertThat(cache.find("key").orElseThrow().digest()).isEqualTo(second.digest());
      assertThat(new String(reading.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("program");
      assertThat(entries()).isEqualTo(1);
    }
  }
}
