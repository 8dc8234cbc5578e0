package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "@sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "redis, docker.io/library/redis:latest",
    "langgenius/dify-api:1.16.1, docker.io/langgenius/dify-api:1.16.1",
    "docker.io/redis, docker.io/library/redis:latest",
    "index.docker.io/langgenius/dify-api, docker.io/langgenius/dify-api:latest",
    "registry-1.docker.io/a/b:c, docker.io/a/b:c",
    "localhost/a, localhost/a:latest",
    "localhost:5000/a:b, localhost:5000/a:b",
    "127.0.0.1:5000/a/b/c:1, 127.0.0.1:5000/a/b/c:1",
    "[::1]:5000/a:b, [::1]:5000/a:b",
    "[::1]/a, [::1]/a:latest",
    "' quay.io/a/b__c--d.e_f ', quay.io/a/b__c--d.e_f:latest",
    "Registry.Example.COM/a:UPPER_tag-1.0, Registry.Example.COM/a:UPPER_tag-1.0"
  })
  void referencesAreCompletedAsDockerDoes(String written, String complete) {
    assertThat(ImageReference.parse(written)).hasToString(complete);
    assertThat(ImageReference.parse(complete)).hasToString(complete);
  }

  @Test
  void theDigestWinsOverTheTag() {
    ImageReference both = ImageReference.parse("quay.io/a/b:1" + DIGEST);
    ImageReference digestOnly = ImageReference.parse("quay.io/a/b" + DIGEST);

    assertThat(both.identifier()).isEqualTo(DIGEST.substring(1));
    assertThat(both.tag()).contains("1");
    assertThat(digestOnly.tag()).isEmpty();
    assertThat(digestOnly).hasToString("quay.io/a/b" + DIGEST);
    assertThat(both.withTag("2")).hasToString("quay.io/a/b:2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Upper/case",
        "a//b",
        "/a",
        "a/",
        "host:5000/",
        "a:b:c",
        "a:",
        "a:ta g",
        "a:-x",
        "a@sha256:abc",
        "a@md5:d41d8cd98f00b204e9800998ecf8427e",
        "a@",
        "../a",
        "a/../b",
        "a_-b",
        "host.:80/a",
        "host:123456/a",
        "host:0/a",
        "host:65536/a",
        "[3:1]/a",
        "[1.2.3.4]:5000/a",
        "registry.1/a",
        "1.2.3.4.5/a",
        "https://host/a",
        "user:secret@host/a"
      })
  void malformedReferencesAreRefusedByCode(String written) {
    assertThatThrownBy(() -> ImageReference.parse(written))
        .hasMessageContaining("DA-102")
        .hasMessageNotContaining("secret");
  }

  @Test
  void namesAndTagsHaveTheLengthsOfTheSpecification() {
    String repository = "x".repeat(255);
    String tag = "t".repeat(128);

    assertThat(ImageReference.parse("quay.io/" + repository + ":" + tag).tag()).contains(tag);
    assertThatThrownBy(() -> ImageReference.parse("quay.io/x" + repository))
        .hasMessageContaining("DA-102");
    assertThatThrownBy(() -> ImageReference.parse("quay.io/x:t" + tag))
        .hasMessageContaining("DA-102");
  }

  @Test
  void aRegistryHasTheLengthOfAHostName() {
    assertThatThrownBy(() -> ImageReference.parse("a.".repeat(100_000) + "b/c"))
        .hasMessageContaining("DA-102");
  }

  @Test
  void theFamiliarNameLeavesOutWhatDockerAddsByItself() {
    for (String name : new String[] {"redis", "acme/redis", "example.com/redis", "[::1]:5000/r"}) {
      assertThat(ImageReference.parse(name + ":1").familiarName()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker.io/quay.io/a", "docker.io/localhost/a", "docker.io/library/a/b"})
  void theFamiliarNameIsReadAsTheSameRepository(String name) {
    assertThat(ImageReference.parse(ImageReference.parse(name).familiarName()).name())
        .isEqualTo(name);
  }
}
