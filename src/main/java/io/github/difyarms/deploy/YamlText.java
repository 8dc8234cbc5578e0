package io.github.difyarms.deploy;

import io.github.difyarms.model.InvisibleCharacters;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** YAML as every reader takes it, below lines of comment. */
final class YamlText {
  /**
   * What needs no quotes for a reader of YAML 1.1 or 1.2. Anything else is quoted: one of the two
   * takes {@code y} or {@code 0o14} for something other than text.
   */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]+");

  private YamlText() {}

  /** Returns a document. */
  static byte[] of(Collection<String> comments, Object document) {
    return (comments(comments) + dump(document, false)).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Returns a document without comments.
   *
   * @param unicode whether other scripts stand as they are, which keeps a {@link Block} with them
   *     readable
   */
  static String dump(Object document, boolean unicode) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndent(2);
    options.setSplitLines(false);
    options.setWidth(10_000);
    options.setAllowUnicode(unicode);
    return new Yaml(new QuotingRepresenter(options), options).dump(document);
  }

  /** Returns how a text is written. */
  static DumperOptions.ScalarStyle style(String text) {
    return PLAIN.matcher(text).matches()
        ? DumperOptions.ScalarStyle.PLAIN
        : DumperOptions.ScalarStyle.DOUBLE_QUOTED;
  }

  /** Returns lines of comment; whatever is in one, it stays one. */
  static String comments(Collection<String> lines) {
    return lines.stream()
        .map(line -> line.isEmpty() ? "#\n" : "# " + onOneLine(line) + "\n")
        .collect(Collectors.joining());
  }

  /** Returns a text without characters that are not seen or that end a line. */
  static String onOneLine(String text) {
    return text.codePoints()
        .map(c -> InvisibleCharacters.contains(c) ? '?' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** A text of lines that people read in the YAML as it is. */
  record Block(String text) {}

  /** Lists of texts on one line, everything else one item a line. */
  private static final class QuotingRepresenter extends Representer {
    QuotingRepresenter(DumperOptions options) {
      super(options);
      representers.put(
          String.class,
          data -> {
            String text = (String) data;
            return representScalar(Tag.STR, text, style(text));
          });
      representers.put(
          Block.class,
          data ->
              representScalar(Tag.STR, ((Block) data).text(), DumperOptions.ScalarStyle.LITERAL));
      multiRepresenters.put(
          List.class,
          data ->
              representSequence(
                  Tag.SEQ,
                  (List<?>) data,
                  ((List<?>) data).stream().allMatch(String.class::isInstance)
                      ? DumperOptions.FlowStyle.FLOW
                      : DumperOptions.FlowStyle.BLOCK));
    }
  }
}
