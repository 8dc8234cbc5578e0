package io.github.difyarms.log;

import io.github.difyarms.log.RunningWork.Row;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Signals;

/**
 * Rows at the lower end of a terminal that are drawn anew in place. The one class that knows the
 * terminal library; who never shows rows never loads it.
 *
 * <p>The cursor rests at the start of the first row. So rows are erased by erasing all that follows
 * the cursor, however a terminal has wrapped them since its width changed. Not thread-safe.
 */
final class Screen {
  private static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
  private static final int MOST_ROWS = 12;

  /** What shells make of a process that Ctrl-C ended. */
  private static final int INTERRUPTED = 128 + 2;

  private final Terminal terminal;
  private final Display display;
  private final boolean unicode;
  private final String erase;
  private final String restore;
  private final Object earlierResize;
  private final Object earlierInterrupt;
  private volatile boolean resized = true;
  private int width;
  private int height;
  private boolean shown;

  private Screen(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.unicode = terminal.encoding().newEncoder().canEncode("━╌…");
    this.erase = "\r" + sequence(Capability.clr_eos);
    this.restore = erase + sequence(Capability.cursor_normal);
    this.earlierResize = Signals.register("WINCH", () -> resized = true);
    // What the JVM does by itself. Maven 4 lets the system end the process, without a chance to
    // show the cursor again.
    this.earlierInterrupt = Signals.register("INT", () -> Runtime.getRuntime().exit(INTERRUPTED));
  }

  /**
   * Opens the terminal of this process.
   *
   * @throws IOException when there is none that can be drawn on
   */
  static Screen open() throws IOException {
    // By stty: the other ways are native libraries, which newer JDKs warn about.
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .systemOutput(TerminalBuilder.SystemOutput.SysOut)
            .provider("exec")
            .dumb(false)
            .nativeSignals(false)
            .build();
    if (terminal.getStringCapability(Capability.clr_eos) == null
        || terminal.getStringCapability(Capability.cursor_up) == null) {
      terminal.close();
      throw new IOException("a terminal that cannot be drawn on: " + terminal.getType());
    }
    return new Screen(terminal);
  }

  private String sequence(Capability capability) {
    String template = terminal.getStringCapability(capability);
    StringWriter sequence = new StringWriter();
    if (template != null) {
      try {
        Curses.tputs(sequence, template);
      } catch (RuntimeException e) {
        return ""; // a description this library does not understand
      }
    }
    return sequence.toString();
  }

  /** Returns what erases the rows and shows the cursor, for who cannot wait for this object. */
  String restoring() {
    return restore;
  }

  /** Draws the rows in place of those drawn before. */
  void draw(RunningWork work) {
    if (resized) {
      resized = false;
      Size size = terminal.getSize();
      erase();
      width = size.getColumns() > 0 ? size.getColumns() : 80;
      height = size.getRows() > 0 ? size.getRows() : 24;
      display.resize(height, width);
    }
    List<Row> rows = work.rows(width, Math.max(1, Math.min(MOST_ROWS, height - 2)), unicode);
    if (rows.isEmpty()) {
      erase();
      return;
    }
    if (!shown) {
      terminal.puts(Capability.cursor_invisible);
      shown = true;
    }
    List<AttributedString> lines = new ArrayList<>();
    rows.forEach(row -> lines.add(line(row)));
    display.update(lines, 0);
  }

  private AttributedString line(Row row) {
    int room = width - 1 - row.time().length() - 1;
    AttributedString text = new AttributedString(row.text());
    if (room < 8) { // hardly a terminal
      return text.columnSubSequence(0, Math.max(1, width - 1));
    }
    AttributedStringBuilder line = new AttributedStringBuilder();
    if (text.columnLength() > room) {
      line.append(text.columnSubSequence(0, room - 1)).append(unicode ? "…" : ">");
    } else {
      line.append(text);
    }
    line.append(" ".repeat(Math.max(0, room - line.columnLength()) + 1));
    return line.styled(FAINT, row.time()).toAttributedString();
  }

  /** Takes the rows away; the cursor is where they began. */
  void erase() {
    if (shown) {
      terminal.writer().write(restore);
      terminal.flush();
      display.reset();
      shown = false;
    }
  }

  /** Gives the terminal back. */
  void close() throws IOException {
    erase();
    Signals.unregister("WINCH", earlierResize);
    Signals.unregister("INT", earlierInterrupt);
    terminal.close();
  }
}
