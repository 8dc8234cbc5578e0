package io.github.difyarms.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script under a real bash, with stand-ins for docker and kubectl that answer from files. */
@NullUnmarked // walks parsed YAML: what is missing fails the test
class SmokeTestScriptTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.write(
        folder.resolve("smoke-test.sh"),
        DeployFiles.of(SampleBuild.complete(), SampleBuild.release("1.16.1"))
            .get("deploy/smoke-test.sh"));
    Files.writeString(
        folder.resolve("services"), "api\nworker\nworker_beat\nplugin_daemon\nsandbox\n");
    for (String service : new String[] {"api", "worker", "worker_beat"}) {
      Files.writeString(folder.resolve(service + ".image"), SampleBuild.reference("api"));
    }
    Files.writeString(
        folder.resolve("plugin_daemon.image"), SampleBuild.reference("plugin-daemon"));
    Files.writeString(folder.resolve("sandbox.image"), SampleBuild.reference("sandbox"));
    Files.writeString(folder.resolve("api.log"), "INFO Aliyun python agent is started\n");
    program(
        "docker",
        """
        case "$*" in
          "compose --profile x config --services") cat services ;;
          "compose --profile x ps --quiet "*) echo "${@: -1}" ;;
          "inspect --format {{.Config.Image}} "*) cat "${@: -1}.image" ;;
          "compose --profile x logs --no-color "*) cat "${@: -1}.log" ;;
          *) exit 3 ;;
        esac
        """);
    program(
        "kubectl",
        """
        case "$*" in
          "--namespace dify-system --context=c get pods -o jsonpath="* | \\
          "--context=c get pods -o jsonpath="*) cat pods ;;
          *"logs api-1 -c sidecar") exit 3 ;;
          *"--context=c logs api-1 -c api") cat api.log ;;
          *) exit 4 ;;
        esac
        """);
    Files.writeString(
        folder.resolve("pods"),
        "busybox:1 sidecar\n"
            + SampleBuild.reference("api")
            + " api\npod api-1 True\n"
            + SampleBuild.reference("plugin-daemon")
            + " d\npod daemon-1 True\n"
            + SampleBuild.reference("sandbox")
            + " s\npod sandbox-1 True\n");
  }

  private void program(String name, String body) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/bash\n" + body);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private CommandLine.Outcome run(String... arguments) {
    String[] command = new String[arguments.length + 2];
    command[0] = "bash";
    command[1] = "smoke-test.sh";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return CommandLine.of(command)
        .in(folder)
        .with("PATH", folder + ":" + System.getenv("PATH"))
        .with("SMOKE_TEST_SECONDS", "0")
        .run();
  }

  @Test
  void composeServicesRunTheImagesAndTheAgentHasStarted() {
    CommandLine.Outcome outcome = run("compose", "--profile", "x");

    assertThat(outcome.output().lines())
        .containsExactly(
            "ok      api runs " + SampleBuild.reference("api"),
            "-       api_websocket is not in use",
            "ok      worker runs " + SampleBuild.reference("api"),
            "ok      worker_beat runs " + SampleBuild.reference("api"),
            "ok      plugin_daemon runs " + SampleBuild.reference("plugin-daemon"),
            "ok      sandbox runs " + SampleBuild.reference("sandbox"),
            "ok      api has started its agent (Aliyun python agent is started)");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void anotherImageAndASilentAgentAreMissed() throws IOException {
    Files.writeString(folder.resolve("sandbox.image"), "langgenius/dify-sandbox:0.2.15");
    Files.writeString(folder.resolve("api.log"), "dify-arms: starting without the agent\n");

    CommandLine.Outcome outcome = run("compose", "--profile", "x");

    assertThat(outcome.output())
        .contains("MISSING sandbox runs", "MISSING api has started its agent", "dify-arms:");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void podsAreFoundByDigest() {
    CommandLine.Outcome outcome = run("kubectl", "--context=c");

    assertThat(outcome.output().lines())
        .containsExactly(
            "ok      api runs in a ready pod (1 containers)",
            "ok      a container of it has started its agent (Aliyun python agent is started)",
            "ok      plugin-daemon runs in a ready pod (1 containers)",
            "ok      sandbox runs in a ready pod (1 containers)");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void podsOfANamespaceAreAskedForThere() throws IOException {
    Files.write(
        folder.resolve("smoke-test.sh"),
        DeployFiles.of(SampleBuild.of("sandbox"), SampleBuild.all(Optional.empty()))
            .get("deploy/smoke-test.sh"));

    assertThat(run("kubectl", "--context=c").output())
        .isEqualTo("ok      sandbox runs in a ready pod (1 containers)\n");
    assertThat(run("compose", "--profile", "x").output())
        .isEqualTo("ok      sandbox runs " + SampleBuild.reference("sandbox") + "\n");
  }

  @Test
  void aRollOutThatDidNotHappenIsMissed() throws IOException {
    Files.writeString(folder.resolve("pods"), "");

    CommandLine.Outcome outcome = run("kubectl", "--context=c");

    assertThat(outcome.output().lines().filter(line -> line.startsWith("MISSING"))).hasSize(4);
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void aPodThatIsNotReadyDoesNotCount() throws IOException {
    Path pods = folder.resolve("pods");
    Files.writeString(pods, Files.readString(pods).replace("sandbox-1 True", "sandbox-1 False"));

    var outcome = run("kubectl", "--context=c");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("MISSING sandbox runs in a ready pod");
  }

  @Test
  void aComposeThatAnswersNothingIsNoSuccess() throws IOException {
    Files.delete(folder.resolve("services"));
    assertThat(run("compose", "--profile", "x").exitCode()).isEqualTo(2);

    Files.writeString(folder.resolve("services"), "db\nredis\n");
    assertThat(run("compose", "--profile", "x").exitCode()).isEqualTo(2);
  }

  @Test
  void itSaysHowItIsUsed() {
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run("docker").output()).startsWith("usage: smoke-test.sh compose|kubectl");
  }
}
