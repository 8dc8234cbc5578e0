package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchRecordTest {
  private static final AbsoluteUnixPath SCRIPT = AbsoluteUnixPath.get("/entrypoint.sh");
  private static final AbsoluteUnixPath LARGE = AbsoluteUnixPath.get("/main");
  private static final byte[] TEXT = "echo \0é\n".getBytes(StandardCharsets.UTF_8);

  private static FoundFile file(AbsoluteUnixPath asked, Optional<BlobContent> content) {
    EntryAttributes attributes =
        new EntryAttributes(
            02775,
            3_000_000_000L,
            1001,
            Instant.parse("2026-01-01T00:00:00.000000001Z"),
            new TreeMap<>(Map.of("user.kept", "\n")));
    return new FoundFile(
        asked,
        AbsoluteUnixPath.get("/real" + asked),
        attributes,
        5_000_000_000L,
        Digest.of(TEXT),
        content,
        new TreeMap<>(Map.of("/real", attributes)),
        7);
  }

  @TempDir Path directory;

  private BuildCache cache() {
    return BuildCache.open(directory.resolve("cache"));
  }

  @Test
  void aProgramIsKeptBesideTheRecordAndReadFromThere() throws IOException {
    byte[] program = new byte[1 << 20];
    FoundFile large =
        new FoundFile(
            LARGE,
            LARGE,
            file(LARGE, Optional.empty()).attributes(),
            program.length,
            Digest.of(program),
            Optional.of(BlobContent.of(program)),
            new TreeMap<>(),
            3);
    ObjectNode record =
        SearchRecord.write(
            new SearchResult(Map.of(LARGE, large), Set.of(), Set.of(), 1, 1), 8, cache());

    assertThat(Json.write(record)).hasSizeLessThan(1000);
    BlobContent kept =
        Objects.requireNonNull(read(record, cache()).orElseThrow().found().get(LARGE))
            .content()
            .orElseThrow();
    try (InputStream in = kept.open()) {
      assertThat(in.readAllBytes()).isEqualTo(program);
    }
    assertThat(read(record, BuildCache.open(directory.resolve("other")))).isEmpty();
  }

  private static Optional<SearchResult> read(ObjectNode json, BuildCache cache) {
    return read(json, 9, cache);
  }

  private static Optional<SearchResult> read(ObjectNode json, int layers, BuildCache cache) {
    return SearchRecord.read(
        json,
        layers,
        cache,
        asked -> {
          throw new IOException("not in this test");
        });
  }

  private ObjectNode record() throws IOException {
    SearchResult result =
        new SearchResult(
            Map.of(
                SCRIPT, file(SCRIPT, Optional.of(BlobContent.of(TEXT))),
                LARGE, file(LARGE, Optional.empty())),
            Set.of(AbsoluteUnixPath.get("/absent")),
            Set.of(AbsoluteUnixPath.get("/b"), AbsoluteUnixPath.get("/a")),
            8,
            2);
    return Json.readObject(Json.write(SearchRecord.write(result, 9, cache())), "record");
  }

  @Test
  void aSearchIsReadBackAsItWasWritten() throws IOException {
    SearchResult read = read(record(), cache()).orElseThrow();

    assertThat(read.found().get(LARGE)).isEqualTo(file(LARGE, Optional.empty()));
    FoundFile script = Objects.requireNonNull(read.found().get(SCRIPT));
    BlobContent content = script.content().orElseThrow();
    assertThat(script).isEqualTo(file(SCRIPT, Optional.of(content)));
    try (InputStream in = content.open()) {
      assertThat(in.readAllBytes()).isEqualTo(TEXT);
    }
    assertThat(read.absent()).containsExactly(AbsoluteUnixPath.get("/absent"));
    assertThat(read.notSearched()).hasSize(2);
    assertThat(read.layersRead()).isZero();
  }

  @Test
  void onAnotherImageTheLayersAreCountedFromTheTop() throws IOException {
    SearchResult read = read(record(), 12, cache()).orElseThrow();

    assertThat(read.depth()).isEqualTo(2);
    assertThat(Objects.requireNonNull(read.found().get(SCRIPT)).layer()).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({
    "content, AAAA",
    "content, '*'",
    "digest, sha256:x",
    "path, relative",
    "asked, ''",
  })
  void aDamagedRecordCountsAsAbsent(String field, String value) throws IOException {
    ObjectNode json = record();
    json.path("found").forEach(file -> ((ObjectNode) file).put(field, value));

    assertThat(read(json, cache())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"attributes", "size", "parents", "fromTop", "digest"})
  void aRecordThatLacksSomethingCountsAsAbsent(String field) throws IOException {
    ObjectNode json = record();
    json.path("found").forEach(file -> ((ObjectNode) file).remove(field));

    assertThat(read(json, cache())).isEmpty();
  }

  @Test
  void anotherVersionsRecordCountsAsAbsent() throws IOException {
    assertThat(read(record().put("version", 2), cache())).isEmpty();
    assertThat(read(Json.object(), cache())).isEmpty();
  }

  @Test
  void theKeyTellsWhatWasAskedFor() {
    Digest digest = Digest.of(TEXT);

    assertThat(SearchRecord.key(digest, List.of(WantedFile.required(SCRIPT, 1))))
        .isEqualTo(SearchRecord.key(digest, List.of(WantedFile.required(SCRIPT, 1))))
        .isNotEqualTo(SearchRecord.key(digest, List.of(WantedFile.optional(SCRIPT, 1))))
        .isNotEqualTo(SearchRecord.key(digest, List.of(WantedFile.required(SCRIPT, 2))))
        .isNotEqualTo(SearchRecord.key(digest, List.of(WantedFile.required(LARGE, 1))));
  }
}
