package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private static final String SECRET = "k3y/with \"q\"&<more>+";

  private final Redaction redaction = new Redaction(List.of(SECRET, "", "short"));

  @Test
  void aSecretIsHiddenWhereverItStands() {
    assertThat(redaction.apply("a" + SECRET + "b" + SECRET)).isEqualTo("a***b***");
    assertThat(redaction.apply("nothing here")).isEqualTo("nothing here");
  }

  @Test
  void aSecretInAnAddressIsHidden() {
    String encoded = URLEncoder.encode(SECRET, StandardCharsets.UTF_8);

    assertThat(redaction.apply("?key=" + encoded)).isEqualTo("?key=***");
    assertThat(redaction.apply("?key=" + encoded.replace("+", "%20"))).isEqualTo("?key=***");
    assertThat(redaction.apply("?key=k3y%2fwith+%22q%22%26%3cmore%3e%2b")).isEqualTo("?key=***");
  }

  @Test
  void aSecretInJsonIsHidden() {
    assertThat(redaction.apply("{\"k\":\"k3y/with \\\"q\\\"&<more>+\"}"))
        .isEqualTo("{\"k\":\"***\"}");
    assertThat(redaction.apply("{\"k\":\"k3y\\/with \\\"q\\\"&<more>+\"}"))
        .isEqualTo("{\"k\":\"***\"}");
    assertThat(redaction.apply("{\"k\":\"k3y/with \\\"q\\\"\\u0026\\u003cmore\\u003e+\"}"))
        .isEqualTo("{\"k\":\"***\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "xy", "xyz", "user:"})
  void aSecretInBase64IsHiddenWhateverStandsAroundIt(String before) {
    byte[] bytes = (before + SECRET + "!").getBytes(StandardCharsets.UTF_8);

    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String encoded = encoder.encodeToString(bytes);
      String hidden = redaction.apply(encoded);

      assertThat(hidden).contains("***");
      assertThat(hidden.length()).isLessThan(encoded.length() - SECRET.length());
    }
  }

  @Test
  void theLinesOfASecretOfManyLinesAreHidden() {
    assertThat(new Redaction(List.of("-----\nMIIEvAIBADANBg\n-----")).apply("got MIIEvAIBADANBg"))
        .isEqualTo("got ***");
  }
}
