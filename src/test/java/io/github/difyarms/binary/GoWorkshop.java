package io.github.difyarms.binary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Go module in a folder of the test's own, built by the Go of this machine without network. */
final class GoWorkshop {
  private final Path module;
  private final String go;

  private GoWorkshop(Path module, String go) {
    this.module = module;
    this.go = go;
  }

  /** Writes files; skips the test when there is no Go. */
  static GoWorkshop of(Path module, Map<String, String> files) {
    Optional<String> go = CommandLine.find("go", "reading real Go programs");
    assumeTrue(go.isPresent(), "go");
    GoWorkshop workshop = new GoWorkshop(module, go.get());
    files.forEach((path, text) -> workshop.write(path, text.getBytes(UTF_8)));
    return workshop;
  }

  Path write(String path, byte[] bytes) {
    try {
      Path file = module.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds a program into a file of the module's folder. */
  Path build(String output, Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("build", "-o", output));
    command.addAll(List.of(arguments));
    run(environment, command.toArray(String[]::new));
    return module.resolve(output);
  }

  String run(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of(go));
    command.addAll(List.of(arguments));
    CommandLine line =
        CommandLine.of(command)
            .in(module)
            .within(Duration.ofMinutes(5))
            .with("GOENV", "off")
            .with("GOFLAGS", "-buildvcs=false")
            .with("GOWORK", "off")
            .with("GOPROXY", "off")
            .with("GOTOOLCHAIN", "local")
            .with("CGO_ENABLED", "0")
            .with("GOOS", "linux");
    environment.forEach(line::with);
    return line.run().orFail();
  }
}
