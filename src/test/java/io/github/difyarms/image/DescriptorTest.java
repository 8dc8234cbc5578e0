package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final Digest OTHER = Digest.of(new byte[0]);

  private static Descriptor descriptor(String fields) {
    String json = "{\"mediaType\":\"m\"," + fields + "}";
    return Descriptor.of(Json.readObject(json.getBytes(StandardCharsets.UTF_8), "test"));
  }

  @Test
  void unknownFieldsSurviveAnotherTarget() {
    Descriptor old =
        descriptor(
            "\"digest\":\""
                + DIGEST
                + "\",\"size\":3,\"annotations\":{\"a\":\"b\"},\"x\":{\"y\":1}"
                + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm64\",\"variant\":\"v8\"}");

    Descriptor other = old.pointingTo("n", OTHER, 4);

    assertThat(other.mediaType()).isEqualTo("n");
    assertThat(other.digest()).isEqualTo(OTHER);
    assertThat(other.size()).isEqualTo(4);
    assertThat(other.annotation("a")).contains("b");
    assertThat(other.annotation("c")).isEmpty();
    assertThat(other.platform()).contains(Platform.parse("linux/arm64"));
    assertThat(other.json().path("x")).isEqualTo(old.json().path("x"));
    assertThat(other.json().path("platform").path("variant").asText()).isEqualTo("v8");
  }

  @Test
  void whatTellsOfTheOldContentDoesNot() {
    Descriptor old =
        descriptor("\"digest\":\"" + DIGEST + "\",\"size\":3,\"data\":\"YWJj\",\"urls\":[\"u\"]");

    assertThat(old.pointingTo("n", OTHER, 4).json().has("data")).isFalse();
    assertThat(old.pointingTo("n", OTHER, 4).json().has("urls")).isFalse();
    assertThat(old.pointingTo("n", old.digest(), 3).json().has("urls")).isTrue();
  }

  @Test
  void changingTheJsonOutsideChangesNothing() {
    Descriptor descriptor = descriptor("\"digest\":\"" + DIGEST + "\",\"size\":3");

    descriptor.json().put("size", 4);

    assertThat(descriptor.json().path("size").asInt()).isEqualTo(3);
    assertThat(descriptor).isEqualTo(descriptor("\"digest\":\"" + DIGEST + "\",\"size\":3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.0", "1e3", "\"3\"", "null", "9223372036854775808"})
  void sizesThatAreNoneAreRefused(String size) {
    assertThatThrownBy(() -> descriptor("\"digest\":\"" + DIGEST + "\",\"size\":" + size))
        .hasMessageContaining("DA-207")
        .hasMessageContaining("size is " + (size.equals("1e3") ? "1E+3" : size));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\":1", "\"digest\":null", "\"digest\":\"sha256:../x\""})
  void digestsThatAreNoneAreTheOtherSidesFault(String field) {
    assertThatThrownBy(() -> descriptor(field + ",\"size\":1")).hasMessageContaining("DA-207");
  }
}
