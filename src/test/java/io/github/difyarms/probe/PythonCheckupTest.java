package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Seen;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.python.AgentPins;
import io.github.difyarms.python.AgentSource;
import io.github.difyarms.python.PythonIndex;
import io.github.difyarms.python.PythonProbe;
import io.github.difyarms.python.PythonSettings;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import io.github.difyarms.toolchain.ToolchainListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python of this machine, the agent's address and the package index. */
class PythonCheckupTest {
  private static final String AGENT = "/agent.tar.gz";
  private static final String PAGE = "/simple/uv/";

  @TempDir private Path folder;

  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), NetListener.silent());
  private final Commands commands = new Commands(Redaction.none());
  private final List<String> notes = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    commands.close();
    transport.close();
  }

  private Bench.Found look(String path, String agent, String index, boolean offline)
      throws Exception {
    PythonSettings settings =
        new PythonSettings(
            new AgentSource(List.of(agent), Optional.empty(), false),
            new PythonIndex(Optional.of(index), Optional.empty(), "the parameter"),
            AgentPins.none(),
            Optional.of("python3"),
            Map.of("PATH", path, "HOME", folder.toString()),
            Map.of(),
            offline,
            false);
    PythonProbe probe =
        new PythonProbe(
            folder.resolve("cache"),
            Files.createDirectories(folder.resolve("scratch")),
            settings,
            new Downloads(transport, NetListener.silent(), DownloadProgress.silent(), offline),
            commands,
            ToolchainListener.of(notes::add, notes::add));
    return Bench.found(new PythonCheckup(probe, () -> notes));
  }

  private Finding python(String path) throws Exception {
    return look(path, "http://127.0.0.1:1/a", "http://127.0.0.1:1/simple", false).get("python");
  }

  private Bench.Found asked(LoopbackServer server) throws Exception {
    return look("/nowhere", server.url(AGENT), server.url("/simple"), false);
  }

  private static Reply page(Seen request, String body) {
    return request.path().equals(PAGE) ? Reply.of(200, body) : Reply.of(200, "the agent");
  }

  /** A program that answers what Python is asked. */
  private String answering(String json) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path python = Files.writeString(bin.resolve("python3"), "#!/bin/sh\necho '" + json + "'\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin + ":/bin:/usr/bin";
  }

  @Test
  void thePythonOfThisMachineIsNamedAndNothingIsMade() throws Exception {
    Finding found = python(System.getenv("PATH"));

    if (found.status() == Status.PROBLEM) {
      System.out.println("SKIPPED: no Python with venv to look at: " + found.detail());
      abort("no Python with venv");
    }
    assertThat(found.summary()).matches("Python 3\\.\\d+\\.\\S+ at /\\S+ can make environments");
    assertThat(folder.resolve("scratch")).isEmptyDirectory();
    assertThat(folder.resolve("cache")).doesNotExist();
  }

  @Test
  void withoutPythonTheRemedyNamesThePackages() throws Exception {
    Finding found = python("/nowhere");

    assertThat(found.status()).isEqualTo(Status.PROBLEM);
    assertThat(found.detail().orElse("")).contains("DA-701", "python3: not found");
    assertThat(found.remedy().orElse("")).contains("apt-get install python3 python3-venv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "implementation":"cpython","version":[3,8,18],"missing":[]|3.9 or later
          "implementation":"pypy","version":[3,11,7],"missing":[]|CPython is needed
          "implementation":"cpython","version":[3,11,7],"missing":["ensurepip"]|lacks the module ensurepip
          """)
  void aPythonThatDoesNotDoIsAProblemWithItsReason(String answer, String reason) throws Exception {
    Finding found = python(answering("{" + answer + ",\"identity\":\"3 x\"}"));

    assertThat(found.status()).isEqualTo(Status.PROBLEM);
    assertThat(found.detail().orElse("")).contains(reason);
  }

  @Test
  void theAgentIsAskedForItsSizeAndTheIndexForOnePage() throws Exception {
    try (LoopbackServer server =
        LoopbackServer.http(request -> page(request, "<a href=x>uv-0.13.9-py3-none-any.whl</a>"))) {
      Bench.Found found = asked(server);

      assertThat(found.get("python.agent").summary()).contains(server.url(AGENT) + " has it");
      assertThat(found.get("python.index").summary())
          .contains(server.url("/simple") + " (the parameter)")
          .endsWith("answers and has uv 0.13.9");
      assertThat(server.asked()).containsExactly("HEAD " + AGENT, "GET " + PAGE);
      assertThat(folder.resolve("cache")).doesNotExist();
    }
  }

  @Test
  void anAgentThatIsNotThereIsAProblem() throws Exception {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(404))) {
      Finding found = asked(server).get("python.agent");

      assertThat(found.status()).isEqualTo(Status.PROBLEM);
      assertThat(found.remedy().orElse("")).contains("api.agentUrl");
    }
  }

  @Test
  void whatIsNotedOfASilentAddressIsAWarning() throws Exception {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(200, "the agent"))) {
      notes.add("the Python agent's address does not answer (no connection)");

      assertThat(asked(server).status("python.agent")).isEqualTo(Status.WARNING);
    }
  }

  @Test
  void anIndexWithoutThisUvIsAProblem() throws Exception {
    try (LoopbackServer server =
        LoopbackServer.http(request -> page(request, "<a href=x>uv-0.13.90-py3.whl</a>"))) {
      Finding found = asked(server).get("python.index");

      assertThat(found.status()).isEqualTo(Status.PROBLEM);
      assertThat(found.summary()).endsWith("answers and does not have uv 0.13.9");
    }
  }

  @ParameterizedTest
  @CsvSource({"401, wants a login", "403, wants a login", "404, does not hand out uv"})
  void anIndexThatRefusesIsAProblemWithItsStatus(int status, String words) throws Exception {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(status))) {
      Finding found = asked(server).get("python.index");

      assertThat(found.status()).isEqualTo(Status.PROBLEM);
      assertThat(found.summary()).contains(words);
      assertThat(found.detail()).contains("HTTP " + status);
      assertThat(found.remedy().orElse("")).contains("api.pipIndexUrl");
    }
  }

  @Test
  void aSilentIndexIsAProblemWithTheSameRemedy() throws Exception {
    Finding found =
        look("/nowhere", "http://127.0.0.1:1/a", "http://127.0.0.1:1/simple", false)
            .get("python.index");

    assertThat(found.status()).isEqualTo(Status.PROBLEM);
    assertThat(found.remedy().orElse("")).contains("api.pipIndexUrl");
  }

  @Test
  void theIndexGetsItsLoginAndNobodySeesIt() throws Exception {
    try (LoopbackServer server =
        LoopbackServer.http(
            request ->
                request.authorization().isPresent()
                    ? Reply.of(200, "uv-0.13.9-py3.whl")
                    : Reply.of(401))) {
      String index = server.url("/simple/").replace("//", "//robot:s3cret-word@");
      Finding found = look("/nowhere", server.url(AGENT), index, false).get("python.index");

      assertThat(found.status()).isEqualTo(Status.OK);
      assertThat(found.toString()).doesNotContain("s3cret-word", "robot");
      assertThat(server.asked()).contains("GET " + PAGE);
    }
  }

  @Test
  void offlineNobodyElsewhereIsAsked() throws Exception {
    Bench.Found found =
        look("/nowhere", "https://agent.example/a", "https://index.example/simple", true);

    assertThat(found.status("python.agent")).isEqualTo(Status.SKIPPED);
    assertThat(found.status("python.index")).isEqualTo(Status.SKIPPED);
  }

  @Test
  void anIndexThatIsAFolderIsLeftToPipAndUv() throws Exception {
    assertThat(
            look("/nowhere", "http://127.0.0.1:1/a", folder.toUri().toString(), false)
                .status("python.index"))
        .isEqualTo(Status.SKIPPED);
  }
}
