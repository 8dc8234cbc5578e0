package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static ObjectNode read(String text) {
    return Json.readObject(text.getBytes(StandardCharsets.UTF_8), "the document");
  }

  private static String nested(int depth) {
    return "{\"a\":" + "[".repeat(depth - 1) + "]".repeat(depth - 1) + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{}{}",
        "{} x",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":1e12345678901234567890}",
        "{/**/}"
      })
  void whatTwoReadersMayUnderstandDifferentlyIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .hasMessageContaining("DA-207")
        .hasMessageContaining("the document");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3E0",
        "30000000E000",
        "2147483648e0",
        "9223372036854775808e0",
        "3E1",
        "2.50",
        "-7E0"
      })
  void aNumberIsReadAgainAsWhatItWasReadAsFirst(String number) {
    ObjectNode once = read("{\"a\":" + number + "}");

    assertThat(Json.readObject(Json.write(once), "x")).isEqualTo(once);
    assertThat(once.path("a").decimalValue()).isEqualByComparingTo(number);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] invalid = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    byte[] almostUtf32 = {0, 0x7f, (byte) 0xff, (byte) 0xff, 0, 0x7f, 0, 0};

    assertThatThrownBy(() -> Json.readObject(invalid, "x")).hasMessageContaining("DA-207");
    assertThatThrownBy(() -> Json.readObject(almostUtf32, "x")).hasMessageContaining("DA-207");
  }

  @Test
  void aFileOfAnotherProgramMayHaveAKeyTwice() throws IOException {
    byte[] twice = "{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8);

    assertThat(Json.readTolerant(twice).path("a").asInt()).isEqualTo(2);
    assertThat(Json.readTolerant(new byte[0]).isMissingNode()).isTrue();
    assertThatThrownBy(() -> Json.readTolerant(new byte[] {'{'})).isInstanceOf(IOException.class);
  }

  @Test
  void hundredLevelsAreReadAndNotOneMore() {
    assertThat(read(nested(100))).hasSize(1);
    assertThatThrownBy(() -> read(nested(101))).hasMessageContaining("DA-207");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1.0,\"b\":1.50,\"c\":123456789012345678901234567890,\"d\":-0.0001}",
        "{\"z\":\"é<&>\\u0001\\\"\",\"a\":null,\"m\":[true,[],{}]}"
      })
  void documentsAreWrittenAsTheyWereRead(String text) {
    assertThat(new String(Json.write(read(text)), StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void aForeignDocumentWithMoreInItThanAnyImageHasIsRefused() {
    String list = "{\"x\":[" + "{},".repeat(49_000) + "{}]}";
    String longer = "{\"x\":[" + "{},".repeat(50_000) + "{}]}";

    assertThat(Json.readDocument(list.getBytes(StandardCharsets.UTF_8), "it").path("x"))
        .hasSize(49_001);
    assertThatThrownBy(() -> Json.readDocument(longer.getBytes(StandardCharsets.UTF_8), "it"))
        .hasMessageContaining("DA-207")
        .hasMessageContaining("Token count");
    assertThat(Json.readObject(longer.getBytes(StandardCharsets.UTF_8), "our own").path("x"))
        .hasSize(50_001);
  }
}
