package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JsonBuildLogTest {
  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-01-02T12:00:00.123456Z"), ZoneOffset.UTC);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonBuildLog log = new JsonBuildLog(out, NOON);

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (!line.isEmpty()) {
        lines.add(new ObjectMapper().readTree(line));
      }
    }
    return lines;
  }

  @Test
  void everyLineIsOneMarkedObjectWithItsTime() throws IOException {
    Example.tellAll(log);

    assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\n");
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .allMatch(
            line -> line.startsWith("{\"difyArms\":1,\"time\":\"2026-01-02T12:00:00.123Z\","));
    assertThat(lines()).allMatch(JsonNode::isObject);
  }

  /** The page is what scripts are written from. */
  @Test
  void thePageNamesEveryEventAndEveryMember() throws IOException {
    Example.tellAll(log);
    log.stopped(new DifyArmsException(ErrorCode.OFFLINE, "what", "where", "why"));
    String page = Files.readString(Path.of("docs/console.md"));

    assertThat(lines()).hasSizeGreaterThan(25);
    for (JsonNode line : lines()) {
      String row =
          page.lines()
              .filter(text -> text.startsWith("| `" + line.get("event").asText() + "`"))
              .findFirst()
              .orElse("");
      assertThat(row).as(line.toString()).isNotEmpty();
      line.fieldNames()
          .forEachRemaining(
              name -> {
                if (!List.of("difyArms", "time", "event").contains(name)) {
                  assertThat(row).contains("`" + name + "`");
                }
              });
    }
  }

  @Test
  void textFromOutsideIsWholeButCannotDriveATerminal() throws IOException {
    String text = "\u001b[2J\u202e\u009b监控\nline";

    log.warning(text);

    assertThat(out.toString(StandardCharsets.UTF_8)).matches("[ -~]+\n");
    assertThat(lines().get(0).get("text").asText()).isEqualTo(text);
  }

  @Test
  void howFarADownloadIsComesAtMostOnceASecond() throws IOException {
    log.downloading("go.zip", 1, OptionalLong.of(3));
    log.downloading("go.zip", 2, OptionalLong.of(3));
    log.downloading("go.zip", 3, OptionalLong.of(3));

    assertThat(lines().stream().map(line -> line.get("event").asText() + line.get("bytes")))
        .containsExactly("downloading1", "downloaded3");
  }

  @Test
  void aReaderThatWentAwayStopsNoBuild() {
    JsonBuildLog deaf =
        new JsonBuildLog(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            });

    deaf.note("nobody hears this");
  }
}
