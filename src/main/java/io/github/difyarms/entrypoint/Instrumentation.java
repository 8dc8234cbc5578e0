package io.github.difyarms.entrypoint;

/**
 * What is put in front of a launch.
 *
 * @param block bash text that prepares what the prefix uses; it is put right before the launch, in
 *     the launch's branch, indented as the launch. Lines end with LF, the last one too; not
 *     indented itself; no here-document and no quotation that spans lines, because indenting would
 *     change them
 * @param prefix words put in front of the command, quotes included, for example {@code
 *     "${dify_arms_launch[@]}"}
 */
public record Instrumentation(String block, String prefix) {
  /**
   * Checks that block and prefix can be inserted and taken out again. Not done while constructing:
   * most builds find nothing to rewrite.
   *
   * @throws IllegalArgumentException when they cannot
   */
  void check() {
    require(!block.isBlank() && block.endsWith("\n"), "the block must end with a newline");
    require(block.indexOf('\r') < 0, "the block must have LF line ends");
    require(!Markers.mentionedIn(block), "the block must not contain marker lines");
    ShellScript read = ShellScript.parse(block, "the instrumentation");
    require(!read.multiline(), "the block must not have quotations or here-documents over lines");
    ShellScript words = ShellScript.parse(prefix, "the instrumentation");
    require(
        words.commands().size() == 1
            && words.comments().isEmpty()
            && prefix.strip().equals(prefix)
            && prefix.indexOf('\n') < 0
            && !prefix.contains("<<<"),
        "the prefix must be words of one line");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
