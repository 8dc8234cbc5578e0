package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.Oddity;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.model.Target;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofOfBuildsTest {
  private static final String BASE = "langgenius/dify-api";

  @TempDir private Path folder;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private ComponentResult build(Workshop workshop) {
    return workshop
        .build(registry.address() + "/" + BASE + ":1.16.1", registry.address() + "/acme/dify-api")
        .components()
        .get(0);
  }

  @Test
  void theBytesThatWereSentProveWhatReadingThemBackProves() {
    MiniatureImages.builder().rich().build().pushTo(registry, BASE, "1.16.1");

    ComponentResult sent = build(new Workshop(folder.resolve("a")));
    long requests = registry.requests();
    ComponentResult read = build(new Workshop(folder.resolve("b")).readBack());

    assertThat(read.digest()).isEqualTo(sent.digest());
    assertThat(read.index()).isEqualTo(sent.index());
    for (int i = 0; i < sent.platforms().size(); i++) {
      assertThat(read.platforms().get(i).proof()).isEqualTo(sent.platforms().get(i).proof());
    }
    assertThat(registry.recorded())
        .filteredOn(r -> r.method().equals("GET") && r.path().contains("acme/dify-api/blobs"))
        .hasSize(4); // configs and layers of two platforms
    assertThat(requests).isPositive();
  }

  @Test
  void aResultTellsTheIndexTheLayersAndTheNewScript() {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");

    ComponentResult result = build(new Workshop(folder));

    assertThat(result.index())
        .extracting(Difference::kind, Difference::pointer)
        .contains(
            org.assertj.core.groups.Tuple.tuple(Difference.Kind.CHANGED, "/manifests/0/digest"));
    PlatformResult platform = result.platforms().get(0);
    assertThat(platform.baseLayers()).isNotEmpty();
    assertThat(platform.proof().layer())
        .extracting(item -> item.path())
        .contains("/entrypoint.sh", "/app/api/docker/entrypoint.sh");
    ReplacedFile script = platform.files().get(0);
    assertThat(script.text()).get().asString().contains("aliyun-instrument");
    assertThat(platform.proof().texts().get(0).lines()).anyMatch(line -> line.startsWith("+"));
  }

  @Test
  void anUnchangedBuildStillHasItsProofAndItsScript() {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    Workshop workshop = new Workshop(folder);
    ComponentResult first = build(workshop);

    ComponentResult second = build(workshop);

    assertThat(second.upToDate()).isTrue();
    assertThat(second.platforms().get(0).proof()).isEqualTo(first.platforms().get(0).proof());
    assertThat(second.platforms().get(0).files())
        .extracting(ReplacedFile::text)
        .isEqualTo(
            List.copyOf(first.platforms().get(0).files()).stream()
                .map(ReplacedFile::text)
                .toList());
  }

  @Test
  void aSingleManifestIsReadBackTooFromWhereverItIs() {
    MiniatureImages.builder().odd(Oddity.SINGLE_MANIFEST).build().pushTo(registry, BASE, "1.16.1");
    String base = registry.address() + "/" + BASE + ":1.16.1";

    ComponentResult pushed = build(new Workshop(folder).platforms("linux/amd64").readBack());
    ComponentResult layout =
        new Workshop(folder)
            .platforms("linux/amd64")
            .run(
                List.of(
                    new ComponentRequest(
                        "api",
                        ImageReference.parse(base),
                        new Target.Layout(folder.resolve("layout"), List.of("x")))))
            .components()
            .get(0);

    assertThat(pushed.index()).isEmpty();
    assertThat(layout.platforms().get(0).proof().layer())
        .isEqualTo(pushed.platforms().get(0).proof().layer());
  }
}
