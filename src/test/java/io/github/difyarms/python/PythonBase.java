package io.github.difyarms.python;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A root file system in the shape of dify-api, of Debian's packages for one architecture and with
 * an environment made by uv; nothing of it is run while it is made.
 */
final class PythonBase {
  private static final String PACKAGES =
      "python3.11,libstdc++6,bash,coreutils,libc-bin,grep,sed,findutils,procps";
  private static final String APP =
      """
      import flask, opentelemetry.trace

      app = flask.Flask(__name__)


      @app.get("/health")
      def health():
          return opentelemetry.trace.__file__
      """;

  private PythonBase() {}

  /**
   * Fills a directory.
   *
   * @param architecture {@code amd64} or {@code arm64}
   * @param script the start script
   * @return the directory, or nothing, having said why, where a tool or a package is not to be had
   */
  static Optional<Path> create(Path root, String architecture, String script) throws IOException {
    String why = "no image with Python was made";
    Optional<String> bootstrap = CommandLine.find("mmdebstrap", why);
    Optional<String> uv = CommandLine.find("uv", why);
    Optional<String> python = CommandLine.find("python3.11", why);
    if (bootstrap.isEmpty() || uv.isEmpty() || python.isEmpty()) {
      return Optional.empty();
    }
    CommandLine unpack =
        CommandLine.of(
                bootstrap.get(),
                "--quiet",
                "--variant=extract",
                "--architectures=" + architecture,
                "--include=" + PACKAGES,
                "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
                "bookworm",
                root.toString(),
                "deb http://deb.debian.org/debian bookworm main")
            .within(Duration.ofMinutes(3));
    Path api = Files.createDirectories(root.resolveSibling(architecture + "-work"));
    Path environment = api.resolve(".venv");
    Path pins = api.resolve("locked-requirements.txt");
    copy("locked-requirements.txt", pins);
    String machine = architecture.equals("arm64") ? "aarch64" : "x86_64";
    for (CommandLine step :
        List.of(
            unpack,
            CommandLine.of(uv.get(), "venv", "-p", python.get(), environment.toString()),
            CommandLine.of(
                    uv.get(),
                    "pip",
                    "install",
                    "-p",
                    environment.resolve("bin/python").toString(),
                    "--python-platform",
                    machine + "-manylinux_2_36",
                    "--only-binary=:all:",
                    "-r",
                    pins.toString())
                .with("UV_LINK_MODE", "copy")
                .within(Duration.ofMinutes(3)))) {
      CommandLine.Outcome outcome = step.run();
      if (outcome.exitCode() != 0) {
        System.out.println("SKIPPED: " + why + ": " + outcome.output());
        return Optional.empty();
      }
    }
    rehome(environment);
    Path target = root.resolve("app/api");
    Files.createDirectories(target.resolve("docker"));
    Files.move(environment, target.resolve(".venv"));
    Files.writeString(target.resolve("app.py"), APP);
    copy("collector.py", target.resolve("collector.py"));
    Files.writeString(target.resolve("docker/entrypoint.sh"), script);
    Files.writeString(root.resolve("entrypoint.sh"), script);
    Files.writeString(
        root.resolve("etc/passwd"),
        "root:x:0:0:root:/root:/bin/bash\ndify:x:1001:1001::/home/dify:/bin/bash\n");
    Files.writeString(root.resolve("etc/group"), "root:x:0:\ndify:x:1001:\n");
    CommandLine.of("chown", "-R", "1001:1001", root.resolve("app").toString()).run().orFail();
    return Optional.of(root);
  }

  /** Everything names the interpreter where the image has it, wherever this machine's is. */
  private static void rehome(Path environment) throws IOException {
    try (var programs = Files.list(environment.resolve("bin"))) {
      for (Path program : programs.filter(p -> Files.isRegularFile(p, NOFOLLOW_LINKS)).toList()) {
        String text = Files.readString(program);
        Files.writeString(program, text.replace(environment.toString(), "/app/api/.venv"));
      }
    }
    Path python = environment.resolve("bin/python");
    Files.delete(python);
    Files.createSymbolicLink(python, Path.of("/usr/bin/python3.11"));
    Path settings = environment.resolve("pyvenv.cfg");
    String text = Files.readString(settings);
    Files.writeString(settings, text.replaceFirst("home = .*", "home = /usr/bin"));
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = PythonBase.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource);
      }
      Files.copy(in, target);
    }
  }
}
