package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image for two platforms with a stand-in agent in it, run without any network: real Debian,
 * Python, gunicorn and gevent, the open agent's wheels from the package index. Skipped, saying why,
 * where mmdebstrap, podman or the packages are missing.
 */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@Timeout(600)
class BakedImageTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";
  private static final String AGENT = "/app/api/.venv/dify-arms/agent";
  private static final String SITE = "/app/api/.venv/lib/python3.11/site-packages";
  private static final String TARBALL = "/arms/aliyun-python-agent.tar.gz";

  @TempDir static Path scratch;

  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final EmbeddedRegistry REGISTRY = EmbeddedRegistry.start();
  private static Optional<Podman> engine = Optional.empty();
  private static Optional<PythonBase> made = Optional.empty();
  private static Optional<BuildResult> first = Optional.empty();

  @BeforeAll
  static void build() throws Exception {
    engine = Podman.over(scratch.resolve("podman"));
    assumeTrue(engine.isPresent(), "no podman");
    try (BakingBench bench = bench(RealPythonTools.cache(), Optional.empty())) {
      Path root = Files.createDirectory(scratch.resolve("base"));
      made = PythonBase.create(root, bench.tools());
      assumeTrue(made.isPresent(), "no base");
      made.get().pushTo(REGISTRY, BASE, "test");
      OSS.put(TARBALL, StandInAgent.tarball(bench.tools(), scratch));
      first = Optional.of(build(bench, "cache", TARGET));
    }
    for (String image : List.of(base(), result())) {
      podman("pull", "-q", "--tls-verify=false", image);
    }
    // All at once: what takes time in a start is not the processor alone.
    start("api");
    start("otel", "-e", "ENABLE_OTEL=true");
    start("off", "-e", "DIFY_ARMS_ENABLED=false");
    Path empty = Files.createDirectory(scratch.resolve("empty"));
    start("hidden", "-v", empty + ":" + AGENT);
  }

  @AfterAll
  static void stop() {
    engine.ifPresent(Podman::close);
    REGISTRY.close();
    OSS.close();
  }

  private static BakingBench bench(Path tools, Optional<String> python) {
    return new BakingBench(tools, OSS.address() + TARBALL, Optional.empty(), python);
  }

  private static BuildResult build(BakingBench bench, String cache, String target) {
    Workshop workshop = new Workshop(scratch).cache(cache).output(cache + "-out");
    return bench
        .in(workshop, scratch.resolve(cache))
        .build(base(), REGISTRY.address() + "/" + target);
  }

  private static String base() {
    return REGISTRY.address() + "/" + BASE + ":test";
  }

  private static String result() {
    return REGISTRY.address() + "/" + TARGET + ":test-arms";
  }

  private static String podman(String... arguments) {
    return engine.orElseGet(() -> abort("no podman")).command(arguments).run().orFail();
  }

  private static void start(String name, String... more) {
    List<String> arguments = new ArrayList<>(List.of("-d", "--name", name));
    Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:4318",
            "OTEL_EXPORTER_OTLP_PROTOCOL",
            "http/protobuf",
            "OTEL_TRACES_EXPORTER",
            "otlp",
            "OTEL_METRICS_EXPORTER",
            "none",
            "OTEL_LOGS_EXPORTER",
            "none",
            "OTEL_BSP_SCHEDULE_DELAY",
            "200")
        .forEach((variable, value) -> arguments.addAll(List.of("-e", variable + "=" + value)));
    arguments.addAll(List.of(more));
    arguments.add(result());
    engine.orElseThrow().run(arguments.toArray(String[]::new)).run().orFail();
  }

  /** Returns an answer in a container, as soon as somebody gives one. */
  private static String answer(String name, String url) {
    return podman("exec", name, "python", "ask.py", url);
  }

  private static String health(String name) {
    return answer(name, "http://127.0.0.1:5001/health");
  }

  private static String log(String name) {
    return podman("logs", name);
  }

  private static ComponentResult api(BuildResult result) {
    return result.components().get(0);
  }

  @Test
  void withoutANetworkItAnswersAndItsSpansArrive() {
    podman("exec", "-d", "api", "python", "collector.py", "4318");

    assertThat(health("api")).contains("opentelemetry.trace is " + AGENT + "/opentelemetry/trace/");
    assertThat(answer("api", "http://127.0.0.1:4318/GET%20%2Fhealth"))
        .contains("POST /v1/traces", "GET /health");
    assertThat(log("api"))
        .contains(
            "dify-arms: agent aliyun-python-agent-standin 2.0.0 is ready in " + AGENT,
            "Aliyun python agent is started",
            "Using worker: gevent");
  }

  @Test
  void theApplicationKeepsItsOwnPackagesAndTheAgentBringsItsOpenTelemetry() throws IOException {
    List<String> kept =
        PythonBase.locked().stream().filter(pin -> !pin.startsWith("opentelemetry")).toList();

    assertThat(kept).hasSizeGreaterThan(5);
    assertThat(health("api").lines())
        .containsAll(kept)
        .contains("opentelemetry-api==" + StandInAgent.OTEL, "psutil==7.1.3")
        .contains("google.protobuf is " + SITE + "/google/protobuf/__init__.py")
        .contains("gevent is " + SITE + "/gevent/__init__.py");
    assertThat(health("off").lines())
        .containsAll(kept)
        .contains("opentelemetry-api==1.41.1")
        .noneMatch(line -> line.matches("opentelemetry-instrumentation-(flask|wsgi)==.*"));
  }

  @Test
  void whoEnablesDifysOwnTelemetryIsToldWhatIsMissing() {
    assertThat(health("otel")).contains("opentelemetry.trace is " + AGENT);
    assertThat(log("otel"))
        .contains(
            "dify-arms: ENABLE_OTEL is true, but these were removed when this image was built, and"
                + " Dify may not start without them: opentelemetry-instrumentation-flask"
                + " opentelemetry-instrumentation-wsgi; set ENABLE_OTEL=false",
            "Aliyun python agent is started");
  }

  @Test
  void switchedOffItStartsAsUpstreamDoes() {
    assertThat(health("off")).contains("opentelemetry.trace is " + SITE + "/opentelemetry/trace/");
    assertThat(log("off"))
        .contains("dify-arms: switched off by DIFY_ARMS_ENABLED; starting as upstream does")
        .doesNotContain("Aliyun");
  }

  @Test
  void aVolumeOverTheAgentMeansAPlainStart() {
    assertThat(health("hidden")).contains("opentelemetry.trace is " + SITE);
    assertThat(log("hidden"))
        .contains(AGENT + "/bin/aliyun-instrument is not there (is a volume mounted over it?)")
        .doesNotContain("Aliyun");
  }

  /** What an inventory says of one file. */
  private record File(List<String> attributes, String content) {}

  private static Map<String, File> inventory(String image) {
    String lines =
        engine
            .orElseThrow()
            .run("--user=0", "--entrypoint=python3.11", image, "-IB", "inventory.py")
            .run()
            .orFail();
    Map<String, File> files = new TreeMap<>();
    lines
        .lines()
        .map(line -> line.split("\t", 5))
        .forEach(f -> files.put(f[0], new File(Arrays.asList(f).subList(1, 4), f[4])));
    return files;
  }

  @Test
  void nothingElseOfTheImageChanges() {
    Map<String, File> before = inventory(base());
    Map<String, File> after = inventory(result());

    Map<String, File> removed = new TreeMap<>(before);
    removed.keySet().removeAll(after.keySet());
    assertThat(removed.keySet())
        .allMatch(
            path ->
                path.matches(
                    SITE
                        + "/(opentelemetry/instrumentation/(flask|wsgi)"
                        + "|opentelemetry_instrumentation_(flask|wsgi)-0\\.62b1\\.dist-info)(/.*)?"))
        .contains(
            SITE + "/opentelemetry/instrumentation/flask",
            SITE + "/opentelemetry/instrumentation/wsgi",
            SITE + "/opentelemetry_instrumentation_flask-0.62b1.dist-info",
            SITE + "/opentelemetry_instrumentation_wsgi-0.62b1.dist-info");

    Map<String, File> added = new TreeMap<>(after);
    added.keySet().removeAll(before.keySet());
    assertThat(added)
        .hasSizeGreaterThan(300)
        .containsKey(AGENT + "/bin/aliyun-instrument")
        .allSatisfy(
            (path, file) -> {
              boolean runs =
                  file.content().equals("directory")
                      || path.startsWith(AGENT + "/bin/")
                      || path.endsWith(".so"); // as its wheel has it
              assertThat(path + "/").startsWith("/app/api/.venv/dify-arms/");
              assertThat(file.attributes()).containsExactly(runs ? "755" : "644", "1001", "1001");
            });

    before.keySet().retainAll(after.keySet());
    after.keySet().retainAll(before.keySet());
    before.forEach(
        (path, file) ->
            assertThat(after.get(path))
                .as(path)
                .extracting(File::attributes)
                .isEqualTo(file.attributes()));
    before.entrySet().removeIf(file -> file.getValue().equals(after.get(file.getKey())));
    assertThat(before.keySet()).containsExactly("/app/api/docker/entrypoint.sh", "/entrypoint.sh");
  }

  @Test
  void theOtherPlatformImportsItsAgentUnderQemu() throws IOException {
    Optional<String> qemu =
        CommandLine.find("qemu-aarch64-static", "the agent for arm64 was not imported");
    assumeTrue(qemu.isPresent());
    Path root = made.orElseThrow().root("arm64");
    Path layer = Files.write(scratch.resolve("layer.tar.gz"), layer("arm64"));
    CommandLine.of("tar", "-xzf", layer.toString(), "-C", root.toString()).run().orFail();

    String answer =
        CommandLine.of(
                qemu.get(),
                "-L",
                root.toString(),
                root.resolve("usr/bin/python3.11").toString(),
                "-c",
                """
                import platform, psutil, opentelemetry.sdk.trace, gevent, google.protobuf.message
                import aliyun_python_agent_standin, opentelemetry.instrumentation.flask
                import opentelemetry.exporter.otlp.proto.http.trace_exporter
                print(platform.machine(), psutil._psplatform.cext.__file__)
                """)
            .with("PYTHONHOME", root.resolve("usr").toString())
            .with("PYTHONPATH", root + AGENT + ":" + root + SITE)
            .with("PYTHONDONTWRITEBYTECODE", "1")
            .within(Duration.ofMinutes(2))
            .run()
            .orFail();

    assertThat(answer).startsWith("aarch64 " + root + AGENT + "/psutil/");
  }

  private static byte[] layer(String architecture) {
    PlatformResult built =
        api(first.orElseThrow()).platforms().stream()
            .filter(one -> one.platform().architecture().equals(architecture))
            .findFirst()
            .orElseThrow();
    ImageManifest manifest =
        ImageManifest.of(REGISTRY.manifest(TARGET, built.manifest().toString()).orElseThrow());
    var last = manifest.layers().get(manifest.layers().size() - 1);
    return REGISTRY.blob(TARGET, last.digest()).orElseThrow();
  }

  @Test
  void anotherMachineMakesTheSameImage() {
    try (BakingBench bench = bench(scratch.resolve("anew"), Optional.empty())) {
      ComponentResult again = api(build(bench, "anew", "other/dify-api"));

      assertThat(again.upToDate()).isFalse();
      assertThat(again.digest()).isEqualTo(api(first.orElseThrow()).digest());
    }
  }

  @Test
  void theSameMachineFindsItUpToDateAndStartsNoPython() {
    Path nowhere = scratch.resolve("no-tools");
    try (BakingBench bench = bench(nowhere, Optional.of("/nowhere/python3"))) {
      BuildResult again = build(bench, "cache", TARGET);

      assertThat(api(again).upToDate()).isTrue();
      assertThat(api(again).digest()).isEqualTo(api(first.orElseThrow()).digest());
      assertThat(again.bytesSent()).isZero();
      assertThat(nowhere).doesNotExist();
    }
  }
}
