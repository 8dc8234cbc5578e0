package io.github.difyarms.log;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What is under way just now, as rows for a terminal, the oldest first. */
final class RunningWork {
  private static final int BAR = 20;
  private static final int WIDE = 60;
  private static final long SECOND = 1_000_000_000L;

  private final LongSupplier clock;
  private final Map<String, Work> running = new LinkedHashMap<>();

  RunningWork(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * One thing under way.
   *
   * @param who whose work it is
   * @param what what is done
   * @param detail how far it is, in words
   * @param done bytes so far; with a total of 0 there is nothing to measure
   * @param total bytes in all
   * @param since when it began
   */
  private record Work(String who, String what, String detail, long done, long total, long since) {}

  /**
   * One row of the screen.
   *
   * @param text what may be cut at its end
   * @param time stands at the right edge
   */
  record Row(String text, String time) {}

  synchronized void begin(String key, String who, String what) {
    running.put(key, new Work(who, SafeText.of(what), "", 0, 0, clock.getAsLong()));
  }

  synchronized void detail(String key, String detail) {
    running.computeIfPresent(
        key, (k, w) -> new Work(w.who, w.what, SafeText.of(detail), w.done, w.total, w.since));
  }

  synchronized void progress(String key, String who, String what, long done, long total) {
    Work before = running.get(key);
    long since = before == null ? clock.getAsLong() : before.since;
    running.put(key, new Work(who, SafeText.of(what), "", done, total, since));
  }

  synchronized void end(String key) {
    running.remove(key);
  }

  synchronized void clear() {
    running.clear();
  }

  /**
   * Returns the rows.
   *
   * @param width columns of the terminal
   * @param most the most rows there is room for
   * @param unicode whether it can show more than ASCII
   */
  synchronized List<Row> rows(int width, int most, boolean unicode) {
    long now = clock.getAsLong();
    int indent = running.values().stream().mapToInt(work -> work.who.length()).max().orElse(0);
    boolean wide = width >= WIDE;
    List<Row> rows = new ArrayList<>();
    for (Work work : running.values()) {
      if (rows.size() == most - 1 && running.size() > most) {
        rows.add(new Row("  and " + (running.size() - rows.size()) + " more", ""));
        break;
      }
      String who = wide ? work.who + " ".repeat(indent - work.who.length()) : work.who;
      rows.add(
          new Row(
              "  " + who + (who.isEmpty() ? "" : "  ") + text(work, wide, unicode),
              (now - work.since) / SECOND + " s"));
    }
    return rows;
  }

  private static String text(Work work, boolean wide, boolean unicode) {
    if (work.total > 0 && work.done > 0) {
      String bytes = Texts.bytes(work.done) + " of " + Texts.bytes(work.total);
      return work.what + "  " + (wide ? bar(work, unicode) + " " : "") + bytes;
    }
    if (work.done > 0) {
      return work.what + "  " + Texts.bytes(work.done);
    }
    if (work.total > 0) {
      return work.what + "  " + Texts.bytes(work.total);
    }
    return work.detail.isEmpty() ? work.what : work.what + "  " + work.detail;
  }

  private static String bar(Work work, boolean unicode) {
    int full = (int) Math.min(BAR, work.done * (double) BAR / work.total);
    return (unicode ? "━" : "#").repeat(full) + (unicode ? "╌" : "-").repeat(BAR - full);
  }
}
