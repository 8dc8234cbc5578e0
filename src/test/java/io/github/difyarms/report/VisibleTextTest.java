package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VisibleTextTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "镜像 ✓ é", "שלום", "👍", "a < b & c"})
  void ordinaryTextOfAnyScriptStaysTheSameObject(String text) {
    assertThat(VisibleText.of(text)).isSameAs(text);
    assertThat(VisibleText.line(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "001b, ␛",
    "0000, ␀",
    "0008, ␈",
    "000d, ␍",
    "007f, ␡",
    "009b, ⟨U+009B⟩",
    "0085, ⟨U+0085⟩",
    "202e, ⟨U+202E⟩",
    "202a, ⟨U+202A⟩",
    "2066, ⟨U+2066⟩",
    "2069, ⟨U+2069⟩",
    "200e, ⟨U+200E⟩",
    "200f, ⟨U+200F⟩",
    "061c, ⟨U+061C⟩",
    "200b, ⟨U+200B⟩",
    "feff, ⟨U+FEFF⟩",
    "00ad, ⟨U+00AD⟩",
    "2028, ⟨U+2028⟩",
    "2029, ⟨U+2029⟩",
    "e0041, ⟨U+E0041⟩",
    "d800, ⟨U+D800⟩"
  })
  void whatSteersOrHidesIsShown(String codePoint, String shown) {
    String text = "a" + Character.toString(Integer.parseInt(codePoint, 16)) + "b";

    assertThat(VisibleText.of(text)).isEqualTo("a" + shown + "b");
    assertThat(VisibleText.line(text)).isEqualTo("a" + shown + "b");
  }

  @Test
  void lineEndsAndTabsStayInATextAndAreShownOnALine() {
    assertThat(VisibleText.of("a\n\tb\u001b")).isEqualTo("a\n\tb␛");
    assertThat(VisibleText.line("a\n\tb")).isEqualTo("a␊␉b");
  }
}
