package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.arms.AgentSettings.OnAgentFailure;
import io.github.difyarms.arms.StubbedContainer.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The block for an agent that is in the image, in a real bash, with stub commands. */
@Timeout(120)
@DisabledOnOs(value = OS.MAC, disabledReason = "the block is for images with bash 4 and coreutils")
class BakedLaunchTest {
  private static final String PLAIN = "gunicorn|--bind|a b|$x|c  d|app:app";
  private static final String INSTRUMENTED = "aliyun-instrument|" + PLAIN;
  private static final String FLASK = "opentelemetry-instrumentation-flask";
  private static final String AGENT = "venv/dify-arms/agent";

  @TempDir Path scratch;
  private StubbedContainer container;
  private final AgentSettings.Builder settings =
      AgentSettings.builder(Regions.parse("cn-hangzhou"));
  private List<String> removed = List.of();

  @BeforeEach
  void start() throws Exception {
    container = new StubbedContainer(scratch).baked(AGENT);
  }

  @AfterEach
  void stop() {
    container.close();
  }

  private String block() throws Exception {
    return block("api", container.path(AGENT).toString(), python());
  }

  private String block(String process, String directory, String python) {
    BakedAgent agent = new BakedAgent(directory, "stub-agent", "9.9", python, removed);
    return BakedFragment.block(settings.build(), process, agent);
  }

  /** The version of the Python that the container has. */
  private static String python() throws Exception {
    String command =
        Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
    Process process =
        new ProcessBuilder(
                command, "-c", "import sys; print('%d.%d' % sys.version_info[:2], end='')")
            .start();
    String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return version;
  }

  private static void startsPlainly(Run run, String reason) {
    assertThat(run.log().lines()).singleElement().asString().contains(reason);
    assertThat(run.log()).startsWith("dify-arms: ").endsWith("; starting without the agent\n");
    assertThat(run.calls()).endsWith(PLAIN).doesNotContain(INSTRUMENTED);
    assertThat(run.exit()).isZero();
  }

  private static void startsWithAgent(Run run) {
    assertThat(run.calls()).as(run.log()).endsWith(INSTRUMENTED, PLAIN);
    assertThat(run.exit()).isZero();
  }

  @Test
  void theAgentOfTheImageIsUsedAndEveryArgumentSurvives() throws Exception {
    Run run = container.run(block());

    startsWithAgent(run);
    assertThat(run.log())
        .matches(
            "dify-arms: agent stub-agent 9.9 is ready in .*/venv/dify-arms/agent after \\d+ s;"
                + " starting gunicorn under it\n");
    assertThat(container.read("environment.gunicorn"))
        .contains("GEVENT_ENABLE=true\n", "ARMS_APP_NAME=dify-api\n", "ARMS_REGION_ID=cn-hangzhou")
        .contains("APSARA_APM_APP_TYPE=microservice\n")
        .containsPattern("PYTHONPATH=.*/dify-arms/agent:.*/modules\n")
        .doesNotContain("ENABLE_OTEL_FOR_INSTRUMENT", "dify_arms");
  }

  @Test
  void nothingIsWrittenAndNothingButTheCheckIsRun() throws Exception {
    container.with("TMPDIR", "/proc").with("HOME", "/proc").with("DIFY_ARMS_HOME", "/proc");
    container.with("PYTHONDONTWRITEBYTECODE", "1");
    List<Path> before = files();

    Run run = container.run(block());

    startsWithAgent(run);
    assertThat(run.calls()).hasSize(3);
    List<Path> after = files();
    after.removeAll(before);
    assertThat(after)
        .extracting(file -> file.getFileName().toString())
        .allMatch(name -> name.matches("calls|pid|entrypoint.sh|log.*|environment\\..*"));
  }

  private List<Path> files() throws Exception {
    try (Stream<Path> files = Files.walk(scratch)) {
      return new ArrayList<>(files.toList());
    }
  }

  @Test
  void theTextKnowsNothingOfInstalling() throws Exception {
    assertThat(block())
        .doesNotContain("pip ", "PIP_", "tar -", "wheel", "mktemp", "DIFY_ARMS_HOME")
        .doesNotContain("INSTALL_TIMEOUT", "PYTHON_AGENT_PATH", "aliyuncs");
    assertThat(block().lines().limit(4))
        .filteredOn(line -> line.startsWith("#   "))
        .extracting(line -> line.replaceFirst("#   ([A-Z_]+)=.*", "$1"))
        .containsExactly("DIFY_ARMS_ENABLED", "DIFY_ARMS_CHECK_TIMEOUT");
  }

  @ParameterizedTest
  @CsvSource({
    "worker, dify-api-worker, celery",
    "beat, dify-api-beat, celery",
    "api, dify-api, gunicorn"
  })
  void everyProcessIsCheckedWithItsServerAndHasItsOwnName(
      String process, String name, String server) throws Exception {
    Run run = container.run(block(process, container.path(AGENT).toString(), python()));

    startsWithAgent(run);
    assertThat(run.calls().get(0)).startsWith("python3|-c|").endsWith("|" + server);
    assertThat(run.log()).contains("; starting " + server + " under it");
    String environment = container.read("environment.gunicorn");
    assertThat(environment).contains("ARMS_APP_NAME=" + name + "\n");
    assertThat(environment.contains("GEVENT_ENABLE")).isEqualTo(!process.equals("beat"));

    container.write("modules/" + server + ".py", "raise ImportError('no such thing')");
    startsPlainly(
        container.run(block(process, container.path(AGENT).toString(), python())),
        "importing the agent together with the application failed: ImportError: no such thing");
  }

  @Test
  void aVolumeOverTheDirectoryMeansAPlainStart() throws Exception {
    delete(AGENT);
    startsPlainly(container.run(block()), "/dify-arms/agent is not there (is a volume mounted");

    Files.createDirectories(container.path(AGENT));
    startsPlainly(container.run(block()), "/bin/aliyun-instrument is not there (is a volume");
  }

  private void delete(String directory) throws Exception {
    try (Stream<Path> files = Files.walk(container.path(directory))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aProgramThatCannotBeExecutedMeansAPlainStart() throws Exception {
    Path program = container.path(AGENT).resolve("bin/aliyun-instrument");

    Files.writeString(program, "#! /no/such/python3 -E\n");
    startsPlainly(container.run(block()), "its interpreter /no/such/python3 is not there");

    Files.writeString(program, "");
    startsPlainly(container.run(block()), "its first line names no interpreter");

    assertThat(program.toFile().setExecutable(false)).isTrue();
    startsPlainly(container.run(block()), "cannot be executed (a mount with noexec?)");
  }

  @Test
  void anotherPythonMeansAPlainStart() throws Exception {
    startsPlainly(
        container.run(block("api", container.path(AGENT).toString(), "2.7")),
        "the agent is for Python 2.7, and python3 is " + python());
  }

  @ParameterizedTest
  @CsvSource({
    "venv/dify-arms/agent/stub_agent.py, import nowhere, No module named 'nowhere'",
    "modules/gunicorn.py, raise ImportError('protobuf is too new'), protobuf is too new",
    "modules/gunicorn.py, 'import os; os._exit(9)', python3 ended with status 9"
  })
  void anAgentThatCannotBeImportedWithTheServerMeansAPlainStart(
      String file, String program, String reason) throws Exception {
    startsPlainly(container.write(file, program).run(block()), reason);
  }

  @Test
  void theSdkCountsWhereTheApplicationHasIt() throws Exception {
    container.write("modules/opentelemetry/sdk/trace.py", "raise ImportError('no _logs')");
    startsWithAgent(container.run(block()));

    container.installed("opentelemetry-sdk", "1.41.1");
    startsPlainly(container.run(block()), "ImportError: no _logs");
  }

  @Test
  void anImportThatHangsIsGivenUpAtTheDeadlineAndNothingKeepsRunning() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      hang(silent);
      container.with("DIFY_ARMS_CHECK_TIMEOUT", "1");

      startsPlainly(
          container.run(block()),
          "the agent was not imported within 1 s (DIFY_ARMS_CHECK_TIMEOUT)");

      long hung = Long.parseLong(container.read("hung.pid"));
      ProcessHandle.of(hung).ifPresent(p -> p.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }
  }

  private void hang(ServerSocket silent) {
    container.write(
        "modules/gunicorn.py",
        "import os, socket\nopen(os.environ['STUBS'] + '/hung.pid', 'w').write(str(os.getpid()))\n"
            + "socket.create_connection(('127.0.0.1', "
            + silent.getLocalPort()
            + ")).recv(1)\n");
  }

  @Test
  void aTermSignalDuringTheCheckEndsTheContainer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      hang(silent);
      silent.setSoTimeout(30_000);
      container.with("DIFY_ARMS_CHECK_TIMEOUT", "600");
      Process script = container.begin(block(), container.path("log"));
      try (Socket check = silent.accept()) { // connected, so the check runs
        assertThat(check.isConnected()).isTrue();
        script.destroy();
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
        // While the connection is open, and long before the deadline, only the signal ends it.
        long hung = Long.parseLong(container.read("hung.pid"));
        ProcessHandle.of(hung).ifPresent(p -> p.onExit().orTimeout(30, TimeUnit.SECONDS).join());
      }

      assertThat(script.exitValue()).isEqualTo(143);
      assertThat(container.calls()).doesNotContain(INSTRUMENTED, PLAIN);
    }
  }

  @Test
  void anUnusableDeadlineIsReplacedByTheBuiltInOne() throws Exception {
    Run run = container.with("DIFY_ARMS_CHECK_TIMEOUT", "soon").run(block());

    startsWithAgent(run);
    assertThat(run.log())
        .contains("DIFY_ARMS_CHECK_TIMEOUT is not a number of seconds from 1 to 9999; using 15");
  }

  @Test
  void onRequestEveryFailureStopsTheContainerAndDeletesNothing() throws Exception {
    settings.onAgentFailure(OnAgentFailure.FAIL);
    container.write("precious/file", "").with("work", container.path("precious").toString());

    container.write("modules/gunicorn.py", "raise ImportError('protobuf is too new')");
    stops(container.run(block()), "ImportError: protobuf is too new");

    delete(AGENT);
    stops(container.run(block()), "agent is not there");
    assertThat(container.path("precious/file")).exists();
  }

  private static void stops(Run run, String reason) {
    assertThat(run.log().lines()).singleElement().asString().contains(reason);
    assertThat(run.log())
        .endsWith("; stopping, because this image was built with onAgentFailure=fail\n");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.calls()).doesNotContain(PLAIN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"python3", "timeout"})
  void aMissingToolMeansAPlainStart(String tool) throws Exception {
    // A PATH with everything that the script needs, but one.
    for (String name :
        List.of("python3", "timeout", "bash", "grep", "tail", "cut", "sed", "cat", "env")) {
      if (name.equals(tool)) {
        Files.deleteIfExists(container.path("venv/bin/" + name));
      } else if (!Files.exists(container.path("venv/bin/" + name))) {
        container.write("venv/bin/" + name, "#!/bin/bash\nexec /usr/bin/" + name + " \"$@\"\n");
        assertThat(container.path("venv/bin/" + name).toFile().setExecutable(true)).isTrue();
      }
    }
    container.with("PATH", container.path("venv/bin").toString());

    startsPlainly(
        container.run(block()),
        tool + " was not found on the PATH, and the check of the agent needs it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "Off", "0"})
  void theOperatorMaySwitchItOff(String spelling) throws Exception {
    settings.onAgentFailure(OnAgentFailure.FAIL);
    delete(AGENT);

    Run run = container.with("DIFY_ARMS_ENABLED", spelling).run(block());

    assertThat(run.log()).contains("switched off by DIFY_ARMS_ENABLED; starting as upstream does");
    assertThat(run.calls()).containsExactly(PLAIN);
    assertThat(run.exit()).isZero();
    assertThat(container.read("environment.gunicorn")).doesNotContain("GEVENT_ENABLE");
  }

  @Test
  void valuesOfTheOperatorWinAndAMissingKeyIsNamed() throws Exception {
    container.with("ARMS_APP_NAME", "my api").without("ARMS_LICENSE_KEY");

    Run run = container.run(block());

    startsWithAgent(run);
    assertThat(run.log()).contains("dify-arms: ARMS_LICENSE_KEY is not set");
    assertThat(container.read("environment.gunicorn")).contains("ARMS_APP_NAME=my api\n");
  }

  @Test
  void spacesAndQuotesInValuesAndPathsSurvive() throws Exception {
    String odd = "it's a \"dir\" $(touch x) `b`";
    container.baked(odd);
    settings.appName(odd);

    Run run = container.run(block("api", container.path(odd).toString(), python()));

    startsWithAgent(run);
    assertThat(container.read("environment.gunicorn"))
        .contains("ARMS_APP_NAME=" + odd + "\n")
        .contains("PYTHONPATH=" + container.path(odd) + ":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"set -eu", "set -euo pipefail", "set -e; shopt -s nullglob"})
  void strictScriptsTakeIt(String options) throws Exception {
    startsWithAgent(container.run(options + "\n" + block()));
    removed = List.of(FLASK);
    startsWithAgent(container.with("ENABLE_OTEL", "1").run(options + "\n" + block()));
    container.write("modules/gunicorn.py", "raise ImportError('x')").without("ENABLE_OTEL");
    startsPlainly(container.run(options + "\n" + block()), "ImportError: x");
  }

  @ParameterizedTest
  @CsvSource({"true, ''", "on, false"})
  void whatDifyMissesIsSaidWithAndWithoutTheAgent(String otel, String enabled) throws Exception {
    removed = List.of(FLASK, "opentelemetry-instrumentation-redis");
    container.with("ENABLE_OTEL", otel).with("DIFY_ARMS_ENABLED", enabled);

    Run run = container.run(block());

    assertThat(run.log().lines().findFirst())
        .hasValue(
            "dify-arms: ENABLE_OTEL is true, but these were removed when this image was built, and"
                + " Dify may not start without them: opentelemetry-instrumentation-flask"
                + " opentelemetry-instrumentation-redis; set ENABLE_OTEL=false, or build the image"
                + " with -Ddify-arms.api.instrumentors=keep");
    assertThat(run.calls().get(run.calls().size() - 1)).isEqualTo(PLAIN);
    assertThat(container.read("environment.gunicorn")).contains("ENABLE_OTEL=" + otel + "\n");
  }

  @Test
  void aReleaseThatAlwaysImportsThemIsToldApart() throws Exception {
    removed = List.of(FLASK);
    container.write("app/extensions/ext_otel.py", "import opentelemetry.instrumentation.flask\n");

    assertThat(container.run(block()).log())
        .contains("extensions/ext_otel.py imports them, but these were removed")
        .doesNotContain("set ENABLE_OTEL=false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "", "0"})
  void nothingIsSaidWhereDifyDoesNotMissThem(String otel) throws Exception {
    removed = List.of(FLASK);

    Run run = container.with("ENABLE_OTEL", otel).run(block());

    startsWithAgent(run);
    assertThat(run.log().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "false, these may report spans twice",
    "true, 'ENABLE_OTEL is true, so these stay installed and may report spans twice'"
  })
  void instrumentorsThatStayedAreNamed(String otel, String line) throws Exception {
    container.installed(FLASK, "0.62b1").write(instrumentor("flask"), "");
    container.installed("opentelemetry-instrumentation-openai", "1.0"); // not one that conflicts

    Run run = container.with("ENABLE_OTEL", otel).run(block());

    startsWithAgent(run);
    assertThat(run.log().lines().findFirst()).hasValue("dify-arms: " + line + ": " + FLASK);
  }

  @Test
  void thoseInTheAgentsOwnDirectoryAreTheAgents() throws Exception {
    container.write(
        AGENT + "/opentelemetry_instrumentation_flask-1.0.dist-info/METADATA",
        "Metadata-Version: 2.1\nName: opentelemetry-instrumentation-flask\nVersion: 1.0\n");

    assertThat(container.run(block()).log()).doesNotContain("twice");
  }

  @Test
  void anInstrumentorThatDifyUsesAndTheAgentBreaksMeansAPlainStart() throws Exception {
    container.installed(FLASK, "0.62b1");
    container.write(instrumentor("flask"), "raise ImportError('no _semconv')");
    startsWithAgent(container.run(block()));

    startsPlainly(container.with("ENABLE_OTEL", "true").run(block()), "ImportError: no _semconv");
  }

  @Test
  void whatModulesPrintIsNotTakenForAnAnswer() throws Exception {
    container.write("modules/gunicorn.py", "print('x' * 100000); print('spans twice')");

    Run run = container.run(block());

    startsWithAgent(run);
    assertThat(run.log().lines()).hasSize(1);
  }

  private static String instrumentor(String name) {
    return "modules/opentelemetry/instrumentation/" + name + ".py";
  }
}
