package io.github.difyarms.lock;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Locks as people read them. */
public final class LockTable {
  private static final Pattern LONG = Pattern.compile("(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{20,}");

  /** Wheels of an agent that are all alike in status are told as one, by their number. */
  private static final String WHEELS = "agent's wheels, all platforms";

  private static final int FEW = 3;

  private LockTable() {}

  /**
   * Returns what a new lock changes, one line for each value, or that nothing does.
   *
   * @param old the lock before, if there was one
   */
  public static List<String> changes(Optional<Lock> old, Lock now) {
    List<List<String>> rows = new ArrayList<>();
    TreeSet<LockKey> keys = new TreeSet<>(now.values().keySet());
    old.ifPresent(lock -> keys.addAll(lock.values().keySet()));
    List<LockKey> wheels =
        keys.stream()
            .filter(key -> key.wheel() && old.flatMap(l -> l.value(key)).isEmpty())
            .toList();
    boolean folded = wheels.size() > FEW;
    if (folded) {
      keys.removeAll(wheels);
    }
    for (LockKey key : keys) {
      String before = shown(old.flatMap(lock -> lock.value(key)));
      String after = shown(now.value(key));
      if (!old.flatMap(lock -> lock.value(key)).equals(now.value(key))) {
        rows.add(List.of(key.words(), before, "->", after));
      }
    }
    if (folded) {
      rows.add(List.of(WHEELS, "-", "->", wheels.size() + " new ones"));
    }
    return rows.isEmpty() ? List.of("unchanged") : aligned(rows);
  }

  /** Returns every value that was compared, one line each. */
  public static List<String> comparison(Comparison comparison) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "status", "locked", "now"));
    long same = 0;
    for (Comparison.Item item : comparison.items()) {
      if (item.wheel() && item.status() == Comparison.Status.SAME) {
        same++;
        continue;
      }
      rows.add(
          List.of(
              item.name(), item.status().word(), shortened(item.locked()), shortened(item.now())));
    }
    if (same > 0) {
      String number = Long.toString(same);
      rows.add(List.of(WHEELS, Comparison.Status.SAME.word(), number, number));
    }
    return aligned(rows);
  }

  /** Returns what it comes to, in one line. */
  public static String verdict(Comparison comparison) {
    int changed = comparison.changed().size();
    int all = comparison.items().size();
    return changed == 0
        ? "nothing has moved: " + all + " values are as they were locked"
        : changed + " of " + all + " values are not as they were locked";
  }

  /** Returns values in full, for a message: name, locked, now. */
  public static String lines(List<Comparison.Item> items) {
    StringBuilder text = new StringBuilder();
    for (Comparison.Item item : items) {
      text.append(item.name()).append(": ");
      if (item.status() == Comparison.Status.MISSING) {
        text.append("not in the lock; now ").append(item.now());
      } else {
        text.append("locked ").append(item.locked()).append(", now ").append(item.now());
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String shown(Optional<String> value) {
    return value.map(LockTable::shortened).orElse("-");
  }

  /** Twelve digits of a hash tell people enough; the file has them all. */
  private static String shortened(String value) {
    return LONG.matcher(value).replaceAll("$1");
  }

  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream()
        .map(
            row -> {
              StringBuilder line = new StringBuilder();
              for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
              }
              return line.toString().stripTrailing();
            })
        .toList();
  }
}
