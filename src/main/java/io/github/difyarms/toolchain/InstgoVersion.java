package io.github.difyarms.toolchain;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks a tool for its version, by running a private copy of it. */
final class InstgoVersion {
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int LONGEST = 120;

  private final Commands commands;
  private final ToolchainListener listener;

  InstgoVersion(Commands commands, ToolchainListener listener) {
    this.commands = commands;
    this.listener = listener;
  }

  /** Returns the first line of {@code instgo version}, or that it is unknown. */
  String of(Path file) throws IOException {
    // In the cache: folders for temporary files may forbid running programs. Beside the entry and
    // by a name that tidying up knows: what a killed build leaves here is a whole instgo.
    Path scratch = Files.createTempDirectory(file.resolveSibling("..").normalize(), ".incoming");
    try {
      Path copy = InstgoTool.copy(file, scratch);
      return run(copy, scratch);
    } finally {
      Deletion.of(scratch);
    }
  }

  private String run(Path copy, Path scratch) {
    Map<String, String> environment =
        Map.of(
            "PATH",
            "/usr/local/bin:/usr/bin:/bin",
            "HOME",
            scratch.toString(),
            "TMPDIR",
            scratch.toString(),
            "LANG",
            "C.UTF-8");
    try {
      CommandResult result =
          commands.run(
              Command.of(List.of(copy.toString(), "version"), scratch, environment)
                  .within(DEADLINE));
      Optional<String> line = result.tail().stream().findFirst().map(InstgoVersion::printable);
      if (result.successful() && line.isPresent() && !line.get().isEmpty()) {
        return line.get();
      }
      listener.note("instgo does not say its version: " + result.words());
      return Instgos.UNKNOWN;
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.TOOL_NOT_EXECUTABLE,
          "instgo cannot be run on this machine",
          copy.toString(),
          String.valueOf(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DifyArmsException(
          ErrorCode.INSTGO_FAILED,
          "the build was interrupted",
          "instgo version",
          "while it ran",
          e);
    }
  }

  private static String printable(String line) {
    String text = line.replaceAll("[^\\p{Print}]+", " ").strip();
    return text.substring(0, Math.min(LONGEST, text.length())).strip();
  }
}
