package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.Notes;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real uv and pip with an index of this test; skipped where they cannot be had. */
@DisabledOnOs(OS.WINDOWS)
class PythonAgentsTest {
  private static final GlibcVersion GLIBC = new GlibcVersion(2, 36);
  private static final TargetPython AMD64 = new TargetPython(3, 12, GLIBC, "amd64");
  private static final TargetPython ARM64 = new TargetPython(3, 12, GLIBC, "arm64");

  private static final StandInWheel AGENT =
      StandInWheel.of(
              "aliyun-agent",
              "2.0.0",
              "aliyun-semantics==0.6",
              "protobuf<7",
              "opentelemetry-api<=1.39",
              "wrapt<2",
              "only-for-thirteen; python_version >= '3.13'",
              "only-for-arm; platform_machine == 'aarch64'")
          .withProgram("aliyun-instrument");
  private static final StandInWheel SEMANTICS = StandInWheel.of("aliyun-semantics", "0.6");

  @TempDir Path cache;
  private Path toolCache = Path.of("");
  private final Notes notes = new Notes();
  private final List<String> told = new ArrayList<>();
  private final Commands commands = new Commands(Redaction.none());
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), notes, notes);
  private final SimpleIndex index = new SimpleIndex();
  private Map<String, String> environment = new TreeMap<>(System.getenv());
  private AgentPins pins = AgentPins.none();
  private Optional<String> sha256 = Optional.empty();
  private boolean offline;
  private boolean anew;

  @BeforeEach
  void start() throws IOException {
    toolCache = RealPythonTools.cache();
    index.agent(Reply.of(200, StandInWheel.tarball(AGENT, SEMANTICS)).with("ETag", "\"1\""));
    index.with(
        StandInWheel.of("protobuf", "5.29.6").tagged("cp38-abi3-manylinux2014_x86_64"),
        StandInWheel.of("protobuf", "5.29.6").tagged("cp38-abi3-manylinux2014_aarch64"),
        StandInWheel.of("protobuf", "5.29.6"),
        StandInWheel.of("protobuf", "6.33.0"),
        StandInWheel.of("protobuf", "6.33.0").tagged("cp38-abi3-manylinux2014_x86_64"),
        StandInWheel.of("protobuf", "6.33.0").tagged("cp38-abi3-manylinux2014_aarch64"),
        StandInWheel.of("protobuf", "7.1.0"),
        StandInWheel.of("opentelemetry-api", "1.39"),
        StandInWheel.of("opentelemetry-api", "1.41.1"),
        StandInWheel.of("wrapt", "1.17.2")
            .tagged("cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64"),
        StandInWheel.of("wrapt", "1.17.2").tagged("cp312-cp312-manylinux_2_34_x86_64"),
        StandInWheel.of("wrapt", "1.17.2").tagged("cp312-cp312-manylinux_2_37_x86_64"),
        StandInWheel.of("wrapt", "1.17.2").tagged("cp311-cp311-manylinux_2_17_x86_64"),
        StandInWheel.of("wrapt", "1.17.2").tagged("cp312-cp312-macosx_11_0_arm64"),
        StandInWheel.of("wrapt", "1.17.2").tagged("cp312-cp312-manylinux_2_17_aarch64"),
        StandInWheel.of("only-for-arm", "1.0"),
        StandInWheel.of("only-for-thirteen", "1.0"));
  }

  @AfterEach
  void stop() {
    index.close();
    transport.close();
    commands.close();
  }

  private PythonAgents agents() {
    return agents(index.url());
  }

  private PythonAgents agents(String url) {
    PythonSettings settings =
        new PythonSettings(
            new AgentSource(List.of(index.server().url("/agent.tar.gz")), sha256, false),
            new PythonIndex(Optional.of(url), Optional.empty(), "test"),
            pins,
            Optional.empty(),
            environment,
            Map.of(),
            offline,
            anew);
    Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent(), offline);
    PythonTools tools =
        new PythonTools(
            toolCache,
            commands,
            settings,
            IndexChoice.of(settings.index(), settings.environment()));
    return new PythonAgents(cache, settings, downloads, told::add, tools);
  }

  private WheelSet resolve(TargetPython target, String... installed) {
    PythonAgents agents = agents();
    return agents.resolve(agents.provide(), target, installed(installed));
  }

  private static List<Distribution> installed(String... requirements) {
    return List.of(requirements).stream()
        .map(r -> r.split("==", -1))
        .map(pair -> new Distribution(pair[0], pair[1]))
        .toList();
  }

  private static List<String> names(WheelSet wheels) {
    return wheels.wheels().stream().map(Wheel::filename).toList();
  }

  @Test
  void eachArchitectureGetsTheBestWheelsForItself() {
    assertThat(names(resolve(AMD64, "opentelemetry-api==1.41.1")))
        .containsExactly(
            "aliyun_agent-2.0.0-py3-none-any.whl",
            "aliyun_semantics-0.6-py3-none-any.whl",
            "opentelemetry_api-1.39-py3-none-any.whl",
            "protobuf-6.33.0-cp38-abi3-manylinux2014_x86_64.whl",
            "wrapt-1.17.2-cp312-cp312-manylinux_2_34_x86_64.whl");
    assertThat(names(resolve(ARM64, "opentelemetry-api==1.41.1")))
        .containsExactly(
            "aliyun_agent-2.0.0-py3-none-any.whl",
            "aliyun_semantics-0.6-py3-none-any.whl",
            "only_for_arm-1.0-py3-none-any.whl",
            "opentelemetry_api-1.39-py3-none-any.whl",
            "protobuf-6.33.0-cp38-abi3-manylinux2014_aarch64.whl",
            "wrapt-1.17.2-cp312-cp312-manylinux_2_17_aarch64.whl");
  }

  @Test
  void theFilesHaveTheHashesOfTheSet() {
    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();
    WheelSet wheels = agents.resolve(agent, AMD64, List.of());

    List<Path> files = agents.files(agent, AMD64, wheels);

    assertThat(files).extracting(file -> file.getFileName().toString()).isEqualTo(names(wheels));
    assertThat(files)
        .extracting(PythonAgentsTest::hash)
        .isEqualTo(wheels.wheels().stream().map(Wheel::sha256).toList());
    assertThat(wheels.wheels()).filteredOn(Wheel::ofAgent).hasSize(2);
    assertThat(files.get(0)).hasSize(wheels.wheels().get(0).size());
  }

  @Test
  void aConflictNamesWhatTheImageHasWhatWouldBeTakenAndWhoWantsIt() {
    assertThatThrownBy(() -> resolve(AMD64, "protobuf==7.1.0", "wrapt==1.17.2"))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AGENT_CONFLICT);
              assertThat(e.where()).isEqualTo("CPython 3.12, linux/amd64, glibc 2.36");
              assertThat(e.why())
                  .startsWith(
                      "protobuf: the image has 7.1.0, the agent would take 6.33.0;"
                          + " aliyun-agent 2.0.0 wants protobuf<7\n")
                  .contains("No solution found")
                  .doesNotContain("wrapt:");
              assertThat(e.code().next()).contains("api.agentVersion", "api.agent=startup");
            });
  }

  @Test
  void aDistributionWithoutAWheelForThePlatformIsNamed() {
    index.with(StandInWheel.of("native", "1.0").tagged("cp312-cp312-manylinux_2_17_x86_64"));
    index.agent(
        Reply.of(
            200,
            StandInWheel.tarball(
                StandInWheel.of("aliyun-agent", "1", "native").withProgram("aliyun-instrument"))));

    assertThat(names(resolve(AMD64))).hasSize(2);
    assertThatThrownBy(() -> resolve(ARM64))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WHEEL_MISSING);
              assertThat(e.where()).contains("linux/arm64");
              assertThat(e.why()).contains("native");
            });
  }

  @Test
  void anIndexNeverStandsInForTheTarball() {
    index.with(
        SEMANTICS.noted("other bytes"),
        StandInWheel.of("aliyun-semantics", "0.7"),
        AGENT.noted("other bytes"));

    WheelSet wheels = resolve(AMD64);

    assertThat(wheels.wheels())
        .extracting(Wheel::sha256)
        .contains(AGENT.sha256(), SEMANTICS.sha256());
    assertThat(index.asked()).noneMatch(line -> line.contains("aliyun"));
  }

  @Test
  void ofSeveralWheelsOfTheTarballTheBestIsPicked() {
    index.agent(
        Reply.of(
            200,
            StandInWheel.tarball(
                AGENT,
                SEMANTICS,
                SEMANTICS.tagged("cp312-cp312-manylinux_2_17_x86_64"),
                SEMANTICS.tagged("cp311-cp311-manylinux_2_17_x86_64"))));

    assertThat(names(resolve(AMD64)))
        .contains("aliyun_semantics-0.6-cp312-cp312-manylinux_2_17_x86_64.whl");
    assertThat(names(resolve(ARM64))).contains("aliyun_semantics-0.6-py3-none-any.whl");
    assertThat(index.asked()).noneMatch(line -> line.contains("aliyun"));
  }

  @Test
  void aFileWithOtherBytesThanTheIndexSaysIsRefused() {
    index.forge(
        StandInWheel.of("opentelemetry-api", "1.39"),
        StandInWheel.of("opentelemetry-api", "1.39").noted("forged").bytes());

    assertThatThrownBy(() -> resolve(AMD64))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WHEEL_HASH_MISMATCH);
              assertThat(e.why())
                  .contains(
                      "opentelemetry-api",
                      StandInWheel.of("opentelemetry-api", "1.39").sha256(),
                      StandInWheel.of("opentelemetry-api", "1.39").noted("forged").sha256());
            });
  }

  @Test
  void whatIsKeptComesBackWithoutAProcessAndWithoutTheIndex() throws Exception {
    WheelSet wheels = resolve(AMD64, "protobuf==5.29.6");
    index.forget();
    toolCache = cache;
    environment = Map.of();

    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();

    assertThat(agents.kept(agent, AMD64, installed("protobuf==5.29.6"))).contains(wheels);
    assertThat(agents.kept(agent, AMD64, installed("protobuf==6.33.0"))).isEmpty();
    assertThat(agents.kept(agent, ARM64, installed("protobuf==5.29.6"))).isEmpty();
    assertThat(
            agents.kept(agent, AMD64, installed("protobuf==5.29.6", "opentelemetry-sdk==1.41.1")))
        .as("the agent brings its own of the family")
        .isEmpty();
    assertThat(agents.resolve(agent, AMD64, installed("protobuf==5.29.6"))).isEqualTo(wheels);
    assertThat(agents.files(agent, AMD64, wheels)).hasSize(wheels.wheels().size());
    assertThat(index.asked()).isEmpty();
    assertThat(cache.resolve("tools")).doesNotExist();
  }

  @Test
  void aDamagedWheelIsFetchedAgain() throws Exception {
    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();
    WheelSet wheels = agents.resolve(agent, AMD64, List.of());
    Path last = agents.files(agent, AMD64, wheels).get(wheels.wheels().size() - 1);
    Files.writeString(last, "damaged");
    index.forget();

    assertThat(agents.files(agent, AMD64, wheels).get(wheels.wheels().size() - 1)).isEqualTo(last);

    assertThat(hash(last)).isEqualTo(wheels.wheels().get(wheels.wheels().size() - 1).sha256());
    assertThat(index.asked())
        .containsExactly("GET /simple/wrapt/", "GET /files/" + last.getFileName());
  }

  @Test
  void pinnedWheelsAreTakenAsTheyAre() {
    WheelSet wheels = resolve(AMD64, "protobuf==5.29.6");
    index.with(StandInWheel.of("protobuf", "6.99"));
    Deletion.of(cache.resolve("python"));
    pins = new AgentPins(Optional.empty(), Map.of("amd64", wheels));
    index.forget();

    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();

    assertThat(agents.kept(agent, AMD64, List.of())).contains(wheels);
    assertThat(index.asked()).isEmpty();
    assertThat(agents.files(agent, AMD64, wheels)).hasSize(wheels.wheels().size());
    assertThat(agents.kept(agent, ARM64, List.of())).isEmpty();
  }

  @Test
  void aPinnedWheelThatTheTarballHasOtherwiseIsRefused() {
    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();
    Wheel other =
        new Wheel(
            new Distribution("aliyun-agent", "2.0.0"), AGENT.filename(), "0".repeat(64), 1, true);

    assertThatThrownBy(() -> agents.files(agent, AMD64, new WheelSet(List.of(other))))
        .hasMessageContainingAll("DA-709", "expected 000", AGENT.sha256());
  }

  @Test
  void variablesOfTheHostDoNotChangeAResult() throws Exception {
    Path other = Files.createDirectories(cache.resolve("scratch/links"));
    StandInWheel newer = StandInWheel.of("wrapt", "1.99");
    Files.write(other.resolve(newer.filename()), newer.bytes());
    for (String tool : List.of("PIP", "UV")) {
      environment.put(tool + "_FIND_LINKS", other.toString());
      environment.put(tool + "_EXTRA_INDEX_URL", "http://127.0.0.1:9/simple");
      environment.put(tool + "_NO_INDEX", "1");
      environment.put(tool + "_CONSTRAINT", "/nowhere");
    }
    environment.put("PIP_INDEX_URL", "http://127.0.0.1:9/simple");
    environment.put("UV_OFFLINE", "1");
    environment.put("PIP_PLATFORM", "any");

    assertThat(names(resolve(AMD64)))
        .contains("wrapt-1.17.2-cp312-cp312-manylinux_2_34_x86_64.whl");
  }

  @Test
  void thePasswordOfAnIndexIsSentAndNeverShown() {
    index.login(
        "Basic "
            + Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8)));
    String url = index.url().replace("//", "//me:s3cret@");
    PythonAgents agents = agents(url);
    AgentTarball agent = agents.provide();

    assertThat(agents.index()).isEqualTo(index.url());
    assertThat(agents.resolve(agent, AMD64, List.of()).wheels()).hasSize(5);

    PythonAgents wrong = agents(url.replace("s3cret", "wr0ng"));
    assertThatThrownBy(() -> wrong.resolve(agent, ARM64, List.of()))
        .hasMessageContaining("DA-708")
        .hasMessageNotContaining("wr0ng");
  }

  @Test
  void anIndexThatDoesNotAnswerIsNamedInItsOwnError() {
    PythonAgents agents = agents("http://127.0.0.1:9/simple");
    AgentTarball agent = agents.provide();

    assertThatThrownBy(() -> agents.resolve(agent, AMD64, List.of()))
        .hasMessageContainingAll("DA-708", "http://127.0.0.1:9/simple");
  }

  @Test
  void offlineNothingIsRunAndWhatIsMissingIsSaid() {
    WheelSet wheels = resolve(AMD64);
    index.forget();
    offline = true;
    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();

    assertThat(agents.files(agent, AMD64, agents.resolve(agent, AMD64, List.of())))
        .hasSize(wheels.wheels().size());
    assertThatThrownBy(() -> agents.resolve(agent, ARM64, List.of()))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.OFFLINE);
              assertThat(e.what()).contains("linux/arm64");
            });
    Deletion.of(cache.resolve("python/wheels"));
    assertThatThrownBy(() -> agents.files(agent, AMD64, wheels))
        .hasMessageContainingAll("protobuf==6.33.0", "wrapt==1.17.2");
    assertThat(index.asked()).isEmpty();
  }

  @Test
  void buildsAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<WheelSet>> results = new ArrayList<>();
      for (TargetPython target : List.of(AMD64, AMD64, ARM64)) {
        results.add(threads.submit(() -> resolve(target)));
      }
      assertThat(results.get(0).get())
          .isEqualTo(results.get(1).get())
          .isNotEqualTo(results.get(2).get());
    } finally {
      threads.shutdownNow();
    }
    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();
    WheelSet wheels = resolve(AMD64);
    assertThat(agents.files(agent, AMD64, wheels)).hasSize(wheels.wheels().size());
    try (Stream<Path> left = Files.walk(cache.resolve("python"))) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().startsWith(".incoming"));
    }
  }

  @Test
  void lookedAtAnewTheIndexTellsWhatItHasNow() {
    WheelSet kept = resolve(AMD64);
    index.with(
        StandInWheel.of("opentelemetry-api", "1.39.0.post1"), StandInWheel.of("wrapt", "1.18"));
    anew = true;
    PythonAgents agents = agents();
    AgentTarball agent = agents.provide();

    assertThat(agents.kept(agent, AMD64, List.of())).isEmpty();
    WheelSet now = agents.resolve(agent, AMD64, List.of());

    assertThat(names(kept)).contains("wrapt-1.17.2-cp312-cp312-manylinux_2_34_x86_64.whl");
    assertThat(names(now)).contains("wrapt-1.18-py3-none-any.whl");
    anew = false;
    assertThat(resolve(AMD64)).as("written anew").isEqualTo(now);
  }

  @Test
  void lookedAtAnewAPinnedWheelStaysPinned() {
    WheelSet wheels = resolve(AMD64);
    pins = new AgentPins(Optional.empty(), Map.of("amd64", wheels));
    anew = true;
    PythonAgents agents = agents();

    assertThat(agents.kept(agents.provide(), AMD64, List.of())).contains(wheels);
  }

  @Test
  void whatIsNotInTheCacheIsTold() {
    PythonAgents agents = agents();
    WheelSet wheels = agents.resolve(agents.provide(), AMD64, List.of());
    assertThat(agents.missing(wheels)).isEmpty();

    Deletion.of(cache.resolve("python/wheels"));

    assertThat(agents.missing(wheels))
        .extracting(wheel -> wheel.distribution().name())
        .containsExactly("opentelemetry-api", "protobuf", "wrapt");
  }

  @Test
  void theAgentBringsItsOwnOfTheWholeFamilyThatTheImageHas() {
    index.with(
        StandInWheel.of("opentelemetry-exporter-x", "1.39", "opentelemetry-api==1.39"),
        StandInWheel.of("opentelemetry-exporter-x", "1.41.1", "opentelemetry-api==1.41.1"));

    assertThat(names(resolve(AMD64, "opentelemetry-exporter-x==1.41.1")))
        .contains(
            "opentelemetry_api-1.39-py3-none-any.whl",
            "opentelemetry_exporter_x-1.39-py3-none-any.whl");
    assertThat(told).isEmpty();
  }

  @Test
  void whereTheFamilyDoesNotFitTheAgentComesAloneAndThatIsTold() {
    index.with(StandInWheel.of("opentelemetry-exporter-x", "1.41.1", "opentelemetry-api==1.41.1"));

    assertThat(names(resolve(AMD64, "opentelemetry-exporter-x==1.41.1")))
        .contains("opentelemetry_api-1.39-py3-none-any.whl")
        .noneMatch(name -> name.startsWith("opentelemetry_exporter_x"));
    assertThat(told)
        .singleElement()
        .asString()
        .contains("may fail when it is imported: opentelemetry-exporter-x");
  }

  @Test
  void whatTheImageHasAtTheVeryVersionIsNotBroughtAgain() {
    assertThat(
            names(resolve(AMD64, "protobuf==5.29.6", "wrapt==1.17.2", "opentelemetry-api==1.39")))
        .containsExactly(
            "aliyun_agent-2.0.0-py3-none-any.whl", "aliyun_semantics-0.6-py3-none-any.whl");
    PythonAgents agents = agents();
    assertThat(
            agents.kept(
                agents.provide(),
                AMD64,
                installed("protobuf==5.29.6", "wrapt==1.17.2", "opentelemetry-api==1.41.1")))
        .as("what was settled for an image with another opentelemetry-api")
        .isEmpty();
  }

  @Test
  void whatIsOfTheTarballIsBroughtWhateverTheImageHas() {
    assertThat(names(resolve(AMD64, "aliyun-semantics==0.6")))
        .contains("aliyun_semantics-0.6-py3-none-any.whl");
  }

  @Test
  void aConflictThatTheFamilyHasNoPartInIsToldThough() {
    assertThatThrownBy(() -> resolve(AMD64, "protobuf==7.1.0", "opentelemetry-api==1.41.1"))
        .hasMessageContainingAll("DA-706", "the image has 7.1.0");
    assertThat(told).isEmpty();
  }

  private static String hash(Path file) {
    try {
      return ToolFiles.sha256(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
