package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TagsTest {
  private static final ImageReference BASE = ImageReference.parse("langgenius/dify-api:1.16.1");
  private static final Digest INPUTS = Digest.of("abc".getBytes(StandardCharsets.UTF_8));

  private static List<String> fill(String... tags) {
    return Tags.fill(List.of(tags), BASE, Optional.of("1.16.2"), INPUTS);
  }

  @ParameterizedTest
  @CsvSource({
    "{upstreamTag}-arms, 1.16.1-arms",
    "{difyVersion}-{upstreamTag}, 1.16.2-1.16.1",
    "{upstreamTag}-arms-{inputs}, 1.16.1-arms-ba7816bf",
    "latest, latest"
  })
  void placeholdersAreFilledIn(String tag, String filled) {
    assertThat(fill(tag)).containsExactly(filled);
  }

  @Test
  void equalTagsAreOne() {
    assertThat(fill("{upstreamTag}", "1.16.1", "latest")).containsExactly("1.16.1", "latest");
  }

  @Test
  void aBaseByDigestGivesTheBeginningOfIt() {
    ImageReference pinned = ImageReference.parse("langgenius/dify-api@" + INPUTS);

    assertThat(Tags.fill(List.of("{upstreamTag}-arms"), pinned, Optional.empty(), INPUTS))
        .containsExactly("ba7816bf8f01-arms");
  }

  @ParameterizedTest
  @CsvSource({
    "{difyversion}, DA-107",
    "{}, DA-107",
    "{upstreamTag, DA-102",
    "a b, DA-102",
    "-arms, DA-102",
    "'', DA-102"
  })
  void whatIsNoTagIsRefusedBeforeAnythingIsRead(String tag, String code) {
    assertThatThrownBy(() -> Tags.check(List.of(tag), BASE, Optional.of("1")))
        .hasMessageContaining(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0$1", "1\\0", "$"})
  void signsThatReplacementsKnowAreRefusedAsTag(String version) {
    assertThatThrownBy(() -> Tags.check(List.of("{difyVersion}"), BASE, Optional.of(version)))
        .hasMessageContaining("DA-102");
  }

  @Test
  void aPlaceholderWithoutValueIsRefused() {
    assertThatThrownBy(() -> Tags.check(List.of("{difyVersion}"), BASE, Optional.empty()))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("difyVersion");
  }

  @Test
  void noTagAtAllIsRefused() {
    assertThatThrownBy(() -> Tags.check(List.of(), BASE, Optional.empty()))
        .hasMessageContaining("DA-107");
  }
}
