package io.github.difyarms.entrypoint;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Takes blocks and prefixes of an earlier run out of a script: the exact inverse of inserting. */
final class Restoration {
  private final ShellScript script;
  private final ScriptLines lines;
  private final String text;

  private Restoration(ShellScript script) {
    this.script = script;
    this.lines = script.lines();
    this.text = script.text();
  }

  static String restore(ShellScript script) {
    return new Restoration(script).restore();
  }

  private String restore() {
    List<Token> marks =
        script.comments().stream().filter(c -> Markers.isBegin(c) || Markers.isEnd(c)).toList();
    StringBuilder restored = new StringBuilder(text);
    for (int i = marks.size() - 1; i >= 0; i -= 2) {
      Token end = marks.get(i);
      if (!Markers.isEnd(end) || i == 0 || !Markers.isBegin(marks.get(i - 1))) {
        throw damaged("a marker without its counterpart", end);
      }
      takeOut(marks.get(i - 1), end, restored);
    }
    return restored.toString();
  }

  private void takeOut(Token begin, Token end, StringBuilder restored) {
    if (!lines.firstInLine(begin.start()) || !lines.firstInLine(end.start())) {
      throw damaged("a marker that does not stand alone in its line", begin);
    }
    String block = text.substring(begin.end() + 1, lines.startAt(end.start()));
    Markers.End read;
    try {
      read = Markers.read(begin.text(), block, end.text());
    } catch (Markers.MarkerDamaged e) {
      throw damaged(String.valueOf(e.getMessage()), begin);
    }
    Command launch = launchBehind(end);
    int prefix =
        prefixIn(launch, read)
            .orElseThrow(() -> damaged("the launch does not start with the prefix", end));
    restored.delete(prefix, prefix + read.prefix().length() + 1);
    int blockStart = lines.startAt(begin.start());
    if (read.cut()) {
      restored.delete(blockStart - 1, launch.start());
    } else {
      restored.delete(blockStart, end.end() + 1);
    }
  }

  private Command launchBehind(Token end) {
    return script.commands().stream()
        .filter(command -> command.start() > end.end())
        .findFirst()
        .filter(command -> lines.numberAt(command.start()) == lines.numberAt(end.start()) + 1)
        .filter(command -> lines.firstInLine(command.start()))
        .orElseThrow(() -> damaged("no launch behind the block", end));
  }

  private Optional<Integer> prefixIn(Command launch, Markers.End read) {
    String program = Process.parse(read.process()).program();
    for (Token word : launch.words()) {
      int behind = word.start() + read.prefix().length() + 1;
      boolean starts = text.startsWith(read.prefix() + " ", word.start());
      if (starts
          && launch.words().stream()
              .anyMatch(next -> next.start() == behind && next.unquoted().equals(program))) {
        return Optional.of(word.start());
      }
    }
    return Optional.empty();
  }

  private DifyArmsException damaged(String what, Token at) {
    return lines.stop(
        ErrorCode.MARKER_DAMAGED,
        "the block that an earlier run inserted was changed",
        what + ":" + lines.showAt(at.start()));
  }
}
