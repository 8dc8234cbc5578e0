package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Go components compiled on two machines with caches, folders and instgos of their own. All tests
 * look at the same three builds.
 */
class SplitGoBuildTest {
  @TempDir static Path directory;
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();
  private static BuildResult single;
  private static List<JoinRequest.Part> amd64;
  private static List<JoinRequest.Part> arm64;
  private static List<JoinRequest.Part> newer;

  @BeforeAll
  static void build() {
    try (GoBench bench = bench("single")) {
      Workshop workshop = new Workshop(directory.resolve("single"));
      single =
          workshop
              .with(bench.components())
              .run(
                  List.of(
                      request(workshop, PluginDaemon.ID, "-local", "single"),
                      request(workshop, Sandbox.ID, "", "single")));
    }
    amd64 = parts("one", "linux/amd64", "", "");
    // Another host has another instgo of the same version: other bytes, the same work.
    arm64 = parts("two", "linux/arm64", "echoKey", "true");
    newer = parts("three", "linux/arm64", "version", "0.0.9");
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  private static GoBench bench(String machine) {
    return new GoBench(directory.resolve(machine), OSS);
  }

  private static ComponentRequest request(
      Workshop workshop, String component, String flavour, String owner) {
    return workshop.request(
        component,
        IMAGES.base(component, GoImages.RELEASE + flavour),
        IMAGES.registry().address() + "/" + owner + "/dify-" + component);
  }

  private static List<JoinRequest.Part> parts(
      String machine, String platform, String variable, String value) {
    try (GoBench bench = bench(machine)) {
      if (!variable.isEmpty()) {
        bench.standIn(variable, value);
      }
      Workshop workshop = new Workshop(directory.resolve(machine)).platforms(platform);
      workshop.with(bench.components()).withoutIndex();
      return workshop.parts(
          workshop.run(
              List.of(
                  request(workshop, PluginDaemon.ID, "-local", "acme"),
                  request(workshop, Sandbox.ID, "", "acme"))));
    }
  }

  private static List<JoinRequest.Part> all(
      List<JoinRequest.Part> one, List<JoinRequest.Part> other) {
    List<JoinRequest.Part> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static BuildResult join(List<JoinRequest.Part> parts) {
    return new Workshop(directory.resolve("index")).join(parts);
  }

  private static String instgo(JoinRequest.Part part) {
    ReplacedFile file = part.result().orElseThrow().platform().files().get(0);
    return file.build().orElseThrow().instgo().sha256();
  }

  @Test
  void joinedTheyAreTheIndexesOfASingleBuild() {
    List<Digest> digests = single.components().stream().map(ComponentResult::digest).toList();
    List<JoinRequest.Part> parts = all(arm64, amd64);

    assertThat(instgo(arm64.get(0))).isNotEqualTo(instgo(amd64.get(0)));
    assertThat(join(parts).components())
        .extracting(ComponentResult::digest)
        .containsExactlyElementsOf(digests);
    assertThat(
            join(parts.stream()
                    .map(p -> new JoinRequest.Part("digest", p.image(), Optional.empty()))
                    .toList())
                .components())
        .extracting(ComponentResult::digest)
        .containsExactlyElementsOf(digests);
  }

  @Test
  void anotherVersionOfInstgoIsRefusedByItsLabel() {
    assertThatThrownBy(() -> join(all(amd64, newer)))
        .hasMessageContaining("DA-672")
        .hasMessageContaining("instgo.version is 0.0.9 in three/partial-plugin-daemon-linux-arm64")
        .hasMessageContaining("instgo.version is 0.0.1 in one/partial-plugin-daemon-linux-amd64")
        .hasMessageNotContaining("go.version is 1");
  }

  @Test
  void whatOneImageLacksLeavesTheOthersWithoutTags() {
    long before = IMAGES.pushes();
    List<JoinRequest.Part> parts = all(amd64, arm64);
    parts.remove(3); // the sandbox for arm64

    assertThatThrownBy(() -> join(parts))
        .hasMessageContaining("DA-673")
        .hasMessageContaining("no part of sandbox for linux/arm64");
    assertThat(IMAGES.pushes()).isEqualTo(before);
  }
}
