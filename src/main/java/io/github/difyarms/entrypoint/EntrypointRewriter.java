package io.github.difyarms.entrypoint;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts instrumentations in front of the launches of a start script. Everything outside the inserted
 * blocks and prefixes stays as it is, byte for byte.
 *
 * <p>A script that carries blocks of an earlier run is restored first: a second run with equal
 * input changes nothing, a newer plugin replaces its predecessor's blocks.
 */
public final class EntrypointRewriter {
  private static final Pattern SHEBANG = Pattern.compile("#![^\n]*");
  private static final Pattern SHELL =
      Pattern.compile("#! *(\\S*/)?(env +(-S +)?)?(ba|da|a)?sh( .*)?");

  private final String generator;

  /**
   * Creates a rewriter.
   *
   * @param generator shown in the marker lines, for example {@code dify-arms-maven-plugin 0.1.0}
   */
  public EntrypointRewriter(String generator) {
    if (generator.isBlank() || generator.indexOf('\n') >= 0 || generator.contains(">>>")) {
      throw new IllegalArgumentException("not a generator's name: " + generator);
    }
    this.generator = generator;
  }

  /**
   * Reads the bytes of a script without losing one: encoding the result as UTF-8 gives them back.
   *
   * @param where the file or image path, for messages
   * @throws DifyArmsException {@link ErrorCode#SCRIPT_UNREADABLE} for bytes that are no text
   */
  public static String decode(byte[] script, String where) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(script)).toString();
    } catch (CharacterCodingException e) {
      throw new DifyArmsException(
          ErrorCode.SCRIPT_UNREADABLE,
          "the start script is not UTF-8 text",
          where,
          "its " + script.length + " bytes cannot be read as UTF-8",
          e);
    }
  }

  /**
   * Rewrites a script.
   *
   * @param script its text, see {@link #decode}
   * @param where the file or image path, for messages
   * @param wanted what goes in front of which process; empty restores the original
   * @throws DifyArmsException one of the codes 401 to 406, with the lines looked at
   * @throws IllegalArgumentException when an instrumentation breaks its own rules
   */
  public Rewrite rewrite(String script, String where, Map<Process, Instrumentation> wanted) {
    wanted.values().forEach(Instrumentation::check);
    String original = restore(script, where);
    ShellScript read = ShellScript.parse(original, where);
    LaunchFinder finder = new LaunchFinder(read);
    List<Insertion> insertions = new ArrayList<>();
    List<Launch> launches = new ArrayList<>();
    new TreeMap<>(wanted)
        .forEach(
            (process, instrumentation) -> {
              Command launch = finder.find(process);
              launches.add(LaunchReading.read(process, launch, read.lines()));
              insertions.addAll(insertions(process, launch, instrumentation, read.lines()));
            });
    String text = apply(insertions, original);
    if (!restore(text, where).equals(original)) {
      throw new DifyArmsException(
          ErrorCode.DEFECT,
          "the rewritten start script cannot be restored",
          where,
          "taking the inserted text out does not give the original: " + launches);
    }
    return new Rewrite(
        text, original, !text.equals(script), KnownScripts.find(original), launches, read.modes());
  }

  /**
   * Takes everything out that an earlier run inserted.
   *
   * @param where the file or image path, for messages
   * @return the original script; the very same text when nothing of ours is in it
   * @throws DifyArmsException {@link ErrorCode#MARKER_DAMAGED} when ours was edited, {@link
   *     ErrorCode#SCRIPT_UNREADABLE} when the script cannot be read to its end
   */
  public String restore(String script, String where) {
    requireBash(script, where);
    return Restoration.restore(ShellScript.parse(script, where));
  }

  private static void requireBash(String script, String where) {
    ScriptLines lines = new ScriptLines(script, where);
    int carriageReturn = script.indexOf("\r\n");
    if (carriageReturn >= 0) {
      throw lines.stop(
          ErrorCode.SCRIPT_UNREADABLE,
          "the start script has Windows line ends (CR LF): bash cannot run it",
          "convert it with: sed -i 's/\\r$//' FILE; the first such line is:"
              + lines.showAt(carriageReturn));
    }
    Matcher shebang = SHEBANG.matcher(script);
    boolean foreign = shebang.lookingAt() && !SHELL.matcher(shebang.group()).matches();
    if (foreign || script.indexOf('\0') >= 0) {
      throw lines.stop(
          ErrorCode.SCRIPT_UNREADABLE,
          "the start script is not a shell script",
          "its first line is:" + lines.showAt(0));
    }
  }

  private List<Insertion> insertions(
      Process process, Command launch, Instrumentation instrumentation, ScriptLines lines) {
    String indentation = lines.indentationAt(launch.start());
    boolean cut = !lines.firstInLine(launch.start());
    String block = Markers.render(process, instrumentation, generator, indentation, cut);
    int program = launch.words().get(launch.program().orElseThrow()).start();
    return List.of(
        cut
            ? new Insertion(launch.start(), "\n" + block + indentation)
            : new Insertion(lines.startAt(launch.start()), block),
        new Insertion(program, instrumentation.prefix() + " "));
  }

  private static String apply(List<Insertion> insertions, String original) {
    StringBuilder text = new StringBuilder(original);
    List<Insertion> backwards = new ArrayList<>(insertions);
    backwards.sort(Comparator.comparingInt(Insertion::offset)); // stable: block before prefix
    for (int i = backwards.size() - 1; i >= 0; i--) {
      text.insert(backwards.get(i).offset(), backwards.get(i).text());
    }
    return text.toString();
  }

  /** Text put in at an offset of the original. */
  private record Insertion(int offset, String text) {}
}
