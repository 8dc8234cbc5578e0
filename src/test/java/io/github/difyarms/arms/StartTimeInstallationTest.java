package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.arms.AgentSettings.Install;
import io.github.difyarms.arms.AgentSettings.OnAgentFailure;
import io.github.difyarms.arms.StubbedContainer.Run;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

/** The block in a real bash, with stub commands. */
@Timeout(120)
@DisabledOnOs(value = OS.MAC, disabledReason = "the block is for images with bash 4 and coreutils")
class StartTimeInstallationTest {
  private static final String PLAIN = "gunicorn|--bind|a b|$x|c  d|app:app";
  private static final String INSTRUMENTED = "aliyun-instrument|" + PLAIN;
  private static final String FLASK = "opentelemetry-instrumentation-flask";

  @TempDir Path scratch;
  private StubbedContainer container;

  @BeforeEach
  void start() throws Exception {
    container = new StubbedContainer(scratch);
  }

  @AfterEach
  void stop() {
    container.close();
  }

  private void startsPlainly(Run run, String reason) throws Exception {
    assertThat(run.log()).contains(reason).contains("starting without the agent");
    assertThat(run.calls()).endsWith(PLAIN).doesNotContain(INSTRUMENTED);
    assertThat(run.exit()).isZero();
    assertThat(container.list("venv/dify-arms")).isEmpty();
  }

  private void startsWithAgent(Run run) throws Exception {
    assertThat(run.calls()).as(run.log()).endsWith(INSTRUMENTED, PLAIN);
    assertThat(run.exit()).isZero();
    assertThat(container.list("venv/dify-arms"))
        .filteredOn(name -> name.startsWith("agent-"))
        .hasSize(1);
  }

  @Test
  void theAgentIsInstalledAndEveryArgumentSurvives() throws Exception {
    Run run = container.run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.log())
        .containsPattern(
            "^dify-arms: installing the agent; .*\\n"
                + "dify-arms: agent stub-agent 9.9 is ready in .*/venv/dify-arms/agent-[0-9a-f]{12}"
                + " after \\d+ s; starting gunicorn under it\n$");
    String environment = container.read("environment.gunicorn");
    assertThat(environment)
        .contains(
            "GEVENT_ENABLE=true\n", "ARMS_APP_NAME=dify-api\n", "ARMS_REGION_ID=cn-hangzhou\n")
        .contains("APSARA_APM_APP_TYPE=microservice\n")
        .containsPattern("PYTHONPATH=.*/agent-[0-9a-f]{12}:.*/modules\n")
        .doesNotContain("ENABLE_OTEL_FOR_INSTRUMENT", "PIP_INDEX_URL", "dify_arms");
    assertThat(container.list("venv/dify-arms")).hasSize(1);
  }

  @Test
  void aSecondStartInstallsNothing() throws Exception {
    container.run(container.settings().build());

    Run second = container.run(container.settings().build());

    startsWithAgent(second);
    assertThat(second.calls()).noneMatch(call -> call.contains("pip"));
  }

  @Test
  void otherLockedPackagesGetAnAgentOfTheirOwn() throws Exception {
    container.run(container.settings().build());

    Run second = container.installed("protobuf", "6.0").run(container.settings().build());

    assertThat(second.calls()).anyMatch(call -> call.contains("|install|"));
    assertThat(container.list("venv/dify-arms")).hasSize(2);
  }

  @Test
  void anAgentThatTheImageAlreadyHasIsUsed() throws Exception {
    container.run(
        container.settings().install(Install.VENV).build()); // puts it into the environment

    Run run = container.run(container.settings().build());

    assertThat(run.calls()).endsWith(INSTRUMENTED, PLAIN).noneMatch(c -> c.contains("pip"));
    assertThat(run.log()).contains("is ready in the Python environment");
  }

  @Test
  void theInternalAddressIsTriedBeforeThePublicOne() throws Exception {
    AgentSettings settings =
        AgentSettings.builder(Regions.parse("cn-beijing")).agentVersion("1.2.3").build();

    Run run = container.run(settings);

    startsWithAgent(run);
    String path = ".aliyuncs.com/aliyun-python-agent/1.2.3/aliyun-python-agent.tar.gz";
    assertThat(run.calls())
        .filteredOn(call -> call.contains("aliyuncs.com"))
        .containsExactly(
            "python3|-c|https://arms-apm-cn-beijing.oss-cn-beijing-internal"
                + path
                + "|aliyun-python-agent.tar.gz|3",
            "python3|-c|https://arms-apm-cn-beijing.oss-cn-beijing"
                + path
                + "|aliyun-python-agent.tar.gz|10");
  }

  @Test
  void lockedPackagesAreConstraintsAndThoseOfOpenTelemetryAreNot() throws Exception {
    container.installed("protobuf", "5.29.6").installed("opentelemetry-api", "1.41.1");
    // The work directory is gone afterwards, so the stubs copy what pip saw.
    container.write("index", "refused");
    container.with("PIP_CONFIG_FILE", "/dev/null");
    Run run = container.run(container.settings().build());
    assertThat(run.calls())
        .anyMatch(c -> c.contains("|download|--dest|wheels|--constraint|constraints|tarball/"));
    assertThat(container.read("environment.pip"))
        .contains("PIP_INDEX_URL=https://mirrors.aliyun.com/pypi/simple/\n")
        .contains("PIP_NO_CACHE_DIR=1\n", "PIP_ONLY_BINARY=:all:\n");
  }

  @Test
  void theAgentBringsItsOwnOfTheApplicationsOpenTelemetryFamily() throws Exception {
    container.installed("opentelemetry-sdk", "1.41.1").installed(FLASK, "0.62b1");
    container.installed("opentelemetry-exporter-otlp", "1.41.1").installed("protobuf", "5.29.6");

    Run run = container.run(container.settings().build());

    // Flask's instrumentor is removed, because the agent has its own.
    assertThat(run.calls())
        .filteredOn(c -> c.contains("|download|"))
        .singleElement()
        .asString()
        .endsWith(".whl|opentelemetry-exporter-otlp|opentelemetry-sdk");
  }

  @Test
  void withoutVersionsThatFitTheFamilyStaysAndALineSaysSo() throws Exception {
    container.installed("opentelemetry-exporter-otlp", "1.41.1").write("index", "family");

    Run run = container.run(container.settings().build());

    assertThat(run.calls())
        .filteredOn(c -> c.contains("|download|"))
        .hasSize(2)
        .last()
        .asString()
        .endsWith(".whl");
    assertThat(run.log())
        .contains("one of these may fail when it is imported: opentelemetry-exporter-otlp")
        .contains("is ready in");
  }

  @Test
  void theOperatorsIndexWins() throws Exception {
    container.with("PIP_INDEX_URL", "http://index.internal/simple");

    container.run(container.settings().build());

    assertThat(container.read("environment.pip"))
        .contains("PIP_INDEX_URL=http://index.internal/simple\n")
        .doesNotContain("mirrors.aliyun.com");
  }

  @Test
  void theOperatorsAgentAddressWins() throws Exception {
    String address = container.settings().build().agentAddresses().get(0);
    container.with("PYTHON_AGENT_PATH", address.replace("agent.tar.gz", "other.tar.gz"));

    Run run = container.run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.calls())
        .anyMatch(c -> c.contains("/other.tar.gz"))
        .noneMatch(c -> c.contains("/agent.tar.gz"));
  }

  @Test
  void valuesOfTheOperatorWinOverTheDefaults() throws Exception {
    container.with("ARMS_APP_NAME", "my api").with("GEVENT_ENABLE", "false");

    container.run(container.settings().difySpans(true).build());

    assertThat(container.read("environment.gunicorn"))
        .contains("ARMS_APP_NAME=my api\n", "GEVENT_ENABLE=false\n")
        .contains("ENABLE_OTEL_FOR_INSTRUMENT=true\n");
  }

  @Test
  void aMissingKeyIsNamedAndAGivenOneNeverShown() throws Exception {
    assertThat(container.run(container.settings().build()).log())
        .doesNotContain("key-that-nobody-prints", "ARMS_LICENSE_KEY");

    Run run = container.without("ARMS_LICENSE_KEY").run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.log()).contains("dify-arms: ARMS_LICENSE_KEY is not set");
  }

  @Test
  void aFailedDownloadStartsPlainly() throws Exception {
    startsPlainly(
        container.serverAnswers(404).run(container.settings().build()),
        "failed while fetching the agent from http://127.0.0.1:");
  }

  @Test
  void aRefusingIndexStartsPlainlyAndItsPasswordStaysSecret() throws Exception {
    Run run = container.write("index", "refused").run(container.settings().build());

    startsPlainly(run, "ERROR: No matching distribution found for wrapt<2 in http://***@127.0.0.1");
    assertThat(run.log()).doesNotContain("secret");
    assertThat(run.log().lines()).hasSize(2);
  }

  @Test
  void aSilentlyBrokenInstallationStartsPlainly() throws Exception {
    startsPlainly(
        container.write("bad-agent", "").run(container.settings().build()),
        "failed while importing the agent together with the application:"
            + " no package provides aliyun-instrument");
  }

  @Test
  void anAgentThatCannotLiveWithTheServerStartsPlainly() throws Exception {
    container.write("modules/gunicorn.py", "raise ImportError('protobuf is too new')");

    startsPlainly(container.run(container.settings().build()), "ImportError: protobuf is too new");
  }

  @Test
  void aStalledIndexIsGivenUpAtTheDeadlineAndNothingKeepsRunning() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      container.write("index", "port:" + silent.getLocalPort());

      Run run = container.run(container.settings().installTimeout(5).build());

      startsPlainly(run, "was not installed within 5 s (DIFY_ARMS_INSTALL_TIMEOUT), it was down");
      long stalled = Long.parseLong(container.read("stalled.pid").strip());
      ProcessHandle.of(stalled).ifPresent(p -> p.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }
  }

  @Test
  void theOperatorMayChangeTheDeadline() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      container.write("index", "port:" + silent.getLocalPort());
      container.with("DIFY_ARMS_INSTALL_TIMEOUT", "2");

      startsPlainly(container.run(container.settings().build()), "within 2 s");
    }
  }

  @Test
  void anUnusableDeadlineIsReplacedByTheBuiltInOne() throws Exception {
    Run run = container.with("DIFY_ARMS_INSTALL_TIMEOUT", "soon").run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.log()).contains("not a number of seconds from 1 to 9999; using 45");
  }

  @Test
  void aTermSignalDuringTheInstallationEndsTheContainer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      container.write("index", "port:" + silent.getLocalPort());
      silent.setSoTimeout(30_000);
      Process script = container.begin(container.settings().build(), container.path("log"));
      try (Socket pip = silent.accept()) { // connected, so the installation runs
        assertThat(pip.isConnected()).isTrue();
        script.destroy();
        assertThat(script.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }

      assertThat(script.exitValue()).isEqualTo(143);
      assertThat(container.calls()).doesNotContain(INSTRUMENTED, PLAIN);
      assertThat(container.list("venv/dify-arms")).isEmpty();
    }
  }

  @Test
  void theRightHashIsAccepted() throws Exception {
    String sha256 =
        java.util.HexFormat.of()
            .formatHex(
                java.security.MessageDigest.getInstance("SHA-256")
                    .digest(Files.readAllBytes(container.path("agent.tar.gz"))));

    startsWithAgent(container.run(container.settings().agentSha256(sha256).build()));
  }

  @Test
  void aWrongHashStartsPlainly() throws Exception {
    Run run = container.run(container.settings().agentSha256("0".repeat(64)).build());

    startsPlainly(run, "failed while comparing the SHA-256 of http://127.0.0.1:");
    assertThat(run.calls()).noneMatch(call -> call.contains("|install|"));
  }

  @Test
  void withAnEnvironmentThatIsReadOnlyTheTemporaryDirectoryKeepsTheAgent() throws Exception {
    container.with("DIFY_ARMS_HOME", "/proc/dify-arms"); // not writable for root either
    container.run(container.settings().build());

    Run second = container.run(container.settings().build());

    assertThat(second.calls()).endsWith(INSTRUMENTED, PLAIN).noneMatch(c -> c.contains("pip"));
    assertThat(second.log()).contains("/tmp/dify-arms-");
  }

  @Test
  void withNothingWritableItStartsPlainly() throws Exception {
    container.with("DIFY_ARMS_HOME", "/proc/dify-arms").with("TMPDIR", "/proc");

    startsPlainly(
        container.run(container.settings().build()), "no writable directory for the agent");
  }

  @Test
  void aForeignDirectoryInTheTemporaryDirectoryIsNotTrusted() throws Exception {
    Path elsewhere = Files.createDirectory(scratch.resolve("elsewhere"));
    String uid = Files.getAttribute(scratch, "unix:uid").toString();
    Files.createSymbolicLink(scratch.resolve("tmp/dify-arms-" + uid), elsewhere);
    container.with("DIFY_ARMS_HOME", "/proc/dify-arms");

    startsPlainly(
        container.run(container.settings().build()), "no writable directory for the agent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "true", "True", "TRUE", "t", "T", "yes", "Yes", "y", "Y", "on", "ON"})
  void instrumentorsStayWhileDifyUsesThemItself(String spelling) throws Exception {
    container.installed(FLASK, "0.62b1").write(instrumentor("flask"), "");

    Run run = container.with("ENABLE_OTEL", spelling).run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.log()).contains("ENABLE_OTEL is true, so these stay installed");
    assertThat(run.calls()).noneMatch(call -> call.contains("uninstall"));
    assertThat(container.read("environment.gunicorn")).contains("ENABLE_OTEL=" + spelling + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "false", "False", "f", "no", "n", "off", "", "2"})
  void otherwiseExactlyTheInstalledInstrumentorsAreRemovedLast(String spelling) throws Exception {
    container.installed(FLASK, "0.62b1").installed("opentelemetry-instrumentation-httpx", "0.62b1");
    container.installed("opentelemetry-instrumentation-openai", "1.0"); // not one that conflicts

    Run run = container.with("ENABLE_OTEL", spelling).run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.calls().get(run.calls().size() - 3))
        .isEqualTo(
            "python3|-m|pip|uninstall|--yes|" + FLASK + "|opentelemetry-instrumentation-httpx");
  }

  @ParameterizedTest
  @CsvSource({
    "ENABLE_OTEL=true, kept",
    "ENABLE_OTEL = 'yes' # for us, kept",
    "export ENABLE_OTEL=\"ON\", kept",
    "enable_otel=1, kept",
    "ENABLE_OTEL=false, removed",
    "# ENABLE_OTEL=true, removed",
    "ENABLE_OTEL_FOR_INSTRUMENT=true, removed",
    "OTHER_ENABLE_OTEL=true, removed"
  })
  void theDotEnvFileCountsToo(String line, String outcome) throws Exception {
    container.installed(FLASK, "0.62b1").write(instrumentor("flask"), "");
    container.write("app/.env", "DEBUG=false\n" + line + "\nLAST=1");

    Run run = container.run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.calls().stream().anyMatch(call -> call.contains("uninstall")))
        .isEqualTo(outcome.equals("removed"));
  }

  @Test
  void theEnvironmentWinsOverTheDotEnvFileAsInDify() throws Exception {
    container.installed(FLASK, "0.62b1").write("app/.env", "ENABLE_OTEL=true\n");

    Run run = container.with("ENABLE_OTEL", "false").run(container.settings().build());

    assertThat(run.calls()).anyMatch(call -> call.contains("uninstall"));
  }

  @ParameterizedTest
  @CsvSource({
    "from opentelemetry.instrumentation.flask import FlaskInstrumentor, kept",
    "'def init():\n    from opentelemetry.instrumentation.flask import X', removed"
  })
  void aReleaseThatAlwaysImportsThemKeepsThem(String source, String outcome) throws Exception {
    container.installed(FLASK, "0.48b0").write(instrumentor("flask"), "");
    container.write("app/extensions/ext_otel.py", "import os\n" + source + "\n");

    Run run = container.run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.calls().stream().anyMatch(call -> call.contains("uninstall")))
        .isEqualTo(outcome.equals("removed"));
  }

  @Test
  void aKeptInstrumentorThatTheAgentBreaksMeansAPlainStart() throws Exception {
    container.installed(FLASK, "0.62b1").with("ENABLE_OTEL", "true");
    container.write(instrumentor("flask"), "raise ImportError('no _semconv')");

    startsPlainly(container.run(container.settings().build()), "ImportError: no _semconv");
  }

  @Test
  void instrumentorsThatCannotBeRemovedDoNotStopTheAgent() throws Exception {
    container.installed(FLASK, "0.62b1").write("venv-read-only", "");

    Run run = container.run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.log()).contains("could not remove these, they may report spans twice: " + FLASK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fetch",
        "download",
        "install",
        "check",
        "before-rename",
        "after-rename",
        "uninstall"
      })
  void killedInAnyPhaseTheNextStartWorks(String phase) throws Exception {
    container.installed(FLASK, "0.62b1").write("die-at", phase);

    Run killed = container.run(container.settings().build());
    assertThat(killed.exit()).isEqualTo(137);
    assertThat(killed.calls()).doesNotContain(PLAIN);
    assertThat(container.path("die-at")).doesNotExist();

    Run next = container.run(container.settings().build());
    startsWithAgent(next);
    assertThat(container.list("modules")).noneMatch(name -> name.contains("flask"));
  }

  @Test
  void whatKilledStartsLeftIsRemovedOnceItIsOld() throws Exception {
    container.write("venv/dify-arms/work.old/wheels/x.whl", "");
    container.write("venv/dify-arms/work.running/wheels/x.whl", "");
    Files.setLastModifiedTime(
        container.path("venv/dify-arms/work.old"), java.nio.file.attribute.FileTime.fromMillis(0));

    container.run(container.settings().build());

    assertThat(container.list("venv/dify-arms"))
        .contains("work.running")
        .doesNotContain("work.old")
        .hasSize(2);
  }

  @Test
  void startsAtTheSameTimeInOneFileSystemBothWork() throws Exception {
    Process first = container.begin(container.settings().build(), container.path("log1"));
    Process second = container.begin(container.settings().build(), container.path("log2"));

    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(container.calls())
        .as(container.read("log1") + container.read("log2"))
        .filteredOn(INSTRUMENTED::equals)
        .hasSize(2);
    assertThat(container.list("venv/dify-arms")).hasSize(1);
  }

  @Test
  void onRequestAFailureStopsTheContainer() throws Exception {
    AgentSettings strict = container.settings().onAgentFailure(OnAgentFailure.FAIL).build();

    Run run = container.serverAnswers(500).run(strict);

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.log()).contains("; stopping, because this image was built with onAgentFailure=");
    assertThat(container.list("venv/dify-arms")).as("nothing is left for a crash loop").isEmpty();
    assertThat(run.calls()).doesNotContain(PLAIN);
  }

  @Test
  void aSwitchThatIsNotUnderstoodIsSaidAndIgnored() throws Exception {
    Run run = container.with("DIFY_ARMS_ENABLED", "disabled").run(container.settings().build());

    startsWithAgent(run);
    assertThat(run.log()).contains("DIFY_ARMS_ENABLED=disabled is not understood and ignored");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "0", "no", "off"})
  void theOperatorMaySwitchItOff(String spelling) throws Exception {
    AgentSettings strict = container.settings().onAgentFailure(OnAgentFailure.FAIL).build();

    Run run = container.with("DIFY_ARMS_ENABLED", spelling).run(strict);

    assertThat(run.log()).contains("switched off by DIFY_ARMS_ENABLED; starting as upstream does");
    assertThat(run.calls()).containsExactly(PLAIN);
    assertThat(run.exit()).isZero();
    assertThat(container.list("venv/dify-arms")).isEmpty();
    assertThat(container.read("environment.gunicorn")).doesNotContain("GEVENT_ENABLE");
  }

  @ParameterizedTest
  @CsvSource({
    "worker, celery|-A|app.celery|worker|-P|gevent",
    "beat, celery|-A|app.celery|beat",
    "job, flask|clean up|$all",
    "migration, flask|upgrade-db"
  })
  void otherModesPayNothing(String mode, String call) throws Exception {
    container.with("MODE", mode);
    container.with("MIGRATION_ENABLED", Boolean.toString(mode.equals("migration")));

    Run run = container.run(container.settings().build(), "clean up", "$all");

    assertThat(run.calls()).containsExactly(call);
    assertThat(run.log()).isEmpty();
  }

  @Test
  void theManualsWayIsCheckedByImportBecauseTheToolExitsWithZero() throws Exception {
    AgentSettings venv =
        container.settings().install(Install.VENV).bootstrapVersion("1.0.8").build();

    Run failed = container.write("bad-agent", "").with("VERSION", "mine").run(venv);
    startsPlainly(failed, "failed while importing the agent together with the application");

    Files.delete(container.path("bad-agent"));
    Run run = container.run(venv);
    assertThat(run.calls())
        .contains("python3|-m|pip|install|aliyun-bootstrap==1.0.8")
        .contains("aliyun-bootstrap|-a|install|--local")
        .endsWith(INSTRUMENTED, PLAIN);
    assertThat(container.read("environment.aliyun-bootstrap")).doesNotContain("\nVERSION=");
    assertThat(container.read("environment.gunicorn")).contains("\nVERSION=mine\n");
  }

  private static String instrumentor(String name) {
    return "modules/opentelemetry/instrumentation/" + name + ".py";
  }
}
