package io.github.difyarms.toolchain;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads what a child prints, line by line: colours and control characters taken out, secrets hidden
 * before anybody sees the line, long lines cut. A carriage return ends a line too.
 */
final class OutputLines implements Runnable {
  /** Longest line that is handed on, in characters. */
  static final int LONGEST = 4000;

  /** Bytes of a line that are kept; what is beyond cannot be of interest. */
  private static final int KEPT = 64 * 1024;

  private static final Pattern ESCAPES =
      Pattern.compile("\u001b(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\)|[@-_])");

  private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

  private final InputStream in;
  private final Redaction redaction;
  private final Consumer<String> lines;
  private final Deque<String> tail = new ArrayDeque<>();
  private volatile Optional<RuntimeException> failure = Optional.empty();

  OutputLines(InputStream in, Redaction redaction, Consumer<String> lines) {
    this.in = in;
    this.redaction = redaction;
    this.lines = lines;
  }

  @Override
  public void run() {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        for (int i = 0; i < count; i++) {
          if (buffer[i] == '\n' || buffer[i] == '\r') {
            take(line);
          } else if (line.size() <= KEPT) {
            line.write(buffer[i]);
          }
        }
      }
    } catch (IOException e) {
      // The pipe was closed because the process was ended; what has been read counts.
    }
    take(line);
  }

  private void take(ByteArrayOutputStream bytes) {
    boolean cut = bytes.size() > KEPT;
    String raw = bytes.toString(StandardCharsets.UTF_8);
    bytes.reset();
    String plain = CONTROLS.matcher(ESCAPES.matcher(raw).replaceAll("")).replaceAll("");
    String text = redaction.apply(plain);
    if (cut) { // its end may be the beginning of a secret
      text = text.substring(0, Math.max(0, text.length() - redaction.longest()));
    }
    if (cut || text.length() > LONGEST) {
      text = text.substring(0, Math.min(text.length(), LONGEST)) + " ...";
    }
    if (text.isBlank()) {
      return;
    }
    keep(text);
    if (failure.isEmpty()) {
      hear(text);
    }
  }

  /** A listener that fails must not leave the child with a full pipe. */
  private void hear(String text) {
    try {
      lines.accept(text);
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
  }

  /** Returns how the listener failed, if it did. */
  Optional<RuntimeException> failure() {
    return failure;
  }

  private synchronized void keep(String text) {
    if (tail.size() == Commands.TAIL) {
      tail.removeFirst();
    }
    tail.addLast(text);
  }

  synchronized List<String> tail() {
    return List.copyOf(tail);
  }
}
