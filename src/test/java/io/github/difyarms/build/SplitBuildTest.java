package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.Oddity;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** dify-api built platform by platform on machines of their own, and joined on one more. */
class SplitBuildTest {
  private static final String AMD64 = "linux/amd64";
  private static final String ARM64 = "linux/arm64";

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private void base(MiniatureImages.Builder image) {
    image.build().pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  private Workshop machine(String name) {
    return new Workshop(directory.resolve(name));
  }

  private BuildResult build(Workshop workshop, String repository) {
    registry.reset();
    return workshop.build(
        registry.address() + "/langgenius/dify-api:1.16.1", registry.address() + "/" + repository);
  }

  private List<JoinRequest.Part> part(Workshop workshop) {
    return workshop.parts(build(workshop.withoutIndex(), "acme/dify-api"));
  }

  private List<JoinRequest.Part> part(String platform) {
    return part(machine(platform.replace('/', '-')).platforms(platform));
  }

  private List<JoinRequest.Part> bothParts() {
    return join(part(ARM64), part(AMD64));
  }

  private static <T> List<T> join(List<T> one, List<T> other) {
    List<T> all = new ArrayList<>(one);
    all.addAll(other);
    return all;
  }

  private static List<JoinRequest.Part> digests(List<JoinRequest.Part> parts) {
    return parts.stream()
        .map(p -> new JoinRequest.Part(p.image().toString(), p.image(), Optional.empty()))
        .toList();
  }

  private static ComponentResult only(BuildResult result) {
    assertThat(result.components()).hasSize(1);
    return result.components().get(0);
  }

  private BuildResult index(List<JoinRequest.Part> parts) {
    registry.reset();
    return machine("index").join(parts);
  }

  @Test
  void aBuildWithoutIndexPushesByDigestAndSetsNoTag() {
    base(MiniatureImages.builder());

    BuildResult result = build(machine("one").platforms(ARM64).withoutIndex(), "acme/dify-api");

    ComponentResult image = only(result);
    assertThat(registry.tags("acme/dify-api")).isEmpty();
    assertThat(registry.manifest("acme/dify-api", image.digest().toString())).isPresent();
    assertThat(image.reference()).isEqualTo(image.name() + "@" + image.digest());
    assertThat(image.platforms())
        .singleElement()
        .satisfies(p -> assertThat(p.manifest()).isEqualTo(image.digest()));
  }

  @Test
  void joinedFromFilesItIsTheIndexOfASingleBuild() {
    base(MiniatureImages.builder().rich());
    ComponentResult single = only(build(machine("single"), "other/dify-api"));

    ComponentResult joined = only(index(bothParts()));

    assertThat(joined.digest()).isEqualTo(single.digest());
    assertThat(joined.inputs()).isEqualTo(single.inputs());
    assertThat(joined.index()).isEqualTo(single.index());
    assertThat(joined.tags()).containsExactly("1.16.1-arms");
    assertThat(registry.tags("acme/dify-api")).containsEntry("1.16.1-arms", single.digest());
    for (int i = 0; i < 2; i++) {
      PlatformResult one = joined.platforms().get(i);
      PlatformResult other = single.platforms().get(i);
      assertThat(one.files()).isEqualTo(other.files());
      assertThat(one.proof()).isEqualTo(other.proof());
      assertThat(one.layer()).isEqualTo(other.layer());
    }
  }

  @Test
  void joinedFromDigestsItIsTheSameAndTellsWhatTheImagesTell() {
    base(MiniatureImages.builder().rich());
    ComponentResult single = only(build(machine("single"), "other/dify-api"));

    ComponentResult joined = only(index(digests(bothParts())));

    assertThat(joined.digest()).isEqualTo(single.digest());
    PlatformResult one = joined.platforms().get(0);
    PlatformResult other = single.platforms().get(0);
    assertThat(one.files()).isEmpty();
    assertThat(one.layer().digest()).isEqualTo(other.layer().digest());
    assertThat(one.layer().diffId()).isEqualTo(other.layer().diffId());
    assertThat(one.proof().manifest()).isEqualTo(other.proof().manifest());
    assertThat(one.proof().config()).isEqualTo(other.proof().config());
    assertThat(one.proof().layer()).isEmpty();
  }

  @Test
  void dockerImagesAreJoinedToo() {
    base(MiniatureImages.builder().dockerList());
    ComponentResult single = only(build(machine("single"), "other/dify-api"));

    assertThat(only(index(bothParts())).digest()).isEqualTo(single.digest());
    assertThat(only(machine("later").join(digests(bothParts()))).digest())
        .isEqualTo(single.digest());
  }

  @Test
  void anotherFormatIsThatOfASingleBuild() {
    base(MiniatureImages.builder().dockerList());
    ComponentResult single = only(build(machine("single").format(Format.OCI), "other/dify-api"));
    List<JoinRequest.Part> parts =
        join(
            part(machine("arm").platforms(ARM64).format(Format.OCI)),
            part(machine("amd").platforms(AMD64).format(Format.OCI)));

    assertThat(only(index(parts)).digest()).isEqualTo(single.digest());
    assertThat(only(machine("by digest").format(Format.OCI).join(digests(parts))).digest())
        .isEqualTo(single.digest());
    assertThatThrownBy(() -> index(digests(parts)))
        .hasMessageContaining("DA-675")
        .hasMessageContaining("to.format=auto");
  }

  @Test
  void theOnlyImageOfASingleManifestGetsTheTagItself() {
    base(MiniatureImages.builder().odd(Oddity.SINGLE_MANIFEST).platforms(AMD64));
    ComponentResult single = only(build(machine("single").platforms(AMD64), "other/dify-api"));
    List<JoinRequest.Part> parts = part(AMD64);

    ComponentResult joined = only(machine("index").platforms(AMD64).join(parts));

    assertThat(joined.digest())
        .isEqualTo(single.digest())
        .isEqualTo(parts.get(0).image().digest().orElseThrow());
    assertThat(joined.inputs()).isEqualTo(single.inputs());
    assertThat(registry.tags("acme/dify-api")).containsEntry("1.16.1-arms", single.digest());
  }

  @Test
  void oneMachineMayBuildSeveralPlatforms() {
    base(MiniatureImages.builder());
    ComponentResult single = only(build(machine("single"), "other/dify-api"));

    List<JoinRequest.Part> parts = part(machine("both"));

    assertThat(parts).hasSize(2);
    assertThat(only(index(parts)).digest()).isEqualTo(single.digest());
  }

  @Test
  void theInputsInATagAreThoseOfASingleBuild() {
    base(MiniatureImages.builder());
    String[] tags = {"{upstreamTag}-{inputs}", "latest"};
    ComponentResult single = only(build(machine("single").tags(tags), "other/dify-api"));
    List<JoinRequest.Part> parts =
        join(
            part(machine("arm").platforms(ARM64).tags(tags)),
            part(machine("amd").platforms(AMD64).tags(tags)));

    assertThat(only(index(parts)).tags()).isEqualTo(single.tags()).hasSize(2);
    assertThat(registry.tags("acme/dify-api"))
        .containsOnlyKeys(single.tags())
        .containsValue(single.digest());
  }

  @Test
  void joiningAgainChangesNothing() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();
    ComponentResult first = only(index(parts));

    ComponentResult second = only(index(parts));

    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(second.upToDate()).isTrue();
    assertThat(registry.recorded()).allMatch(r -> List.of("GET", "HEAD").contains(r.method()));
    assertThat(registry.requests()).isEqualTo(7); // manifest, config and layer of both, the tag
  }

  @Test
  void joiningTwoPlatformsTakes14() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();

    BuildResult result = index(parts);

    // Both parts and their bases by manifest and config, the new layers, the base's index, HEAD and
    // two PUTs.
    assertThat(registry.requests()).isEqualTo(14).isEqualTo(result.requests());
  }

  @Test
  void aPartThatIsThereAlreadyTakesTwoRequests() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> first = part(ARM64);

    List<JoinRequest.Part> second = part(ARM64);

    assertThat(registry.requests()).isEqualTo(2);
    assertThat(registry.recorded()).allMatch(request -> request.method().equals("HEAD"));
    assertThat(second.get(0).image()).isEqualTo(first.get(0).image());
    assertThat(only(index(join(second, part(AMD64)))).platforms()).hasSize(2);
  }

  @Test
  void aPartIsNoIndexWhenAskedForOneLater() {
    base(MiniatureImages.builder());
    part(machine("one"));

    ComponentResult whole = only(build(machine("one"), "acme/dify-api"));

    assertThat(registry.tags("acme/dify-api")).containsEntry("1.16.1-arms", whole.digest());
  }

  @Test
  void nothingIsTaggedBeforeTheJoin() {
    base(MiniatureImages.builder());
    bothParts();

    assertThat(registry.tags("acme/dify-api")).isEmpty();
  }

  private void refused(List<JoinRequest.Part> parts, String... words) {
    assertThatThrownBy(() -> index(parts))
        .satisfies(
            e -> {
              for (String word : words) {
                assertThat(e).hasMessageContaining(word);
              }
            });
    assertThat(registry.recorded()).allMatch(r -> List.of("GET", "HEAD").contains(r.method()));
    assertThat(registry.tags("acme/dify-api")).isEmpty();
  }

  @Test
  void mixedConfigurationsAreRefusedAndNamed() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts =
        join(
            part(machine("old").platforms(AMD64)),
            part(machine("new").platforms(ARM64).agentVersion("1.2.4")));

    refused(
        parts,
        "DA-672",
        "configuration is sha256:",
        "in old/partial-api-linux-amd64.json",
        "in new/partial-api-linux-arm64.json");
    refused(digests(parts), "DA-672", "configuration is sha256:", parts.get(0).image().toString());
  }

  @Test
  void mixedBasesAreRefused() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> amd64 = part(AMD64);
    base(MiniatureImages.builder().layers(9));

    refused(join(amd64, part(ARM64)), "DA-672", "base.digest is sha256:");
  }

  @Test
  void aMissingPlatformIsRefused() {
    base(MiniatureImages.builder());

    refused(part(ARM64), "DA-673", "no part of api for linux/amd64", "linux/arm64: ");
  }

  @Test
  void aPlatformNobodyAskedForIsRefused() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();

    assertThatThrownBy(() -> machine("index").platforms(ARM64).join(parts))
        .hasMessageContaining("DA-673")
        .hasMessageContaining("linux/amd64, which is not asked for");
  }

  @Test
  void aMissingComponentIsRefused() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();
    JoinRequest request =
        new JoinRequest(
            parts,
            List.of("api", "sandbox"),
            List.of(Platform.parse(AMD64), Platform.parse(ARM64)),
            List.of(),
            List.of("x"),
            Optional.empty(),
            Format.AUTO,
            Workshop.places(parts));

    assertThatThrownBy(() -> machine("index").join(request))
        .hasMessageContaining("DA-673")
        .hasMessageContaining("no part of sandbox");
  }

  @Test
  void twoPartsForOnePlatformAreRefused() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();
    RawManifest arm64 =
        registry.manifest("acme/dify-api", parts.get(0).image().identifier()).orElseThrow();
    RawManifest other =
        RawManifest.of(
            arm64.mediaType(),
            Json.write(ImageManifest.of(arm64).json().put("another", "manifest")));
    registry.putManifest("acme/dify-api", other.digest().toString(), other);
    JoinRequest.Part double64 =
        new JoinRequest.Part(
            "double", parts.get(0).image().withDigest(other.digest()), Optional.empty());

    refused(
        join(parts, List.of(double64)),
        "DA-674",
        "two parts of api for linux/arm64",
        "double",
        "partial-api-linux-arm64.json");
    refused(
        List.of(parts.get(1), double64), "DA-675", "not its base with one more layer", "/another");
  }

  @Test
  void aPartNamedByItsFileAndByItsDigestIsOne() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();
    ComponentResult joined = only(index(join(parts, digests(parts))));
    assertThat(joined.platforms()).allSatisfy(p -> assertThat(p.files()).isNotEmpty());
  }

  @Test
  void partsInDifferentRepositoriesAreRefused() {
    base(MiniatureImages.builder());
    Workshop other = machine("other").platforms(AMD64).withoutIndex();

    refused(
        join(part(ARM64), other.parts(build(other, "evil/dify-api"))),
        "DA-672",
        "repository is " + registry.address() + "/evil/dify-api");
  }

  @Test
  void aPartThatIsGoneIsNamed() throws IOException {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();
    delete(parts.get(1).image());

    refused(parts, "DA-676", "partial-api-linux-amd64.json");
  }

  private static void delete(ImageReference image) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection)
            URI.create(
                    "http://"
                        + image.registry()
                        + "/v2/"
                        + image.repository()
                        + "/manifests/"
                        + image.identifier())
                .toURL()
                .openConnection();
    connection.setRequestMethod("DELETE");
    assertThat(connection.getResponseCode()).isEqualTo(202);
  }

  @Test
  void anImageThatIsNotOursIsRefused() {
    base(MiniatureImages.builder());
    ImageReference upstream =
        ImageReference.parse(
            registry.address()
                + "/langgenius/dify-api@"
                + only(build(machine("single"), "other/dify-api")).platforms().get(0).base());

    refused(
        List.of(new JoinRequest.Part("theirs", upstream, Optional.empty())),
        "DA-675",
        "no label io.github.difyarms.component");
  }

  @Test
  void aFileThatTellsOfAnotherImageIsRefused() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = bothParts();
    PartialResult arm64 = parts.get(0).result().orElseThrow();
    JoinRequest.Part lying =
        new JoinRequest.Part("lying.json", parts.get(1).image(), Optional.of(arm64));

    refused(List.of(lying), "DA-675", "lying.json");
  }

  @Test
  void warningsOfThePartsAreThoseOfTheJoin() {
    base(MiniatureImages.builder());
    List<JoinRequest.Part> parts = new ArrayList<>();
    for (JoinRequest.Part part : bothParts()) {
      PartialResult told = part.result().orElseThrow();
      parts.add(
          JoinRequest.Part.of(
              part.where(),
              new PartialResult(
                  told.tags(),
                  told.difyVersion(),
                  told.format(),
                  told.image(),
                  List.of("mind the gap"))));
    }

    assertThat(index(parts).warnings()).containsExactly("mind the gap");
  }
}
