package io.github.difyarms.python;

import java.util.ArrayList;
import java.util.List;

/** The file RECORD: comma-separated values of path, hash and size (PEP 376, RFC 4180). */
public final class RecordRows {
  /**
   * One line.
   *
   * @param path relative to the directory that is installed into, with slashes
   * @param hash {@code ALGORITHM=DIGEST}, or empty
   * @param size in bytes, or empty
   */
  record Row(String path, String hash, String size) {}

  private RecordRows() {}

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException when a line has another number of fields, or a quote is open
   */
  static List<Row> parse(String text) {
    List<Row> rows = new ArrayList<>();
    for (List<String> fields : lines(text)) {
      if (fields.size() != 3) {
        throw new IllegalArgumentException("a line has " + fields.size() + " fields, not 3");
      }
      rows.add(new Row(fields.get(0), fields.get(1), fields.get(2)));
    }
    return rows;
  }

  /**
   * Reads the paths alone, of a file that somebody else wrote: whatever else its lines have.
   *
   * @throws IllegalArgumentException when a quote is open
   */
  public static List<String> paths(String text) {
    return lines(text).stream().map(fields -> fields.get(0)).toList();
  }

  /** Returns the fields of each line that is not empty. */
  private static List<List<String>> lines(String text) {
    List<List<String>> lines = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    String all = text.endsWith("\n") ? text : text + "\n";
    for (int i = 0; i < all.length(); i++) {
      char c = all.charAt(i);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < all.length() && all.charAt(i + 1) == '"') {
          field.append(c);
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"' && field.isEmpty()) {
        quoted = true;
      } else if (c == ',' || c == '\n') {
        fields.add(field.toString());
        field.setLength(0);
        if (c == '\n') {
          if (!fields.equals(List.of(""))) {
            lines.add(List.copyOf(fields));
          }
          fields.clear();
        }
      } else if (c != '\r' || all.charAt(i + 1) != '\n') {
        field.append(c);
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("a quote is not closed");
    }
    return lines;
  }

  /** Writes the file, one line for each row, in their order. */
  static String render(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      String path = row.path();
      boolean plain = path.chars().noneMatch(c -> c == ',' || c == '"');
      text.append(plain ? path : "\"" + path.replace("\"", "\"\"") + "\"");
      text.append(',').append(row.hash()).append(',').append(row.size()).append('\n');
    }
    return text.toString();
  }
}
