package io.github.difyarms.entrypoint;

import static io.github.difyarms.fuzzing.Reading.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Start scripts: what is rewritten can be run when the original can, and taken back exactly. */
public final class ScriptFuzz implements FuzzTarget {
  private static final EntrypointRewriter REWRITER = new EntrypointRewriter("fuzzed 1");

  /** A block between its marker lines, what cutting a line put before it, and the indentation. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^[ \\t]*# >>> dify-arms [a-z]+: inserted by fuzzed 1, .*\\n(?s:.*?)"
              + "^[ \\t]*# <<< dify-arms [a-z]+: (the launch follows|the line cut above goes on),"
              + " started through (.+) <<<\\n");

  private final SyntaxCheck bash = new SyntaxCheck();

  @Override
  public void accept(byte[] input) throws Exception {
    String script = EntrypointRewriter.decode(input, "script");
    boolean celery = script.contains("celery");
    for (Map<Process, Instrumentation> wanted :
        celery
            ? List.of(Stubs.ALL, Stubs.ONLY_API, Map.of(Process.WORKER, Stubs.WORKER))
            : List.of(Stubs.ONLY_API)) {
      Reading.of(() -> REWRITER.rewrite(script, "script", wanted))
          .ifPresent(rewrite -> check(script, rewrite, wanted));
    }
  }

  private void check(String script, Rewrite rewrite, Map<Process, Instrumentation> wanted) {
    Rewrite again = REWRITER.rewrite(rewrite.text(), "script", wanted);
    require(!again.changed() && again.text().equals(rewrite.text()), "a second run changes it");
    require(again.original().equals(rewrite.original()), "a second run sees another original");
    if (!script.contains("dify-arms")) {
      require(rewrite.original().equals(script), "the original is not what was handed in");
      require(withoutBlocks(rewrite.text()).equals(script), "a line elsewhere has changed");
    }
    if (!bash.accepts(rewrite.text()) && bash.accepts(rewrite.original())) {
      throw new AssertionError("bash reads the original and not the result\n" + rewrite.text());
    }
  }

  /** Takes blocks and prefixes out in the simplest way that there is. */
  private static String withoutBlocks(String text) {
    String rest = text;
    for (Matcher block = BLOCK.matcher(rest); block.find(); block = BLOCK.matcher(rest)) {
      boolean cut = block.group(1).endsWith("goes on");
      String before = rest.substring(0, block.start() - (cut ? 1 : 0));
      String after = rest.substring(block.end());
      String launch = cut ? after.replaceFirst("^[ \\t]+", "") : after;
      int prefix = launch.indexOf(block.group(2) + " ");
      require(prefix >= 0, "there is no prefix behind the block");
      rest =
          before
              + launch.substring(0, prefix)
              + launch.substring(prefix + block.group(2).length() + 1);
    }
    return rest;
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (String name :
        List.of(
            "family-a",
            "family-c",
            "family-f",
            "family-d-keep-alive",
            "odd-words",
            "one-line",
            "priority-worker",
            "tabs-and-case")) {
      seeds.add(Scripts.read(name).getBytes(UTF_8));
    }
    for (String text :
        List.of(
            "gunicorn a:b",
            "if true; then exec gunicorn --bind \"${A:-0}\" a:b; fi\n",
            "case $MODE in\n worker) celery -A a worker ;;\n *) gunicorn a ;;\nesac\n",
            "x=$(cat <<EOF\n$((1+2))\nEOF\n)\nA=1 exec env gunicorn 'a b' \\\n  c >log 2>&1\n",
            "f() { echo `date`; }\n{ ((x=1<<2)); [[ a =~ (b|c) ]]; } && f\n  gunicorn a:b # x\n",
            "for i in 1 2; do echo $i; done; a=(1 2 $'\\'') gunicorn a\n")) {
      seeds.add(text.getBytes(UTF_8));
      try {
        String rewritten = REWRITER.rewrite(text, "seed", Stubs.ONLY_API).text();
        seeds.add(rewritten.getBytes(UTF_8));
      } catch (DifyArmsException refused) {
        // One in its own right.
      }
    }
    return seeds;
  }

  /** Every comparison of texts is told to the fuzzer, which takes memory of its own. */
  @Override
  public long mostAllocated() {
    return 512L << 20;
  }

  @Override
  public List<String> words() {
    return List.of(
        "if ",
        "then ",
        "else ",
        "elif ",
        "fi\n",
        "case ",
        " in\n",
        "esac\n",
        ";;",
        ";&",
        "while ",
        "until ",
        "for ",
        "do ",
        "done\n",
        "select ",
        "function ",
        "f() {",
        "}\n",
        "{ ",
        "( ",
        ")",
        "$(",
        "$((",
        "))",
        "((",
        "${",
        "`",
        "\"",
        "'",
        "$'",
        "$\"",
        "<<EOF\n",
        "\nEOF\n",
        "<<-'E'\n",
        "<<<",
        "<(",
        ">(",
        "&>",
        "2>&1",
        "|&",
        "&&",
        "||",
        "&",
        ";",
        "|",
        "!",
        "\\\n",
        "#",
        "\t",
        "[[ ",
        " ]]",
        "[ ",
        "=~",
        "exec ",
        "env ",
        "time ",
        "coproc ",
        "gunicorn ",
        "celery -A a ",
        "worker ",
        "beat ",
        "MODE",
        "$MODE",
        "\"${MODE}\" = \"worker\"",
        "a=(",
        "+=",
        "@(",
        "?(",
        "# >>> dify-arms api: inserted by x, not for editing (01234567) >>>\n",
        "# <<< dify-arms api: the launch follows, started through x <<<\n",
        "# <<< dify-arms api: the line cut above goes on, started through x <<<\n");
  }
}
