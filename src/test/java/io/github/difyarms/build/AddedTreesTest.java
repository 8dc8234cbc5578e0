package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.LayerListing;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.log.PlanText;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PackedAgent;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.Packing;
import io.github.difyarms.model.PlanJson;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import io.github.difyarms.model.Removal;
import io.github.difyarms.model.RemovedPath;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.testing.Workshop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that get a directory the base does not have, and lose something that it has. */
class AddedTreesTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";
  private static final String TREE = "/opt/agent";
  private static final EntryAttributes OWNED =
      new EntryAttributes(0755, 1001, 1002, Instant.parse("2026-01-02T03:04:05Z"), new TreeMap<>());

  @TempDir Path directory;

  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  private String at(String name) {
    return registry.address() + "/" + name;
  }

  private Workshop workshop(Grafting component) {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
    return new Workshop(directory).with(Map.of(Grafting.ID, component));
  }

  private BuildResult build(Workshop workshop) {
    return workshop.build(Grafting.ID, at(BASE + ":1.16.1"), at(TARGET));
  }

  private Forecast forecast(Workshop workshop) {
    return workshop.forecast(
        List.of(workshop.request(Grafting.ID, at(BASE + ":1.16.1"), at(TARGET))));
  }

  /** Adds a directory with two files and removes the second copy of the script. */
  private static final class Grafting implements Component {
    static final String ID = "api";
    private static final AbsoluteUnixPath FILE = AbsoluteUnixPath.get("/entrypoint.sh");
    private static final AbsoluteUnixPath GONE =
        AbsoluteUnixPath.get("/app/api/docker/entrypoint.sh");

    private final String text;
    private final boolean settled;
    private boolean tampering;
    private String wheels = "agent==1.0";
    private List<String> lacking = List.of();
    private int made;

    Grafting(String text, boolean settled) {
      this.text = text;
      this.settled = settled;
    }

    /** Says what is in the directory. */
    Grafting having(String names) {
      wheels = names;
      return this;
    }

    Grafting tampering() {
      tampering = true;
      return this;
    }

    Grafting lacking(String what) {
      lacking = List.of(what);
      return this;
    }

    @Override
    public String id() {
      return ID;
    }

    @Override
    public String settings() {
      return text;
    }

    @Override
    public List<WantedFile> wanted() {
      return List.of(WantedFile.required(FILE, 0), WantedFile.required(GONE, 0));
    }

    @Override
    public Changes changes(PlatformBase base) {
      FoundFile old = Objects.requireNonNull(base.files().found().get(FILE));
      FoundFile gone = Objects.requireNonNull(base.files().found().get(GONE));
      PackedWheel wheel =
          new PackedWheel("agent", "1.0", "agent-1.0.whl", Digest.of(new byte[1]), 7, true);
      Packing packing =
          new Packing(
              "https://vendor.example/agent.tar.gz",
              settled ? Optional.of("agent 1.0") : Optional.empty(),
              settled ? Optional.of("0".repeat(64)) : Optional.empty(),
              settled ? OptionalLong.empty() : OptionalLong.of(12345),
              Optional.of("CPython 3.12"),
              "https://index.example/simple",
              settled ? Optional.of(List.of(wheel)) : Optional.empty(),
              settled ? 0 : 54321);
      AddedTree tree =
          new AddedTree(
              TREE,
              new TreeMap<>(),
              OWNED,
              settled ? Optional.of(text + base.platform()) : Optional.empty(),
              packing,
              new AddedTree.TreeProduction() {
                @Override
                public MadeTree make(Path folder) throws IOException {
                  return Grafting.this.make(folder, wheel, base.platform().toString());
                }

                @Override
                public List<String> missing() {
                  return lacking;
                }
              });
      return new Changes(
          List.of(FileChange.of(old, new byte[] {'x'})),
          List.of(tree),
          List.of(new Removal(gone.path().toString(), gone.parents(), "a script 1")),
          new TreeMap<>(Map.of(DifyApi.WHEELS, wheels)),
          "grafted",
          List.of(),
          List.of());
    }

    private synchronized MadeTree make(Path folder, PackedWheel wheel, String platform)
        throws IOException {
      made++;
      List<MadeTree.File> files = new ArrayList<>();
      for (String path : List.of("bin/run", "lib/deep/module.py")) {
        Path file = folder.resolve(path.replace('/', '_'));
        byte[] bytes = (text + platform + path).getBytes(StandardCharsets.UTF_8);
        Files.write(file, bytes);
        files.add(
            new MadeTree.File(
                path,
                path.startsWith("bin"),
                file,
                tampering ? Digest.of(new byte[0]) : Digest.of(bytes),
                bytes.length));
      }
      return new MadeTree(
          files,
          new PackedAgent(
              TREE, "agent", "1.0", "a", "0".repeat(64), "p", "i", 2, 9, List.of(wheel)));
    }
  }

  @Test
  void theLayerHasWhatIsAddedAndAWhiteoutForWhatIsRemoved() {
    PlatformResult platform =
        build(workshop(new Grafting("a", true))).components().get(0).platforms().get(0);

    List<Proof.LayerItem> layer = platform.proof().layer();
    assertThat(layer)
        .extracting(Proof.LayerItem::type, Proof.LayerItem::path)
        .contains(
            tuple("tree", TREE),
            tuple("file", "/app/api/docker/.wh.entrypoint.sh"),
            tuple("directory", "/app/api/docker"));
    Proof.LayerItem tree =
        layer.stream().filter(item -> item.type().equals("tree")).findFirst().orElseThrow();
    assertThat(tree.owner()).isEqualTo("1001:1002");
    assertThat(tree.mode()).isEqualTo("0755");
    assertThat(tree.size())
        .isEqualTo("alinux/amd64bin/run".length() + "alinux/amd64lib/deep/module.py".length());
    assertThat(platform.removed())
        .containsExactly(new RemovedPath("/app/api/docker/entrypoint.sh", "a script 1"));
    assertThat(platform.agents()).extracting(PackedAgent::version).containsExactly("1.0");
  }

  @Test
  void aContainerSeesItSo() throws Exception {
    BuildResult result = build(workshop(new Grafting("a", true)));
    var platform = result.components().get(0).platforms().get(0);
    var listing =
        LayerListing.read(
            descriptor ->
                new ByteArrayInputStream(registry.blob(TARGET, descriptor.digest()).orElseThrow()),
            Descriptor.of(
                "application/vnd.oci.image.layer.v1.tar+gzip",
                platform.layer().digest(),
                platform.layer().size()),
            100,
            SearchLimits.DEFAULT);

    Map<String, String> modes = new TreeMap<>();
    listing.items().forEach(item -> modes.put(item.path(), item.attributes().modeText()));
    assertThat(modes)
        .containsEntry(TREE, "0755")
        .containsEntry(TREE + "/bin", "0755")
        .containsEntry(TREE + "/bin/run", "0755")
        .containsEntry(TREE + "/lib/deep", "0755")
        .containsEntry(TREE + "/lib/deep/module.py", "0644");
  }

  @Test
  void nothingIsMadeAgainWhenNothingHasChanged() {
    Grafting component = new Grafting("a", true);
    Workshop workshop = workshop(component);
    build(workshop);
    int made = component.made;

    BuildResult again = build(workshop);

    assertThat(again.components().get(0).upToDate()).isTrue();
    assertThat(component.made).isEqualTo(made);
    assertThat(again.components().get(0).platforms().get(0).agents()).hasSize(1);
  }

  @Test
  void anotherTreeIsAnotherImage() {
    Digest one = build(workshop(new Grafting("a", true))).components().get(0).digest();
    Digest other =
        build(new Workshop(directory).with(Map.of(Grafting.ID, new Grafting("b", true))))
            .components()
            .get(0)
            .digest();

    assertThat(other).isNotEqualTo(one);
  }

  @Test
  void aPlanKnowsTheResultOnceTheLayerWasMade() {
    Grafting component = new Grafting("a", true);
    Workshop workshop = workshop(component);
    assertThat(forecast(workshop).components().get(0).digest()).isEmpty();
    Digest digest = build(workshop).components().get(0).digest();

    Forecast forecast = forecast(workshop.force());

    assertThat(forecast.components().get(0).digest()).contains(digest);
  }

  @Test
  void theFirstBuildStaysWithinWhatWasForetold() {
    Workshop workshop = workshop(new Grafting("a", true));
    Forecast forecast = forecast(workshop);

    BuildResult result = build(workshop);

    var most = forecast.reading().plus(forecast.pushing());
    assertThat(result.requests()).isEqualTo(most.expected().requests());
    assertThat(result.bytesSent()).isLessThanOrEqualTo(most.worstCase().sent());
  }

  @Test
  void aPlanWithoutItsToolsSaysWhatIsOpen() {
    Forecast forecast = forecast(workshop(new Grafting("a", false)));

    JsonNode added = PlanJson.of(forecast).at("/components/0/platforms/0/added/0");
    assertThat(added.path("agent").path("downloadBytes").asLong()).isEqualTo(12345);
    assertThat(added.path("unreadBytes").asLong()).isEqualTo(54321);
    assertThat(added.has("wheels")).isFalse();
    assertThat(forecast.components().get(0).plan().settled()).isFalse();
    assertThat(String.join("\n", PlanText.of(forecast)))
        .contains("added      /opt/agent  1001:1002, for CPython 3.12")
        .contains("agent      not known yet, https://vendor.example/agent.tar.gz")
        .contains("wheels     settled when built, the rest from https://index.example/simple")
        .contains("removed    /app/api/docker/entrypoint.sh  of a script 1");
  }

  @Test
  void bothKindsOfPlanFitThePublishedSchema() throws IOException {
    for (boolean settled : List.of(true, false)) {
      JsonNode json = PlanJson.of(forecast(workshop(new Grafting("a", settled))));

      assertThat(PlanSchemaTest.schema().validate(new ObjectMapper().readTree(json.toString())))
          .isEmpty();
      assertThat(json.at("/components/0/platforms/0/added/0").isObject()).isTrue();
      assertThat(json.at("/components/0/platforms/0/removed/0").isObject()).isTrue();
    }
  }

  @Test
  void withoutAConnectionWhatADirectoryNeedsIsToldBeforeAnythingIsMade() {
    Grafting component = new Grafting("a", true);
    build(workshop(component));
    int made = component.made;
    Grafting lacking = new Grafting("b", true).lacking("wheel x-1.whl: the index");
    Workshop offline = new Workshop(directory).with(Map.of(Grafting.ID, lacking)).offline();

    assertThatThrownBy(() -> build(offline))
        .hasMessageContainingAll("DA-213", "wheel x-1.whl: the index");
    assertThat(lacking.made).isZero();
    assertThat(made).isEqualTo(2);
  }

  @Test
  void resultsAreReadBackAsTheyWereWritten() {
    var result = build(workshop(new Grafting("a", true))).components().get(0);

    assertThat(ResultJson.component(ResultJson.record(result))).isEqualTo(result);
  }

  @Test
  void bytesThatChangedOnTheWayFailTheProof() {
    Workshop workshop = workshop(new Grafting("a", true).tampering());

    assertThatThrownBy(() -> build(workshop))
        .hasMessageContaining("DA-902")
        .hasMessageContaining("/opt/agent/bin/run");
    assertThat(registry.tags(TARGET)).isEmpty();
  }

  private BuildResult joined(String ofAmd64, String ofArm64) {
    workshop(new Grafting("a", true));
    List<JoinRequest.Part> parts = new ArrayList<>();
    for (String platform : List.of("linux/amd64", "linux/arm64")) {
      Grafting grafting =
          new Grafting("a", true).having(platform.endsWith("amd64") ? ofAmd64 : ofArm64);
      Workshop machine =
          new Workshop(directory)
              .with(Map.of(Grafting.ID, grafting))
              .cache(platform.replace('/', '-'))
              .output(platform.replace('/', '-'))
              .platforms(platform)
              .withoutIndex();
      parts.addAll(
          machine.parts(machine.build(Grafting.ID, at(BASE + ":1.16.1"), at("acme/joined"))));
    }
    return new Workshop(directory).join(parts);
  }

  @Test
  void partsWithOtherVersionsOfAWheelAreNotJoined() {
    assertThatThrownBy(() -> joined("agent==1.0 wrapt==1.17.2", "agent==1.0 wrapt==1.17.3"))
        .hasMessageContaining("DA-672")
        .hasMessageContaining("agent's wheel wrapt is 1.17.2 in ")
        .hasMessageContaining("agent's wheel wrapt is 1.17.3 in ");
    assertThat(registry.tags("acme/joined")).isEmpty();
  }

  @Test
  void aPlatformMayNeedAWheelMoreThanAnother() {
    assertThat(joined("agent==1.0 wrapt==1.17.2", "agent==1.0").components()).hasSize(1);
  }

  @Test
  void partsOfSuchImagesAreJoinedToTheImageOfASingleBuild() {
    Digest whole = build(workshop(new Grafting("a", true))).components().get(0).digest();

    BuildResult joined = joined("agent==1.0", "agent==1.0");

    assertThat(joined.components().get(0).digest()).isEqualTo(whole);
    assertThat(joined.components().get(0).platforms().get(1).agents()).hasSize(1);
  }
}
