package io.github.difyarms.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs lines of bash and measures them. */
final class Shell {
  private static final long KILOBYTES_OF_PAGE = 4;

  private Shell() {}

  /**
   * What came of it.
   *
   * @param status the exit status; -1 when it took too long
   * @param nanos the time it took
   * @param peakKilobytes most memory that it and its children had at once; 0 if not looked at
   * @param output all it printed
   */
  record Ran(int status, long nanos, long peakKilobytes, String output) {
    boolean successful() {
      return status == 0;
    }

    double seconds() {
      return nanos / 1e9;
    }

    /** Returns the last lines of the output. */
    String lastWords() {
      String text = output.strip();
      return text.substring(Math.max(0, text.length() - 600));
    }

    Ran orFail(String what) {
      if (!successful()) {
        throw new IllegalStateException(what + ": status " + status + "\n" + output);
      }
      return this;
    }
  }

  /** Runs a script in a folder. */
  static Ran run(Path folder, String script) {
    return run(folder, script, Map.of(), Duration.ofMinutes(10), false);
  }

  /**
   * Runs a script in a folder.
   *
   * @param variables added to the environment
   * @param limit after which it is stopped
   * @param watched whether to look at its memory, which costs a little time
   */
  static Ran run(
      Path folder, String script, Map<String, String> variables, Duration limit, boolean watched) {
    try {
      Path output = Files.createTempFile(folder, "output", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-e", "-u", "-o", "pipefail", "-c", script)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      builder.environment().putAll(variables);
      long start = System.nanoTime();
      Process process = builder.start();
      long peak = 0;
      boolean ended;
      if (watched) {
        while (!(ended = process.waitFor(20, TimeUnit.MILLISECONDS))
            && System.nanoTime() - start < limit.toNanos()) {
          peak = Math.max(peak, memory(process.toHandle()));
        }
      } else {
        ended = process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
      }
      long nanos = System.nanoTime() - start;
      if (!ended) {
        stop(process);
      }
      String printed = Files.readString(output);
      Files.delete(output);
      return new Ran(ended ? process.exitValue() : -1, nanos, peak, printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void stop(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.waitFor();
  }

  private static long memory(ProcessHandle root) {
    long kilobytes = resident(root);
    for (ProcessHandle child : root.descendants().toList()) {
      kilobytes += resident(child);
    }
    return kilobytes;
  }

  private static long resident(ProcessHandle process) {
    try {
      String[] pages = Files.readString(Path.of("/proc/" + process.pid() + "/statm")).split(" ");
      return Long.parseLong(pages[1]) * KILOBYTES_OF_PAGE;
    } catch (IOException | ArrayIndexOutOfBoundsException ended) {
      return 0;
    }
  }

  /** Returns text as one word of bash. */
  static String quote(Object text) {
    return "'" + text.toString().replace("'", "'\\''") + "'";
  }
}
