package io.github.difyarms.entrypoint;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two comment lines around an inserted block. They carry all that is needed to take block and
 * prefix out again: a checksum of what stands between, the prefix, and whether a line was cut.
 */
final class Markers {
  private static final String BEGIN = "# >>> dify-arms ";
  private static final String END = "# <<< dify-arms ";
  private static final String FOLLOWS = "the launch follows";
  private static final String CUT = "the line cut above goes on";

  private static final Pattern BEGIN_LINE =
      Pattern.compile(
          BEGIN + "([a-z]+): inserted by (.+), not for editing \\(([0-9a-f]{8})\\) >>>");
  private static final Pattern END_LINE =
      Pattern.compile(END + "([a-z]+): (" + FOLLOWS + "|" + CUT + "), started through (.+) <<<");

  private Markers() {}

  /** What an end line says. */
  record End(String process, boolean cut, String prefix) {}

  static boolean mentionedIn(String text) {
    return text.contains(BEGIN.strip()) || text.contains(END.strip());
  }

  static boolean isBegin(Token comment) {
    return comment.text().startsWith(BEGIN.strip());
  }

  static boolean isEnd(Token comment) {
    return comment.text().startsWith(END.strip());
  }

  /** Renders markers and block, each line indented; ends with a newline. */
  static String render(
      Process process,
      Instrumentation inserted,
      String generator,
      String indentation,
      boolean cut) {
    String end =
        END
            + process.id()
            + ": "
            + (cut ? CUT : FOLLOWS)
            + ", started through "
            + inserted.prefix()
            + " <<<";
    String block =
        inserted.block().replaceAll("(?md)^(?=.)", Matcher.quoteReplacement(indentation));
    String begin =
        BEGIN
            + process.id()
            + ": inserted by "
            + generator
            + ", not for editing ("
            + checksum(block, end)
            + ") >>>";
    return indentation + begin + "\n" + block + indentation + end + "\n";
  }

  /**
   * Reads an end line that belongs to this begin line and block.
   *
   * @throws MarkerDamaged when they do not belong together or the block was edited
   */
  static End read(String begin, String block, String end) throws MarkerDamaged {
    Matcher beginning = BEGIN_LINE.matcher(begin);
    Matcher ending = END_LINE.matcher(end);
    if (!beginning.matches() || !ending.matches() || !beginning.group(1).equals(ending.group(1))) {
      throw new MarkerDamaged("the marker lines were edited");
    }
    if (!beginning.group(3).equals(checksum(block, end))) {
      throw new MarkerDamaged("the lines between the markers were edited");
    }
    return new End(ending.group(1), ending.group(2).equals(CUT), ending.group(3));
  }

  private static String checksum(String block, String end) {
    return KnownScripts.sha256(block + end).substring(0, 8);
  }

  /** Says what is wrong with a marker; turned into a stop where the lines are known. */
  static final class MarkerDamaged extends Exception {
    private static final long serialVersionUID = 1L;

    MarkerDamaged(String message) {
      super(message);
    }
  }
}
