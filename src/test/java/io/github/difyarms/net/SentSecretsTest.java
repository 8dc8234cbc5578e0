package io.github.difyarms.net;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Json;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentSecretsTest {
  private static final URI ADDRESS = URI.create("https://registry.example/v2/a/manifests/1");

  private static String hidden(HttpCall call, String answer) {
    return new String(new SentSecrets(call).hiddenIn(answer.getBytes(UTF_8)), UTF_8);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void aLoginIsHiddenInEveryFormAServerMayRepeatItIn() {
    HttpCall call = HttpCall.get(ADDRESS).with("Authorization", "Basic " + base64("me:pä/s+\"w"));

    assertThat(hidden(call, "Basic " + base64("me:pä/s+\"w") + " is wrong"))
        .isEqualTo("Basic *** is wrong");
    assertThat(hidden(call, "no user me with pä/s+\"w ü")).isEqualTo("no user me with *** ü");
    assertThat(hidden(call, "{\"sent\": \"me:pä/s+\\\"w\"}")).doesNotContain("pä/s");
    assertThat(hidden(call, "?login=me%3Ap%C3%A4%2Fs%2B%22w")).doesNotContain("p%C3%A4");
  }

  /** As Go, Python, Gson and others write the same; each must go before the JSON is read. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pä\\\"\\\\/<é>&='😀",
        "p\\u00e4\\\"\\\\/<\\u00e9>&='\\ud83d\\ude00",
        "p\\u00E4\\\"\\\\\\/<\\u00E9>&='\\uD83D\\uDE00",
        "p\\u00e4\\u0022\\u005c\\/\\u003cé\\u003e\\u0026\\u003d\\u0027😀",
        "\\u0070\\u00e4\\u0022\\u005c\\u002f\\u003c\\u00e9\\u003e\\u0026\\u003d\\u0027\\ud83d\\ude00"
      })
  void aPasswordIsHiddenHoweverJsonWritesItsCharacters(String written) {
    String password = "pä\"\\/<é>&='😀";
    String json = "{\"errors\":[{\"message\":\"no\\\\login: me:" + written + "\\u0021\"}]}";
    assertThat(Json.readObject(json.getBytes(UTF_8), "x").at("/errors/0/message").asText())
        .isEqualTo("no\\login: me:" + password + "!");
    HttpCall call =
        HttpCall.get(ADDRESS).with("Authorization", "Basic " + base64("me:" + password));

    assertThat(hidden(call, json))
        .isEqualTo("{\"errors\":[{\"message\":\"no\\\\login: ***\\u0021\"}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\",
        "\\u",
        "\\u12",
        "\\uzzzz",
        "\\ud83d",
        "\\ud83d\\u0041",
        "\\x \\\\u0041",
        "\\ude00"
      })
  void whatIsNoEscapeStandsAsItIs(String odd) {
    HttpCall call = HttpCall.get(ADDRESS).with("Authorization", "Bearer abcdef");

    assertThat(hidden(call, odd + " abcd\\u0065f " + odd)).isEqualTo(odd + " *** " + odd);
  }

  @Test
  void aLoginIsHiddenInWideCharactersToo() {
    HttpCall call = HttpCall.get(ADDRESS).with("Authorization", "Bearer wide-secret");
    for (Charset wide : List.of(UTF_16BE, UTF_16LE)) {
      byte[] answer = "you said wide-secret!".getBytes(wide);

      assertThat(new String(new SentSecrets(call).hiddenIn(answer), wide)).doesNotContain("wide");
    }
  }

  @Test
  void aTokenIsHidden() {
    HttpCall call = HttpCall.get(ADDRESS).with("Authorization", "Bearer abcdef.ghi-jkl");

    assertThat(hidden(call, "token abcdef.ghi-jkl expired")).isEqualTo("token *** expired");
  }

  @Test
  void anIdentityTokenInAFormIsHidden() {
    HttpCall call =
        HttpCall.of("POST", ADDRESS)
            .with(HttpBody.form("grant_type=refresh_token&refresh_token=id%2Ftoken&service=s"));

    assertThat(hidden(call, "id/token (id%2Ftoken) is unknown")).isEqualTo("*** (***) is unknown");
  }

  @Test
  void aSignatureInTheAddressIsHiddenAndAWordIsNot() {
    HttpCall call =
        HttpCall.get(URI.create("https://oss.example/x?Signature=aB3dE5fG7hI9&type=manifest"));

    assertThat(hidden(call, "<Sent>aB3dE5fG7hI9</Sent> no manifest"))
        .isEqualTo("<Sent>***</Sent> no manifest");
  }

  @Test
  void aRequestWithoutSecretsLeavesEveryByte() {
    assertThat(new SentSecrets(HttpCall.get(ADDRESS)).hiddenIn(new byte[] {-1, 0, 7}))
        .containsExactly(-1, 0, 7);
  }
}
