package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.testing.Workshop;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a part says of itself is the word of whoever could write it. */
class UntrustedPartsTest {
  private static final String PLATFORM = "linux/arm64";

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();
  private final EmbeddedRegistry foreign = EmbeddedRegistry.start();
  private JoinRequest.Part part;

  @BeforeEach
  void build() {
    MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
    Workshop workshop = machine("one").withoutIndex();
    BuildResult built =
        workshop.build(
            registry.address() + "/langgenius/dify-api:1.16.1",
            registry.address() + "/acme/dify-api");
    part = workshop.parts(built).get(0);
    registry.reset();
  }

  @AfterEach
  void stop() {
    registry.close();
    foreign.close();
  }

  private Workshop machine(String name) {
    return new Workshop(directory.resolve(name)).platforms(PLATFORM);
  }

  private BuildResult join(JoinRequest.Part one, String base, Map<String, String> targets) {
    Map<String, Target.Registry> repositories = new TreeMap<>();
    targets.forEach(
        (id, image) ->
            repositories.put(
                id,
                new Target.Registry(
                    ImageReference.parse(image),
                    image.endsWith(":mine") ? List.of("mine") : List.of())));
    return machine("index")
        .join(
            new JoinRequest(
                List.of(one),
                List.of(),
                List.of(Platform.parse(PLATFORM)),
                List.of(),
                List.of("usual"),
                Optional.empty(),
                Format.AUTO,
                new JoinRequest.Places(Map.of("api", Set.of(base)), repositories)));
  }

  private String target() {
    return registry.address() + "/acme/dify-api";
  }

  private static JoinRequest.Part byDigest(JoinRequest.Part part) {
    return new JoinRequest.Part("typed", part.image(), Optional.empty());
  }

  private JoinRequest.Part in(String repository) {
    return new JoinRequest.Part(
        "partial.json",
        ImageReference.parse(repository + "@" + part.image().identifier()),
        part.result());
  }

  @Test
  void aFileThatNamesAnotherHostIsRefusedBeforeAnythingIsAskedThere() {
    JoinRequest.Part evil = in(foreign.address() + "/acme/dify-api");

    assertThatThrownBy(() -> join(evil, registry.address(), Map.of("api", target())))
        .hasMessageContaining("DA-677")
        .hasMessageContaining("partial.json: " + foreign.address())
        .hasMessageContaining("results of api go to " + target())
        .hasMessageContaining("-Ddify-arms.to.registry");
    assertThat(foreign.requests() + registry.requests()).isZero();
  }

  @Test
  void aFileThatNamesAnotherRepositoryIsRefused() {
    JoinRequest.Part other = in(registry.address() + "/victim/dify-api");

    assertThatThrownBy(() -> join(other, registry.address(), Map.of("api", target())))
        .hasMessageContaining("DA-677");
    assertThat(registry.requests()).isZero();
  }

  @Test
  void withoutATargetAFileMayNameLoopbackOnly() {
    assertThatThrownBy(
            () -> join(in("registry.invalid/acme/dify-api"), registry.address(), Map.of()))
        .hasMessageContaining("DA-677")
        .hasMessageContaining("nothing says where results of api go");
    assertThat(join(part, registry.address(), Map.of()).components()).hasSize(1);
  }

  @Test
  void aDigestHasToAgreeWithTheTargetToo() {
    JoinRequest.Part typed = byDigest(in(foreign.address() + "/acme/dify-api"));

    assertThatThrownBy(() -> join(typed, registry.address(), Map.of("api", target())))
        .hasMessageContaining("DA-677")
        .hasMessageContaining("results go to " + target());
    assertThat(foreign.requests()).isZero();
    assertThat(join(byDigest(part), registry.address(), Map.of("api", target())).components())
        .hasSize(1);
  }

  @Test
  void aBaseInAnotherRegistryIsRefusedBeforeAnythingIsAskedThere() {
    assertThatThrownBy(() -> join(part, "docker.io", Map.of("api", target())))
        .hasMessageContaining("DA-677")
        .hasMessageContaining("base " + registry.address() + "/langgenius/dify-api:1.16.1")
        .hasMessageContaining("upstream images of api are in docker.io")
        .hasMessageContaining("-Ddify-arms.from.registry");
    assertThat(registry.recorded()).noneMatch(request -> request.path().contains("langgenius"));
    assertThat(registry.tags("acme/dify-api")).isEmpty();
  }

  @Test
  void aTagInTheTargetWinsAsInABuild() {
    join(part, registry.address(), Map.of("api", target() + ":mine"));

    assertThat(registry.tags("acme/dify-api")).containsOnlyKeys("mine");
  }

  @Test
  void aComponentThatThereIsNotIsRefusedBeforeAnythingIsPushed() {
    ImageManifest manifest =
        ImageManifest.of(
            registry.manifest("acme/dify-api", part.image().identifier()).orElseThrow());
    ObjectNode config =
        ImageConfig.of(registry.blob("acme/dify-api", manifest.config().digest()).orElseThrow())
            .json()
            .deepCopy();
    ((ObjectNode) config.at("/config/Labels"))
        .put("io.github.difyarms.component", "../../somewhere");
    byte[] bytes = Json.write(config);
    ObjectNode changed = manifest.json().deepCopy();
    ((ObjectNode) changed.path("config"))
        .put("digest", Digest.of(bytes).toString())
        .put("size", bytes.length);
    RawManifest raw = RawManifest.of(manifest.raw().mediaType(), Json.write(changed));
    registry.putBlob("acme/dify-api", bytes);
    registry.putManifest("acme/dify-api", raw.digest().toString(), raw);
    JoinRequest.Part odd =
        new JoinRequest.Part("typed", part.image().withDigest(raw.digest()), Optional.empty());

    assertThatThrownBy(() -> join(odd, registry.address(), Map.of()))
        .hasMessageContaining("DA-675")
        .hasMessageContaining("no component \"../../somewhere\", only api");
    assertThat(registry.recorded())
        .allMatch(request -> List.of("GET", "HEAD").contains(request.method()));
  }

  private void refused(Consumer<ObjectNode> edit, String why) {
    ObjectNode json = part.result().orElseThrow().json();
    edit.accept(json);
    JoinRequest.Part edited =
        JoinRequest.Part.of("edited.json", PartialResult.read(Json.write(json), "edited.json"));
    assertThatThrownBy(() -> join(edited, registry.address(), Map.of()))
        .hasMessageContaining("DA-675")
        .hasMessageContaining("edited.json")
        .hasMessageContaining(why);
    assertThat(registry.tags("acme/dify-api")).isEmpty();
  }

  private static ObjectNode at(ObjectNode json, String path) {
    return (ObjectNode) json.at("/image/platforms/0" + path);
  }

  @Test
  void aFileThatContradictsManifestConfigOrItselfIsRefused() {
    String zeros = "sha256:" + "0".repeat(64);
    refused(json -> at(json, "/layer").put("size", 1), "another layer");
    refused(json -> at(json, "/layer").put("diffId", zeros), "another layer");
    refused(json -> at(json, "/baseLayers/0").put("size", 1), "another platform or base");
    refused(
        json -> {
          ObjectNode texts = (ObjectNode) json.at("/image/texts");
          texts.put(texts.fieldNames().next(), "exec nothing at all");
        },
        "has not the digest");
    refused(json -> at(json, "/files/0").put("new", zeros), "the new layer has no /");
    refused(json -> at(json, "/files/0").put("path", "/bin/sh"), "the new layer has no /bin/sh");
    refused(json -> at(json, "/files/0").put("mode", "4755"), "the new layer has no /");
  }

  @Test
  void aFileThatTellsOfAnotherLayerInOneVoiceIsRefusedToo() {
    String told = part.result().orElseThrow().platform().files().get(0).newDigest().toString();
    String text = "exec nothing at all";
    String digest = Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
    refused(
        json -> {
          at(json, "/files/0").put("new", digest);
          ((ObjectNode) json.at("/image/texts")).put(digest, text);
          json.at("/image/platforms/0/proof/layer")
              .forEach(
                  entry -> {
                    if (entry.path("digest").asText().equals(told)) {
                      ((ObjectNode) entry).put("digest", digest);
                    }
                  });
        },
        "its list of the new layer is not what the layer holds");
  }
}
