package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class PythonToolsTest {
  @TempDir Path cache;
  @TempDir Path programs;
  private final Commands commands = new Commands(Redaction.none());
  private Map<String, String> environment = new TreeMap<>(System.getenv());
  private Optional<String> python = Optional.empty();
  private Optional<String> url = Optional.empty();
  private boolean offline;

  @AfterEach
  void stop() {
    commands.close();
  }

  private PythonTools tools() {
    PythonSettings settings =
        new PythonSettings(
            new AgentSource(List.of(), Optional.empty(), false),
            new PythonIndex(url, Optional.empty(), "test"),
            AgentPins.none(),
            python,
            environment,
            RealPythonTools.proxies(),
            offline,
            false);
    return new PythonTools(
        cache, commands, settings, IndexChoice.of(settings.index(), environment));
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    environment.put("PATH", programs.toString());
  }

  private DifyArmsException stopped() {
    return catchThrowableOfType(DifyArmsException.class, () -> tools().python());
  }

  @Test
  void withoutPythonItIsSaidWhatToInstall() {
    environment.put("PATH", programs.toString());

    DifyArmsException stop = stopped();

    assertThat(stop.code()).isEqualTo(ErrorCode.PYTHON_MISSING);
    assertThat(stop.why()).isEqualTo("python3: not found\npython: not found");
    assertThat(stop.code().next()).contains("python3-venv", "api.agent=startup");
    environment = Map.of();
    assertThat(stopped().code()).isEqualTo(ErrorCode.PYTHON_MISSING);
  }

  @Test
  void aPythonThatDoesNotDoIsNamedWithItsReason() throws IOException {
    program(
        "python3", "echo '{\"implementation\":\"cpython\",\"version\":[3,8,1],\"missing\":[]}'");
    program("python", "echo '{\"implementation\":\"pypy\",\"version\":[3,10,1],\"missing\":[]}'");

    assertThat(stopped().why())
        .contains(
            "python3: it is Python 3.8, 3.9 or later is needed",
            "python: it is pypy, CPython is needed");
  }

  @Test
  void aPythonWithoutEnsurepipIsNoneThatDoes() throws IOException {
    program(
        "python3",
        "echo '{\"implementation\":\"cpython\",\"version\":[3,11,2],\"missing\":[\"ensurepip\"]}'");

    assertThat(stopped().why()).contains("it lacks the module ensurepip");
  }

  @Test
  void whatVenvSaysIsPassedOn() throws IOException {
    program(
        "python3",
        "if [ \"$2\" = -m ]; then echo 'you need python3.11-venv'; exit 1; fi\n"
            + "echo '{\"implementation\":\"cpython\",\"version\":[3,11,2],\"missing\":[],"
            + "\"identity\":\"x\"}'");

    DifyArmsException stop = stopped();

    assertThat(stop.code()).isEqualTo(ErrorCode.PYTHON_MISSING);
    assertThat(stop.why()).contains("you need python3.11-venv");
  }

  @Test
  void onlyTheNamedPythonIsTried() {
    python = Optional.of("python3.99");

    assertThat(stopped().why()).isEqualTo("python3.99: not found");
  }

  @Test
  void anIndexWithoutTheseReleasesIsNamedAndNothingIsKept() throws IOException {
    Assumptions.assumeTrue(CommandLine.find("python3", "uv from a bare index").isPresent());
    try (SimpleIndex bare = new SimpleIndex()) {
      url = Optional.of(bare.url());

      DifyArmsException stop = stopped();

      assertThat(stop.code()).isEqualTo(ErrorCode.PYTHON_TOOLS_FAILED);
      assertThat(stop.where()).isEqualTo(bare.url());
      assertThat(stop.why()).containsAnyOf("pip==", "uv==");
    }
    assertThat(left()).allMatch(name -> name.endsWith(".lock"));
  }

  @Test
  void offlineTheyAreMissedBeforeAnythingIsMade() throws IOException {
    Assumptions.assumeTrue(CommandLine.find("python3", "uv offline").isPresent());
    offline = true;

    assertThat(stopped().code()).isEqualTo(ErrorCode.OFFLINE);
    assertThat(left()).allMatch(name -> name.endsWith(".lock"));
  }

  @Test
  void buildsAtTheSameTimeMakeThemOnceAndTheyAreThePinnedOnes() throws Exception {
    RealPythonTools.cache(); // skips where there is no index
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Path> pythons = new ArrayList<>();
    try {
      List<Future<Path>> results = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        results.add(threads.submit(() -> tools().python()));
      }
      for (Future<Path> result : results) {
        pythons.add(result.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(pythons.get(0)).isEqualTo(pythons.get(1)).isExecutable();
    assertThat(left().stream().filter(name -> !name.endsWith(".lock"))).hasSize(1);
    assertThat(tools().uv(List.of("--version"), cache).words())
        .startsWith("uv " + PythonTools.uvVersion() + " ");
    assertThat(tools().pip(List.of("--version"), cache).words()).startsWith("pip 26.0.1 ");

    Files.delete(pythons.get(0).resolveSibling("uv")); // half of it is gone: made anew
    assertThat(tools().uv(List.of("--version"), cache).successful()).isTrue();
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(cache.resolve("tools/python"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void childrenGetCertificatesAndProxiesAndNothingElse() {
    environment =
        Map.of(
            "PATH", "/bin",
            "HOME", "/home/me",
            "REQUESTS_CA_BUNDLE", "/ca.pem",
            "PIP_FIND_LINKS", "/links",
            "UV_INDEX", "https://other.example",
            "LD_PRELOAD", "/evil.so",
            "PYTHONPATH", "/modules",
            "SECRET", "s3cret");
    IndexChoice index =
        IndexChoice.of(
            new PythonIndex(Optional.of("http://index.example:81/simple"), Optional.empty(), ""),
            environment);

    Map<String, String> variables =
        new ChildVariables(environment, Map.of("HTTPS_PROXY", "http://proxy.example"))
            .with(index, cache);

    assertThat(variables)
        .containsEntry("SSL_CERT_FILE", "/ca.pem")
        .containsEntry("PIP_CERT", "/ca.pem")
        .containsEntry("HTTPS_PROXY", "http://proxy.example")
        .containsEntry("PIP_TRUSTED_HOST", "index.example:81")
        .containsEntry("UV_INSECURE_HOST", "index.example:81")
        .containsEntry("TMPDIR", cache.toString())
        .doesNotContainKeys("PIP_FIND_LINKS", "UV_INDEX", "LD_PRELOAD", "PYTHONPATH", "SECRET");
  }
}
