package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.demo.StartScript;
import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.image.Tree;
import io.github.difyarms.image.TreeQuery;
import io.github.difyarms.image.TreeSearch;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.Removal;
import io.github.difyarms.python.AgentLook;
import io.github.difyarms.python.AgentTarball;
import io.github.difyarms.python.Agents;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.TargetPython;
import io.github.difyarms.python.TestWheel;
import io.github.difyarms.python.Wheel;
import io.github.difyarms.python.WheelSet;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent comes to in an image, with trees in memory and agents of this test. */
class AgentBakingTest {
  private static final String ADDRESS = "https://vendor.example/agent.tar.gz";
  private static final String INDEX = "https://index.example/simple";
  private static final String VENV = "app/api/.venv/";
  private static final String AMD64 = "linux/amd64";
  private static final String ARM64 = "linux/arm64";
  private static final EntryAttributes ROOTS =
      new EntryAttributes(0755, 0, 0, Instant.EPOCH, new TreeMap<>());
  private static final Distribution AGENT = new Distribution("aliyun-agent", "2.0.0");

  @TempDir Path folder;
  private final InstantAgents agents = new InstantAgents();
  private final Map<String, String> glibc = new HashMap<>(Map.of(AMD64, "2.36", ARM64, "2.36"));
  private String python = "3.12";
  private final Map<String, String> more = new HashMap<>();
  private boolean removing = true;
  private boolean lookOnly;
  private boolean listed = true;
  private Optional<ErrorCode> unreadable = Optional.empty();

  /** Answers at once, and notes what it was asked. */
  private static final class InstantAgents implements Agents {
    private Optional<AgentTarball> tarball =
        Optional.of(
            new AgentTarball(ADDRESS, "a".repeat(64), 99, AGENT, List.of(), Path.of("none")));
    private OptionalLong size = OptionalLong.empty();
    private Optional<WheelSet> kept = Optional.empty();
    private List<Wheel> wheels =
        List.of(wheel("aliyun-agent", "2.0.0", "1", true), wheel("wrapt", "1.17.2", "2", false));
    private List<Path> files = List.of();
    private List<Wheel> absent = List.of();
    private Optional<ErrorCode> refuses = Optional.empty();
    private Optional<ErrorCode> settlesNot = Optional.empty();
    private final List<String> asked = new ArrayList<>();
    private final List<List<Distribution>> constraints = new ArrayList<>();

    private void stopIf(Optional<ErrorCode> code, String where) {
      code.ifPresent(
          it -> {
            throw new DifyArmsException(it, "it stops", where, "the test wants it");
          });
    }

    @Override
    public AgentLook look() {
      asked.add("look");
      stopIf(refuses, ADDRESS);
      return new AgentLook(ADDRESS, tarball, size);
    }

    @Override
    public AgentTarball provide() {
      asked.add("provide");
      stopIf(refuses, ADDRESS);
      return tarball.orElseThrow();
    }

    @Override
    public Optional<WheelSet> kept(
        AgentTarball agent, TargetPython target, List<Distribution> installed) {
      asked.add("kept");
      constraints.add(installed);
      return kept;
    }

    @Override
    public WheelSet resolve(AgentTarball agent, TargetPython target, List<Distribution> installed) {
      asked.add("resolve");
      constraints.add(installed);
      stopIf(settlesNot, INDEX);
      return new WheelSet(wheels);
    }

    @Override
    public List<Path> files(AgentTarball agent, TargetPython target, WheelSet wheels) {
      asked.add("files");
      return files;
    }

    @Override
    public List<Wheel> missing(WheelSet wheels) {
      return absent;
    }

    @Override
    public String index() {
      return INDEX;
    }
  }

  private static Wheel wheel(String name, String version, String digit, boolean ofAgent) {
    String file = name.replace('-', '_') + "-" + version + "-py3-none-any.whl";
    return new Wheel(new Distribution(name, version), file, digit.repeat(64), 7, ofAgent);
  }

  private AgentBaking baking() {
    return new AgentBaking(agents, "newest of test", removing, lookOnly);
  }

  private AgentBaking.Baked baked() throws IOException {
    return baking().of(base(AMD64));
  }

  private static String inputs(AgentBaking.Baked baked) {
    return baked.tree().inputs().orElseThrow();
  }

  private String inputs() throws IOException {
    return inputs(baked());
  }

  private static FoundFile found(String path, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AbsoluteUnixPath at = AbsoluteUnixPath.get(path);
    return new FoundFile(
        at,
        at,
        ROOTS,
        bytes.length,
        Digest.of(bytes),
        Optional.of(BlobContent.of(bytes)),
        new TreeMap<>(),
        0);
  }

  private PlatformBase base(String platform) {
    Map<AbsoluteUnixPath, FoundFile> files = new HashMap<>();
    files.put(DifyApi.SCRIPT, found("/entrypoint.sh", StartScript.SOCKETIO.text()));
    String digest = "sha256:" + "0".repeat(64);
    byte[] manifest =
        ("{\"schemaVersion\":2,\"config\":{\"mediaType\":\"a/b\",\"digest\":\""
                + digest
                + "\",\"size\":2},\"layers\":[]}")
            .getBytes(StandardCharsets.UTF_8);
    byte[] config =
        "{\"os\":\"linux\",\"config\":{\"Entrypoint\":[\"/entrypoint.sh\"]}}"
            .getBytes(StandardCharsets.UTF_8);
    return new PlatformBase(
        ImageReference.parse("example.com/dify-api:1.16.1"),
        Optional.empty(),
        Platform.parse(platform),
        new BaseImage(
            ImageManifest.of(RawManifest.of(MediaTypes.OCI_MANIFEST, manifest)),
            ImageConfig.of(config)),
        Optional.empty(),
        false,
        new SearchResult(files, Set.of(), Set.of(), 0, 0),
        trees(platform));
  }

  private BaseTrees trees(String platform) {
    String site = VENV + "lib/python" + python + "/site-packages/";
    Tar tar =
        new Tar()
            .directory("app/", header -> header.setIds(0, 0))
            .directory("app/api/", 0755)
            .directory(VENV, 02775)
            .file(VENV + "pyvenv.cfg", "version_info = " + python + ".3\n")
            .symlink(VENV + "bin/python", "/usr/local/bin/python3")
            .directory(site, 0755)
            .file(site + "wrapt-1.17.2.dist-info/METADATA", "Name: wrapt\nVersion: 1.17.2\n");
    String flask = site + "opentelemetry_instrumentation_flask-0.60b1.dist-info/";
    tar.file(flask + "METADATA", "Name: opentelemetry-instrumentation-flask\nVersion: 0.60b1\n")
        .file(site + "opentelemetry/instrumentation/flask/__init__.py", "")
        .file(
            flask + "RECORD",
            """
            opentelemetry/instrumentation/flask/__init__.py,,
            opentelemetry_instrumentation_flask-0.60b1.dist-info/METADATA,,
            opentelemetry_instrumentation_flask-0.60b1.dist-info/RECORD,,
            """);
    String machine = platform.equals(ARM64) ? "aarch64" : "x86_64";
    Tar upper = new Tar().symlink("lib", "usr/lib");
    Optional.ofNullable(glibc.get(platform))
        .ifPresent(
            version ->
                upper.file(
                    "usr/lib/" + machine + "-linux-gnu/libc.so.6",
                    "GNU C Library (Debian) stable release version " + version + ".\n"));
    more.forEach(upper::file);
    MemoryBlobs blobs = new MemoryBlobs();
    List<Descriptor> layers = List.of(blobs.add(tar.gzip()), blobs.add(upper.gzip()));
    return new BaseTrees() {
      @Override
      public Optional<Tree> kept(TreeQuery query) {
        try {
          return listed ? Optional.of(read(query)) : Optional.empty();
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public Tree read(TreeQuery query) throws IOException {
        if (unreadable.isPresent()) {
          throw new DifyArmsException(unreadable.get(), "it is not here", "a blob", "test");
        }
        return TreeSearch.list(blobs, layers, query, SearchLimits.DEFAULT);
      }

      @Override
      public long unread(TreeQuery query) {
        return 4711;
      }
    };
  }

  private DifyApi api(AgentBaking baking) {
    TreeMap<String, String> labels = new TreeMap<>(Map.of(DifyApi.AGENT, "newest of test"));
    return new DifyApi(
        new ApiSettings(
            Map.of(),
            Optional.empty(),
            labels,
            Optional.of(
                new ApiSettings.Baked(
                    baking,
                    values ->
                        Map.of(
                            Process.parse("api"),
                            new Instrumentation(
                                "# agent " + values.agent() + "\n", "aliyun-instrument"))))));
  }

  @Test
  void aBuildSettlesAllOfIt() throws IOException {
    AgentBaking.Baked baked = baked();

    assertThat(baked.values())
        .contains(
            new AgentBaking.Values(AGENT, "3.12", List.of("opentelemetry-instrumentation-flask")));
    AddedTree tree = baked.tree();
    assertThat(tree.path()).isEqualTo("/app/api/.venv/dify-arms");
    assertThat(tree.parents()).containsOnlyKeys("/app", "/app/api", "/app/api/.venv");
    assertThat(tree.attributes().ownership()).isEqualTo("1001:1001");
    assertThat(tree.attributes().modeText()).isEqualTo("0755");
    assertThat(tree.packing().unread()).isZero();
    assertThat(tree.packing().download()).isEmpty();
    assertThat(tree.packing().target()).contains("CPython 3.12, linux/amd64, glibc 2.36");
    assertThat(tree.packing().wheels().orElseThrow())
        .extracting(PackedWheel::filename)
        .containsExactly("aliyun_agent-2.0.0-py3-none-any.whl", "wrapt-1.17.2-py3-none-any.whl");
    assertThat(tree.production().missing()).isEmpty();
    assertThat(agents.asked).containsExactly("provide", "resolve");
  }

  @Test
  void aPlanReadsNoBaseAndSaysHowMuchABuildWill() throws IOException {
    lookOnly = true;
    listed = false;

    AgentBaking.Baked baked = baked();

    assertThat(baked.values()).isEmpty();
    assertThat(baked.tree().inputs()).isEmpty();
    assertThat(baked.tree().packing().unread()).isEqualTo(4711);
    assertThat(baked.tree().packing().target()).isEmpty();
    assertThat(baked.tree().packing().agent()).contains("aliyun-agent 2.0.0");
    assertThat(agents.asked).containsExactly("look");
    assertThatThrownBy(() -> baked.tree().production().make(folder))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aPlanDownloadsNoAgentAndSaysHowLargeItIs() throws IOException {
    lookOnly = true;
    agents.tarball = Optional.empty();
    agents.size = OptionalLong.of(12_345);

    AgentBaking.Baked baked = baked();

    assertThat(baked.values()).isEmpty();
    assertThat(baked.tree().inputs()).isEmpty();
    assertThat(baked.tree().packing().download()).hasValue(12_345);
    assertThat(baked.tree().packing().wheels()).isEmpty();
    assertThat(baked.removals()).isNotEmpty();
    assertThat(agents.asked).containsExactly("look");
    agents.size = OptionalLong.empty();
    assertThat(baked().tree().packing().download().orElseThrow()).isNegative();
  }

  @Test
  void aPlanSettlesNoWheels() throws IOException {
    lookOnly = true;

    AgentBaking.Baked baked = baked();

    assertThat(baked.values()).isPresent();
    assertThat(baked.tree().inputs()).isEmpty();
    assertThat(baked.tree().packing().wheels()).isEmpty();
    assertThat(agents.asked).containsExactly("look", "kept");
  }

  @Test
  void aPlanThatKnowsAllComesToWhatABuildComesTo() throws IOException {
    String built = inputs();
    lookOnly = true;
    agents.kept = Optional.of(new WheelSet(agents.wheels));

    assertThat(inputs()).isEqualTo(built);
  }

  @Test
  void instrumentorsAreRemovedAndConstrainNothing() throws IOException {
    AgentBaking.Baked baked = baked();

    String site = "/app/api/.venv/lib/python3.12/site-packages";
    assertThat(baked.removals())
        .extracting(Removal::path)
        .containsExactlyInAnyOrder(
            site + "/opentelemetry/instrumentation/flask",
            site + "/opentelemetry_instrumentation_flask-0.60b1.dist-info");
    assertThat(baked.removals())
        .extracting(Removal::of)
        .containsOnly("opentelemetry-instrumentation-flask 0.60b1");
    assertThat(baked.removals().get(0).parents())
        .containsKey(site + "/opentelemetry/instrumentation")
        .doesNotContainKey(site + "/opentelemetry/instrumentation/flask");
    assertThat(agents.constraints).containsExactly(List.of(new Distribution("wrapt", "1.17.2")));
    assertThat(baked.notes())
        .singleElement()
        .asString()
        .contains(
            "taken out of the image, because the agent has its own:"
                + " opentelemetry-instrumentation-flask",
            "-Ddify-arms.api.instrumentors=keep");
  }

  @Test
  void instrumentorsStayWhenTheUserSaysSo() throws IOException {
    removing = false;

    assertTheyStay("api: these stay in the image and may report spans twice: opentelemetry-");
  }

  @Test
  void instrumentorsStayWhenTheImageWantsThem() throws IOException {
    more.put("app/api/.env", "ENABLE_OTEL=true\n");

    assertTheyStay(
        "api: ENABLE_OTEL is true in /app/api/.env, so these stay in the image and may report spans"
            + " twice: opentelemetry-instrumentation-flask");
  }

  private void assertTheyStay(String note) throws IOException {
    AgentBaking.Baked baked = baked();

    assertThat(baked.removals()).isEmpty();
    assertThat(baked.values().orElseThrow().removed()).isEmpty();
    assertThat(baked.notes()).singleElement().asString().startsWith(note);
    assertThat(agents.constraints.get(0))
        .contains(new Distribution("opentelemetry-instrumentation-flask", "0.60b1"));
  }

  @Test
  void aBaseThatHasTheDirectoryIsRefused() {
    more.put(VENV + "dify-arms/agent/x.py", "");

    assertThatThrownBy(this::baked)
        .hasMessageContainingAll("DA-717", "has /app/api/.venv/dify-arms already", "upstream");
  }

  @Test
  void withoutAGnuLibraryNoWheelFits() {
    glibc.remove(AMD64);

    assertThatThrownBy(this::baked)
        .hasMessageContainingAll("DA-717", "C library", "example.com/dify-api:1.16.1 linux/amd64");
  }

  @Test
  void theSameComesToTheSameAndEveryThingThatMattersToSomethingElse() throws IOException {
    String first = inputs();
    assertThat(inputs()).isEqualTo(first);
    List<String> all = new ArrayList<>(List.of(first));

    all.add(inputs(baking().of(base(ARM64))));
    glibc.put(AMD64, "2.41");
    all.add(inputs());
    python = "3.13";
    all.add(inputs());
    List<Wheel> wheels = agents.wheels;
    agents.wheels = List.of(wheels.get(0), wheel("wrapt", "1.17.2", "3", false));
    all.add(inputs());
    agents.wheels = List.of(wheels.get(0));
    all.add(inputs());
    Distribution newer = new Distribution("aliyun-agent", "2.0.1");
    agents.tarball =
        Optional.of(new AgentTarball(ADDRESS, "a".repeat(64), 99, newer, List.of(), folder));
    all.add(inputs());

    assertThat(all).doesNotHaveDuplicates().hasSize(7);
    assertThat(first).contains("/app/api/.venv/bin/python"); // the line that scripts begin with
  }

  @Test
  void theAddressIsAskedOnceForAllPlatforms() throws IOException {
    AgentBaking baking = baking();

    baking.settings();
    baking.of(base(AMD64));
    baking.of(base(ARM64));

    assertThat(agents.asked).containsExactly("provide", "resolve", "resolve");
  }

  @Test
  void settingsTellWhichAgentAndConfigurationWhatTheUserChose() {
    assertThat(baking().settings()).contains("a".repeat(64), INDEX);
    assertThat(baking().configuration())
        .contains("newest of test", "removed")
        .doesNotContain("a".repeat(64));
    removing = false;
    assertThat(baking().configuration()).contains("kept");
    lookOnly = true;
    agents.tarball = Optional.empty();
    assertThat(baking().settings()).contains("not here");
  }

  @Test
  void theScriptAndTheLabelNameTheAgent() throws IOException {
    Changes changes = api(baking()).changes(base(AMD64));

    assertThat(changes.labels()).containsEntry(DifyApi.AGENT, "aliyun-agent 2.0.0");
    assertThat(changes.summary()).endsWith(", agent aliyun-agent 2.0.0 put into the image");
    assertThat(changes.files()).singleElement().matches(FileChange::settled);
    assertThat(changes.trees()).hasSize(1);
    assertThat(changes.removals()).hasSize(2);
    assertThat(changes.notes()).noneMatch(note -> note.contains("published bound"));
  }

  @Test
  void aScriptOfAnUnknownAgentIsOpen() throws IOException {
    lookOnly = true;
    agents.tarball = Optional.empty();

    Changes changes = api(baking()).changes(base(AMD64));

    assertThat(changes.settled()).isFalse();
    assertThat(changes.files()).singleElement().matches(file -> !file.settled());
    assertThat(changes.labels()).containsEntry(DifyApi.AGENT, "not known yet");
  }

  @Test
  void filesOfWheelsAreMadeAndTold() throws IOException {
    agents.files =
        List.of(
            TestWheel.of("demo-1.0").file("demo/a.py", "x = 1\n").in(folder),
            TestWheel.of("other-1.0").file("other/a.py", "x = 1\n").in(folder));

    MadeTree made = baked().tree().production().make(folder.resolve("made"));

    assertThat(made.files())
        .extracting(MadeTree.File::path)
        .contains("agent/demo/a.py", "agent/demo-1.0.dist-info/METADATA");
    assertThat(made.agent().directory()).isEqualTo("/app/api/.venv/dify-arms/agent");
    assertThat(made.agent().files()).isEqualTo(made.files().size());
    assertThat(made.agent().size())
        .isEqualTo(made.files().stream().mapToLong(MadeTree.File::size).sum());
    assertThat(made.agent().wheels())
        .extracting(PackedWheel::size) // of the files: a lock knows none
        .containsExactly(Files.size(agents.files.get(0)), Files.size(agents.files.get(1)));
    assertThat(made.agent().sha256()).isEqualTo("a".repeat(64));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sitecustomize.py",
        "usercustomize.py",
        "sitecustomize/__init__.py",
        "usercustomize.cpython-312-x86_64-linux-gnu.so",
        "sitecustomize.pyc"
      })
  void whatEveryPythonWouldRunIsRefused(String file) throws IOException {
    agents.files = List.of(TestWheel.of("demo-1.0").file(file, "").in(folder));
    AddedTree tree = baked().tree();

    assertThatThrownBy(() -> tree.production().make(folder.resolve("made")))
        .hasMessageContainingAll("DA-705", file, ADDRESS, "PYTHONPATH");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto/sitecustomize.py", "sitecustomize_not.py"})
  void aModuleOfSuchANameFurtherDownIsNoneOfThem(String file) throws IOException {
    agents.files = List.of(TestWheel.of("demo-1.0").file(file, "").in(folder));

    assertThat(baked().tree().production().make(folder.resolve("made")).files()).isNotEmpty();
  }

  @Test
  void withoutAConnectionEverythingThatLacksIsTold() throws IOException {
    agents.refuses = Optional.of(ErrorCode.OFFLINE);
    unreadable = Optional.of(ErrorCode.OFFLINE);

    assertThat(baked().tree().production().missing())
        .containsExactly(
            "the Python agent: " + ADDRESS,
            "what is in the layers of linux/amd64: example.com/dify-api:1.16.1");
    assertThat(baked().values()).isEmpty();
    assertThat(api(baking()).missing(ImageReference.parse("example.com/x:1")))
        .containsExactly("the Python agent: " + ADDRESS);
    assertThat(new Pinned(api(baking()), "a lock").missing(ImageReference.parse("example.com/x:1")))
        .containsExactly("the Python agent: " + ADDRESS);
    assertThat(baking().settings()).contains("not here");
  }

  @Test
  void wheelsThatAreNotSettledOrNotHereAreTold() throws IOException {
    agents.absent = List.of(wheel("wrapt", "1.17.2", "2", false));
    assertThat(baked().tree().production().missing())
        .containsExactly("wheel wrapt-1.17.2-py3-none-any.whl: " + INDEX);

    agents.settlesNot = Optional.of(ErrorCode.OFFLINE);
    String open = "the agent's wheels for CPython 3.12, linux/amd64, glibc 2.36: " + INDEX;
    assertThat(baked().tree().production().missing()).containsExactly(open);

    lookOnly = true;
    assertThat(baked().tree().production().missing()).containsExactly(open);
  }

  @Test
  void otherStopsAreStops() {
    agents.refuses = Optional.of(ErrorCode.AGENT_NOT_FOUND);
    assertThatThrownBy(this::baked).hasMessageContaining("DA-703");
    agents.refuses = Optional.empty();
    agents.settlesNot = Optional.of(ErrorCode.AGENT_CONFLICT);
    assertThatThrownBy(this::baked).hasMessageContaining("DA-706");
    unreadable = Optional.of(ErrorCode.BASE_INCONSISTENT);
    assertThatThrownBy(this::baked).hasMessageContaining("it is not here");
  }
}
