package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.Oddity;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be built stops with its code, and the target has not seen a single write. */
class BadInputTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private void base(MiniatureImages.Builder images) {
    images.build().pushTo(registry, BASE, "1.16.1");
    registry.reset();
  }

  private Workshop workshop() {
    return new Workshop(directory);
  }

  private void build(Workshop workshop, String base) {
    workshop.build(registry.address() + "/" + base, registry.address() + "/" + TARGET);
  }

  private void stopsWith(String code, ThrowingCallable build) {
    assertThatThrownBy(build).hasMessageContaining(code).hasMessageContaining("next:");
    assertThat(registry.recorded())
        .as("requests that write")
        .allMatch(request -> request.method().equals("GET") || request.method().equals("HEAD"));
  }

  @Test
  void unknownPlatform() {
    base(MiniatureImages.builder());
    stopsWith("DA-301", () -> build(workshop().platforms("linux/riscv64"), BASE + ":1.16.1"));
  }

  @Test
  void onePlatformOfTwoMissing() {
    base(MiniatureImages.builder().platforms("linux/amd64"));
    stopsWith("DA-301", () -> build(workshop(), BASE + ":1.16.1"));
  }

  @Test
  void baseWithoutTheScript() {
    base(MiniatureImages.builder().odd(Oddity.NO_SCRIPT));
    stopsWith("DA-302", () -> build(workshop(), BASE + ":1.16.1"));
  }

  @Test
  void scriptWithoutALaunch() {
    base(MiniatureImages.builder().script("#!/bin/bash\n\nset -e\n\necho hello\n"));
    stopsWith("DA-401", () -> build(workshop(), BASE + ":1.16.1"));
  }

  @Test
  void scriptWithAnotherServer() {
    base(MiniatureImages.builder().script("#!/bin/bash\nset -e\nexec uvicorn app:app\n"));
    stopsWith("DA-404", () -> build(workshop(), BASE + ":1.16.1"));
  }

  @Test
  void unknownTag() {
    base(MiniatureImages.builder());
    stopsWith("DA-203", () -> build(workshop(), BASE + ":9.9.9"));
  }

  @Test
  void baseThatIsPinnedByAWrongDigest() {
    base(MiniatureImages.builder());
    stopsWith("DA-203", () -> build(workshop(), BASE + ":1.16.1@sha256:" + "0".repeat(64)));
  }

  @Test
  void unknownPlaceholderInATag() {
    base(MiniatureImages.builder());
    stopsWith("DA-107", () -> build(workshop().tags("{version}"), BASE + ":1.16.1"));
  }

  @Test
  void warningsWhenNoneAreWanted() {
    base(MiniatureImages.builder());
    build(workshop(), BASE + ":1.16.1");
    registry.reset();
    // The result as base: made by this plugin already.
    assertThatThrownBy(
            () ->
                workshop()
                    .failOnWarning()
                    .build(
                        registry.address() + "/" + TARGET + ":1.16.1-arms",
                        registry.address() + "/other/dify-api"))
        .hasMessageContaining("DA-110")
        .hasMessageContaining("made by this plugin");
    assertThat(registry.tags("other/dify-api")).isEmpty();
  }

  @Test
  void registryThatIsDown() {
    base(MiniatureImages.builder());
    String target;
    try (EmbeddedRegistry other = EmbeddedRegistry.start()) {
      target = other.address() + "/" + TARGET;
    }
    assertThatThrownBy(() -> workshop().build(registry.address() + "/" + BASE + ":1.16.1", target))
        .hasMessageContaining("DA-201");
  }

  @Test
  void tagThatMayNotMove() {
    try (EmbeddedRegistry strict = EmbeddedRegistry.builder().immutableTags().start()) {
      MiniatureImages.builder().build().pushTo(strict, BASE, "1.16.1");
      String base = strict.address() + "/" + BASE + ":1.16.1";
      String target = strict.address() + "/" + TARGET;
      var first = workshop().build(base, target);

      assertThatThrownBy(() -> workshop().agentVersion("1.2.4").build(base, target))
          .hasMessageContaining("DA-206")
          .hasMessageContaining("TAG_IMMUTABLE")
          .hasMessageContaining("{inputs}");

      assertThat(strict.tags(TARGET))
          .containsEntry("1.16.1-arms", first.components().get(0).digest());
      var other = workshop().agentVersion("1.2.4").tags("{upstreamTag}-{inputs}");
      assertThat(other.build(base, target).components().get(0).tags().get(0))
          .matches("1\\.16\\.1-[0-9a-f]{8}");
    }
  }
}
