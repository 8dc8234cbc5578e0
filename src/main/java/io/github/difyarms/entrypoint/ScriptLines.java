package io.github.difyarms.entrypoint;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The physical lines of a script, to say where something stands and to show it. */
final class ScriptLines {
  private static final int SHOWN_AT_MOST = 12;

  private final String text;
  private final String where;
  private final List<Integer> starts = new ArrayList<>();

  ScriptLines(String text, String where) {
    this.text = text;
    this.where = where;
    starts.add(0);
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      starts.add(i + 1);
    }
  }

  /** Returns the number of the line with this offset, counted from 1. */
  int numberAt(int offset) {
    int low = 0;
    int high = starts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts.get(middle) <= offset) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low + 1;
  }

  /** Returns the offset where the line with this offset begins. */
  int startAt(int offset) {
    return starts.get(numberAt(offset) - 1);
  }

  /** Returns the blanks that the line with this offset begins with. */
  String indentationAt(int offset) {
    int start = startAt(offset);
    int end = start;
    while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(start, end);
  }

  /** Tells whether only blanks stand between the beginning of its line and this offset. */
  boolean firstInLine(int offset) {
    return text.substring(startAt(offset), offset).isBlank();
  }

  String line(int number) {
    int end = number < starts.size() ? starts.get(number) - 1 : text.length();
    return text.substring(starts.get(number - 1), end);
  }

  /** Numbers of the lines that mention a word, wherever it stands. */
  List<Integer> mentioning(String word) {
    List<Integer> numbers = new ArrayList<>();
    for (int number = 1; number <= starts.size(); number++) {
      if (line(number).contains(word)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** The last lines that are neither blank nor a comment: where a start script launches things. */
  List<Integer> last() {
    List<Integer> numbers = new ArrayList<>();
    for (int number = starts.size(); number >= 1 && numbers.size() < 6; number--) {
      if (!line(number).isBlank() && !line(number).stripLeading().startsWith("#")) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** Shows lines with their numbers, in order, each once; long lists are cut. */
  String show(Collection<Integer> numbers) {
    StringBuilder shown = new StringBuilder();
    int count = 0;
    for (int number : new TreeSet<>(numbers)) {
      if (count++ == SHOWN_AT_MOST) {
        return shown + "\n     | … and " + (numbers.size() - SHOWN_AT_MOST) + " more";
      }
      String line = line(number);
      String cut = line.length() > 160 ? line.substring(0, 160) + "…" : line;
      shown.append(String.format("\n%4d | %s", number, cut));
    }
    return shown.toString();
  }

  String showAt(int offset) {
    return show(List.of(numberAt(offset)));
  }

  DifyArmsException stop(ErrorCode code, String what, String why) {
    return new DifyArmsException(code, what, where, why);
  }
}
