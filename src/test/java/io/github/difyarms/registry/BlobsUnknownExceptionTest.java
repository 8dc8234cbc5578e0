package io.github.difyarms.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobsUnknownExceptionTest {
  private static final Digest ONE = Digest.of("one".getBytes(UTF_8));
  private static final Digest TWO = Digest.of("two".getBytes(UTF_8));
  private static final Digest THREE = Digest.of("three".getBytes(UTF_8));

  private static Set<Digest> named(String body) {
    Throwable cause = BlobsUnknownException.in(body.getBytes(UTF_8)).orElse(null);
    return BlobsUnknownException.named(
        new DifyArmsException(ErrorCode.PUSH_REFUSED, "what", "where", "why", cause));
  }

  private static String error(String code, String rest) {
    return "{\"code\":\"" + code + "\"," + rest + "}";
  }

  private static String errors(String... errors) {
    return "{\"errors\":[" + String.join(",", errors) + "]}";
  }

  @Test
  void digestsAreFoundWhereverAnErrorHasThem() {
    assertThat(
            named(
                errors(
                    error("MANIFEST_BLOB_UNKNOWN", "\"detail\":\"" + ONE + "\""),
                    error("MANIFEST_BLOB_UNKNOWN", "\"detail\":{\"Digest\":\"" + TWO + "\"}"),
                    error("BLOB_UNKNOWN", "\"message\":\"no " + THREE + " here\""))))
        .containsExactlyInAnyOrder(ONE, TWO, THREE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "{}",
        "{\"errors\":{}}",
        "{\"errors\":[1]}",
        "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\"}]}",
        "{\"errors\":[{\"code\":\"BLOB_UNKNOWN\",\"detail\":\"sha256:0123\"}]}",
      })
  void whoeverNamesNothingIsNotFollowed(String body) {
    assertThat(named(body)).isEmpty();
  }

  @Test
  void digestsInOtherErrorsAndLongerOnesDoNotCount() {
    assertThat(
            named(
                errors(
                    error("MANIFEST_INVALID", "\"detail\":\"" + ONE + "\""),
                    error("BLOB_UNKNOWN", "\"detail\":\"" + TWO + "0\""))))
        .isEmpty();
  }
}
