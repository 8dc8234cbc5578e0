package io.github.difyarms.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A finding for people: one line, and below it the evidence and the next step. */
public final class FindingText {
  private static final String HEAD = "%-7s  %-20s  ";
  private static final String INDENT = " ".repeat(String.format(HEAD, "", "").length());

  private FindingText() {}

  /** Returns the lines. */
  public static List<String> lines(Finding finding) {
    List<String> lines = new ArrayList<>();
    String head = String.format(Locale.ROOT, HEAD, finding.status().word(), finding.id());
    String time =
        finding.status() == Status.SKIPPED ? "" : " (" + finding.time().toMillis() + " ms)";
    lines.add(head + finding.summary() + time);
    finding.detail().ifPresent(text -> add(lines, "why:  ", text));
    finding.remedy().ifPresent(text -> add(lines, "next: ", text));
    return lines;
  }

  private static void add(List<String> lines, String label, String text) {
    String before = label;
    for (String line : text.lines().toList()) {
      lines.add(INDENT + before + line);
      before = " ".repeat(label.length());
    }
  }
}
