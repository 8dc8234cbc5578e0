package io.github.difyarms.entrypoint;

import java.util.List;
import java.util.Set;

/**
 * A script, read: its simple commands in order, each knowing the branches around it.
 *
 * @param text the script itself
 * @param lines its physical lines
 * @param commands its simple commands, those inside substitutions excepted
 * @param comments its comments
 * @param modes all values of {@code MODE} that a branch asks for, sorted
 * @param multiline whether a quotation or here-document spans lines
 */
record ShellScript(
    String text,
    ScriptLines lines,
    List<Command> commands,
    List<Token> comments,
    Set<String> modes,
    boolean multiline) {

  /**
   * Reads a script to its end.
   *
   * @param where the file or image path, for messages
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#SCRIPT_UNREADABLE} for a quotation, here-document or
   *     branch that does not end, or ends twice
   */
  static ShellScript parse(String text, String where) {
    return new ShellReader(text, new ScriptLines(text, where)).read();
  }
}
