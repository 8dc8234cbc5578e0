package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real wheels, with pip as oracle: the same files with the same bytes and modes. Skipped where
 * Python, pip or the package index is missing.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class RealWheelsTest {
  /** What an agent needs and Dify has, and whatever is unusual: headers, programs, namespaces. */
  private static final List<String> PROJECTS =
      List.of(
          "opentelemetry-distro",
          "opentelemetry-instrumentation",
          "opentelemetry-api",
          "opentelemetry-sdk",
          "opentelemetry-semantic-conventions",
          "packaging",
          "typing-extensions",
          "wrapt",
          "protobuf",
          "grpcio",
          "googleapis-common-protos",
          "setuptools",
          "gunicorn",
          "flask",
          "werkzeug",
          "jinja2",
          "markupsafe",
          "itsdangerous",
          "blinker",
          "click",
          "psutil",
          "requests",
          "greenlet",
          "zope.interface");

  @TempDir Path temp;

  @Test
  void whatPipInstallsIsInstalled() throws IOException {
    String python = python();
    List<Path> wheels = download(python);
    Path byPip = temp.resolve("pip");
    List<String> install =
        new ArrayList<>(
            List.of("install", "-q", "--no-deps", "--no-index", "--no-compile", "--target"));
    install.add(byPip.toString());
    wheels.forEach(wheel -> install.add(wheel.toString()));
    pip(python, install).orFail();

    long start = System.nanoTime();
    List<InstalledFile> files = WheelInstaller.install(wheels, python, temp.resolve("scratch"));
    report(files.size() + " files in " + (System.nanoTime() - start) / 1_000_000 + " ms");

    Map<String, String> expected = summary(byPip);
    Path ours = lay(files);
    Map<String, String> actual = summary(ours);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    assertThat(actual).isEqualTo(expected);
    assertThat(expected).hasSizeGreaterThan(1000);
    Collections.reverse(wheels);
    assertThat(WheelInstaller.install(wheels, python, temp.resolve("scratch"))).isEqualTo(files);
    programsRun(python, ours);
  }

  private static void programsRun(String python, Path ours) throws IOException {
    run(ours, "bin/flask", "--version").contains("Flask 3");
    run(ours, "bin/gunicorn", "--version").contains("gunicorn");
    run(ours, "bin/opentelemetry-instrument", "--help").contains("usage");
    String imports = "import grpc, google.protobuf, psutil, wrapt, greenlet, flask; print('fine')";
    CommandLine.Outcome outcome =
        CommandLine.of(python, "-c", imports).with("PYTHONPATH", ours.toString()).run();
    assertThat(outcome.orFail()).contains("fine");
    String record =
        "import importlib.metadata as m; print([str(f) for d in m.distributions(path=['%s'])"
            + " for f in d.files if not f.locate().exists()])";
    assertThat(CommandLine.of(python, "-c", record.formatted(ours)).run().orFail().strip())
        .isEqualTo("[]");
  }

  private static org.assertj.core.api.AbstractStringAssert<?> run(
      Path ours, String program, String argument) {
    return assertThat(
        CommandLine.of(ours.resolve(program).toString(), argument)
            .with("PYTHONPATH", ours.toString())
            .with("PYTHONDONTWRITEBYTECODE", "1")
            .run()
            .orFail());
  }

  /** Returns path to mode and hash; where texts must differ only that they are there. */
  private static Map<String, String> summary(Path root) throws IOException {
    Map<String, String> summary = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file :
          all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS)).toList()) {
        String path = root.relativize(file).toString();
        boolean ours = path.matches("bin/.*|[^/]+\\.dist-info/(RECORD|INSTALLER)");
        String bytes =
            ours ? "differs" : TestWheel.row("", Files.readAllBytes(file), "sha256").hash();
        if (!path.matches("[^/]+\\.dist-info/(REQUESTED|direct_url\\.json)")) {
          summary.put(path, (Files.isExecutable(file) ? "x " : "- ") + bytes);
        }
      }
    }
    return summary;
  }

  private Path lay(List<InstalledFile> files) throws IOException {
    Path root = temp.resolve("ours");
    for (InstalledFile file : files) {
      Path path = root.resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.copy(file.content(), path, StandardCopyOption.REPLACE_EXISTING);
      assertThat(path.toFile().setExecutable(file.executable(), false)).isTrue();
    }
    return root;
  }

  private static String python() {
    String python = CommandLine.find("python3", "no wheel was compared with pip").orElse("");
    assumeTrue(!python.isEmpty(), "python3 is missing");
    return python;
  }

  private List<Path> download(String python) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("wheels"));
    List<String> command =
        new ArrayList<>(List.of("download", "-q", "--no-deps", "--only-binary", ":all:", "-d"));
    command.add(folder.toString());
    command.addAll(PROJECTS);
    CommandLine.Outcome outcome = pip(python, command);
    if (outcome.exitCode() != 0) {
      report("SKIPPED: no wheel was compared with pip: " + outcome.output().strip());
    }
    assumeTrue(outcome.exitCode() == 0, "pip or the package index is missing");
    try (Stream<Path> wheels = Files.list(folder)) {
      return new ArrayList<>(wheels.sorted().toList());
    }
  }

  /** Runs pip without what is configured for this machine, certificates aside. */
  private static CommandLine.Outcome pip(String python, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(python, "-m", "pip", "--isolated"));
    command.add("--disable-pip-version-check");
    String certificates = System.getenv("PIP_CERT");
    if (certificates != null) {
      command.addAll(List.of("--cert", certificates));
    }
    command.addAll(arguments);
    return CommandLine.of(command).within(Duration.ofMinutes(5)).run();
  }

  @SuppressWarnings("SystemOut") // a figure or a reason for the person who runs the tests
  private static void report(String text) {
    System.out.println("RealWheelsTest: " + text);
  }
}
