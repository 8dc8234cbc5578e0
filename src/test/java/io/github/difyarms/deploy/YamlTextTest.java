package io.github.difyarms.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class YamlTextTest {
  private static String write(Object document) {
    return new String(YamlText.of(List.of(), document), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a: b # c",
        "line\nsecond: line\n",
        "${X:?}",
        "$$",
        "<script>alert(1)</script>",
        "\u001b[31mred\u001b[0m",
        "right\u202Eleft\u2066",
        "{{ .Values.x }}",
        "- item",
        "*alias",
        "&anchor",
        "!!python/object:x",
        "---\nkind: Secret",
        "'single' \"double\" \\back",
        "\u0085\u2028 \u00e4\u4e2d\uD83D\uDE00",
        "",
        " ",
        "\t"
      })
  void anyTextComesBackAsKeyAndAsValue(String text) {
    String yaml = write(Map.of("before", text, "list", List.of(text, text), "in", Map.of(text, 1)));

    assertThat(new Yaml().<Object>load(yaml))
        .isEqualTo(Map.of("before", text, "list", List.of(text, text), "in", Map.of(text, 1)));
    assertThat(yaml).matches("[\\n\\x20-\\x7e]*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"on", "y", "N", "yes", "null", "~", "1.16", "0o14", "0x1f", "1e3", "2001-01-01"})
  void textThatSomeReaderTakesForSomethingElseIsQuoted(String text) {
    assertThat(write(Map.of("key", text))).isIn("key: '" + text + "'\n", "key: \"" + text + "\"\n");
  }

  @Test
  void namesStayReadable() {
    assertThat(write(Map.of("aliyun.com/app-language", "golang")))
        .isEqualTo("aliyun.com/app-language: golang\n");
  }

  @Test
  void aCommentStaysAComment() {
    String yaml =
        new String(
            YamlText.of(List.of("a\nkind: Secret\r\u2028b\u001b[2J\u202E"), Map.of("key", 1)),
            StandardCharsets.UTF_8);

    assertThat(yaml).isEqualTo("# a?kind: Secret??b?[2J?\nkey: 1\n");
  }
}
