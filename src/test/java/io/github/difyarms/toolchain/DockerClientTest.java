package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stand-ins for docker that say what the real ones say. */
class DockerClientTest {
  private static final String NO_DAEMON =
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock."
          + " Is the docker daemon running?";

  @TempDir Path folder;
  private final List<String> lines = new ArrayList<>();
  private final Commands commands = new Commands(new Redaction(List.of("s3cret")));

  @AfterEach
  void close() {
    commands.close();
  }

  private DockerClient docker(String script) throws IOException {
    Path program = folder.resolve("docker");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return client(program.toString());
  }

  private DockerClient client(String program) {
    return new DockerClient(commands, program, folder, Map.of("PATH", "/usr/bin:/bin"));
  }

  private static void input(OutputStream out) throws IOException {
    for (int i = 0; i < 100_000; i++) {
      out.write("0123456789".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void theDaemonTellsItsPlatform() throws Exception {
    assertThat(docker("echo linux/arm64").platform()).contains("linux/arm64");
  }

  @Test
  void aProgramWithoutADaemonTellsNone() throws Exception {
    assertThat(docker("[ $# = 1 ] || { echo linux/; exit 125; }").platform()).isEmpty();
  }

  @Test
  void aMissingProgramAndADeadDaemonAreTwoStopsThatNameBuildTar() throws Exception {
    assertThatThrownBy(() -> client("docker-that-is-not-there").platform())
        .hasMessageContaining("DA-681")
        .hasMessageContaining("docker-that-is-not-there")
        .hasMessageContaining("dify-arms:buildTar");
    assertThatThrownBy(() -> docker("echo '" + NO_DAEMON + "' >&2; exit 1").platform())
        .hasMessageContaining("DA-682")
        .hasMessageContaining(NO_DAEMON)
        .hasMessageContaining("dify-arms:buildTar");
  }

  @Test
  void dockersOwnCommandLineWithoutADaemonIsSuchAStop() {
    Optional<String> docker = CommandLine.find("docker", "no real one was asked for its daemon");
    assumeTrue(docker.isPresent());
    String nowhere = "unix://" + folder.resolve("docker.sock");
    DockerClient client =
        new DockerClient(commands, docker.get(), folder, Map.of("DOCKER_HOST", nowhere));

    assertThatThrownBy(client::platform)
        .hasMessageContaining("DA-682")
        .hasMessageContaining(nowhere);
  }

  @Test
  void anArchiveIsPipedInAndWhatTheClientSaysIsHeard() throws Exception {
    docker("[ \"$1\" = load ] && wc -c && echo 'Loaded image: x s3cret'")
        .load("x", DockerClientTest::input, lines::add);

    assertThat(lines.stream().map(String::strip)).containsExactly("1000000", "Loaded image: x ***");
  }

  @Test
  void aClientThatStopsReadingFailsInItsOwnWords() throws Exception {
    DockerClient docker = docker("head -c 10 >/dev/null; echo 'no space left on device'; exit 1");

    assertThatThrownBy(() -> docker.load("x", DockerClientTest::input, lines::add))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            stop -> assertThat(stop.code()).isEqualTo(ErrorCode.DOCKER_LOAD_FAILED))
        .hasMessageContaining("no space left on device");
  }

  @Test
  void halfAnArchiveIsNeverTakenForAWholeOne() throws Exception {
    DockerClient docker = docker("cat >/dev/null; touch loaded");

    assertThatThrownBy(
            () ->
                docker.load(
                    "x",
                    out -> {
                      input(out);
                      throw new IOException("damaged on disk");
                    },
                    lines::add))
        .isInstanceOf(IOException.class)
        .hasMessage("damaged on disk");
    assertThat(folder.resolve("loaded")).doesNotExist();
  }
}
