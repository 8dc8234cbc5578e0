package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class BaseImageTest {
  private final ObjectNode config = Json.object().put("os", "linux").put("architecture", "amd64");
  private final ObjectNode platform = Json.object().put("os", "linux").put("architecture", "amd64");

  private void require() {
    byte[] bytes = Json.write(config);
    ObjectNode manifest =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.set(
        "config", Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(bytes), bytes.length).json());
    manifest.putArray("layers");
    RawManifest raw = RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(manifest));
    ObjectNode entry = raw.descriptor().json();
    entry.set("platform", platform);
    new BaseImage(ImageManifest.of(raw), ImageConfig.of(bytes))
        .requirePlatformOf(Descriptor.of(entry));
  }

  @Test
  void anImageOfAnotherPlatformThanItsIndexSaysIsRefused() {
    platform.put("architecture", "arm64");

    assertThatThrownBy(this::require)
        .hasMessageContaining("DA-305")
        .hasMessageContaining("the index has it for linux/arm64, its config says linux/amd64");
  }

  @Test
  void otherSpellingsAndVariantsThatTheConfigLeavesOutAreTheSamePlatform() {
    platform.put("architecture", "x86_64").put("variant", "v2");
    assertThatCode(this::require).doesNotThrowAnyException();

    platform.put("architecture", "aarch64").put("variant", "v8");
    config.put("architecture", "arm64");
    assertThatCode(this::require).doesNotThrowAnyException();
  }

  @Test
  void aConfigWithoutAPlatformContradictsNoIndex() {
    config.remove("os");
    config.remove("architecture");

    assertThatCode(this::require).doesNotThrowAnyException();
  }
}
