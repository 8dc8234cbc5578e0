package io.github.difyarms.proof;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/** The difference between two texts, as people read it. */
public final class TextDiff {
  private static final int CONTEXT = 3;

  private TextDiff() {}

  /**
   * Returns a unified diff; no lines when the texts are equal.
   *
   * @param oldName what the first text is
   * @param newName what the second text is
   */
  public static List<String> unified(String oldName, String newName, String before, String after) {
    List<String> old = before.lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        oldName, newName, old, DiffUtils.diff(old, after.lines().toList()), CONTEXT);
  }
}
