package io.github.difyarms.python;

import static org.junit.jupiter.api.Assumptions.abort;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** uv and pip from the package index of this machine, installed once for all tests of a JVM. */
final class RealPythonTools {
  private static Optional<Path> shared = Optional.empty();

  private RealPythonTools() {}

  /** Returns a cache that has the tools; skips the test, saying why, where they cannot be had. */
  static synchronized Path cache() throws IOException {
    if (shared.isEmpty()) {
      Path folder = Files.createTempDirectory("python-tools");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Deletion.of(folder)));
      try (Commands commands = new Commands(Redaction.none())) {
        PythonSettings settings = settings(Optional.empty());
        IndexChoice index = IndexChoice.of(settings.index(), settings.environment());
        new PythonTools(folder, commands, settings, index).python();
      } catch (DifyArmsException e) {
        System.out.println("SKIPPED: no uv and pip to test with: " + e.getMessage());
        abort(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
      shared = Optional.of(folder);
    }
    return shared.get();
  }

  static PythonSettings settings(Optional<String> index) {
    return new PythonSettings(
        new AgentSource(java.util.List.of(), Optional.empty(), false),
        new PythonIndex(index, Optional.empty(), "test"),
        AgentPins.none(),
        Optional.empty(),
        System.getenv(),
        proxies(),
        false,
        false);
  }

  static Map<String, String> proxies() {
    return System.getenv().entrySet().stream()
        .filter(entry -> entry.getKey().matches("(?i)(https?|no|all)_proxy"))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
