package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.difyarms.image.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonOutputTest {
  private static final JsonNode DOCUMENT =
      Json.object().put("text", "\u001b[31m \u202e \u009b \u007f gr\u00fc\u00df \ud83d\ude00\n");

  @Test
  void nothingInADocumentDrivesATerminal() {
    String line = new String(JsonOutput.line(DOCUMENT), StandardCharsets.US_ASCII);

    assertThat(line).matches("[ -~]+\n").contains("\\u202e", "\\u009b", "\\u007f");
  }

  @Test
  void readersGetTheTextAsItWas() throws Exception {
    assertThat(new ObjectMapper().readTree(JsonOutput.line(DOCUMENT))).isEqualTo(DOCUMENT);
  }
}
