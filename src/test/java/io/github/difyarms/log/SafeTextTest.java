package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
  @ParameterizedTest
  @CsvSource({
    "001B, <U+001B>", // escape: colours, cursor, window title
    "009B, <U+009B>", // the same in one byte
    "0007, <U+0007>",
    "0008, <U+0008>",
    "000D, <U+000D>",
    "007F, <U+007F>",
    "202E, <U+202E>", // right-to-left override
    "2066, <U+2066>",
    "200F, <U+200F>",
    "061C, <U+061C>",
    "2028, <U+2028>",
    "200B, <U+200B>",
    "E0041, <U+E0041>",
    "D800, <U+D800>",
  })
  void whatDrivesATerminalIsSpeltOut(String hex, String spelt) {
    String text = "a" + new String(Character.toChars(Integer.parseInt(hex, 16))) + "[2Jb";

    assertThat(SafeText.of(text)).isEqualTo("a" + spelt + "[2Jb");
  }

  @Test
  void ordinaryTextOfAnyScriptStaysAsItIs() {
    String text = "plain\n\tüß 监控 🙂 א";

    assertThat(SafeText.of(text)).isEqualTo(text);
    assertThat(SafeText.of("plain")).isSameAs("plain");
    assertThat(SafeText.of("one\r\ntwo")).isEqualTo("one\ntwo");
  }

  @Test
  void linesForPeopleAndForTheTraceAreSafe() {
    List<String> lines = new ArrayList<>();
    BuildLog log = new PlainBuildLog(lines::add, lines::add, true);

    log.warning("label \u001b]0;owned\u0007");
    log.note("\u202egnp.exe");
    log.printed("api", Example.AMD64, "\u001b[31mred");
    log.retrying("registry said \u001b[2J");

    assertThat(lines).hasSize(4).allSatisfy(line -> assertThat(line).matches("\\p{Print}+"));
  }
}
