package io.github.difyarms.log;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The file {@code trace.log} of a run: every line people were shown, and every line that tools
 * printed, each with its time in UTC.
 */
public final class TraceLog implements AutoCloseable {
  /** The file's name in the output directory. */
  public static final String NAME = "trace.log";

  private final PrintWriter out;

  private TraceLog(PrintWriter out) {
    this.out = out;
  }

  /**
   * Begins a new file; the one of an earlier run is replaced.
   *
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static TraceLog in(Path directory) {
    try {
      Files.createDirectories(directory);
      return new TraceLog(
          new PrintWriter(
              Files.newBufferedWriter(directory.resolve(NAME), StandardCharsets.UTF_8), true));
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.OUTPUT_NOT_WRITABLE,
          "the trace cannot be written",
          directory.resolve(NAME).toString(),
          e.toString(),
          e);
    }
  }

  /** Returns a log that shows everything to another one and writes it here. */
  public BuildLog with(BuildLog shown) {
    return new TeeBuildLog(shown, new PlainBuildLog(this::line, this::warning, true));
  }

  private void warning(String text) {
    line("WARNING " + text);
  }

  private synchronized void line(String text) {
    out.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text);
  }

  @Override
  public void close() {
    out.close();
  }
}
