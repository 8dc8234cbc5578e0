package io.github.difyarms.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With {@code -Ddify-arms.updateDocuments=true} the "next" lines are written instead of compared.
 */
class ErrorsDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/errors.md");
  private static final String TODO = "**What to do.** ";
  private static final Pattern MENTION = Pattern.compile("\\bDA-\\d{3}\\b");
  private static final Pattern LINK = Pattern.compile("\\((?:[^()\\s]*errors\\.md)?#da-(\\d+)\\)");
  private static final Pattern TEXT =
      Pattern.compile(".*\\.(md|java|groovy|properties|xml|ya?ml|html|json|mustache|sh|go)");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*(/\\*(?s:.*?)\\*/|//.*$)");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

  /** Where people read of codes. */
  private static final List<Path> MENTIONING =
      List.of(
          Path.of("README.md"),
          Path.of("README.zh-CN.md"),
          Path.of("CHANGELOG.md"),
          Path.of("CONTRIBUTING.md"),
          Path.of("SECURITY.md"),
          Path.of("docs"),
          Path.of("examples"),
          Path.of("src/main"),
          Path.of("src/it"));

  private static String sources = "";
  private static String literals = "";

  private static final Pattern NEXT = Pattern.compile("(?m)^  next:  .*$");

  @Test
  void everyCodeHasOneSectionAndEverySectionACode() throws IOException {
    assertThat(sections().keySet())
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values()).map(ErrorCode::id).sorted().toList());
  }

  @ParameterizedTest
  @EnumSource
  void aSectionTellsWhenWhatItLooksLikeAndWhatToDo(ErrorCode code) throws IOException {
    String section = section(code);

    assertThat(section)
        .containsSubsequence(
            "\n\n**When.** ",
            "\n\n```text\n" + code.id() + ": ",
            "\n  where: ",
            "\n  why:   ",
            "\n  next:  ",
            "\n```\n\n**What to do.** ");
  }

  @ParameterizedTest
  @EnumSource
  void theExampleEndsWithTheNextStepThatTheBuildPrints(ErrorCode code) throws IOException {
    if (Boolean.getBoolean("dify-arms.updateDocuments")) {
      String section = section(code);
      String line = Matcher.quoteReplacement("  next:  " + code.next());
      String mended = NEXT.matcher(section).replaceAll(line);
      Files.writeString(DOCUMENT, Files.readString(DOCUMENT).replace(section, mended));
    }

    assertThat(section(code).lines()).contains("  next:  " + code.next());
  }

  @Test
  void everyFamilyOfCodesHasAChapter() throws IOException {
    List<String> chapters =
        Files.readString(DOCUMENT).lines().filter(line -> line.startsWith("## ")).toList();

    assertThat(chapters)
        .hasSize(
            (int)
                Arrays.stream(ErrorCode.values())
                    .map(code -> code.id().substring(0, "DA-1".length()))
                    .distinct()
                    .count());
  }

  /** A code that nobody raises any more would be explained to nobody. */
  @ParameterizedTest
  @EnumSource
  void noCodeIsDead(ErrorCode code) throws IOException {
    assertThat(Pattern.compile("\\b" + code.name() + "\\b").matcher(sources()).find()).isTrue();
  }

  /** What a section shows is what people meet: the words are the plugin's. */
  @ParameterizedTest
  @EnumSource
  void theExampleIsToldInTheWordsOfTheCode(ErrorCode code) throws IOException {
    String what = line(code, code.id() + ": ");
    String[] words = what.split(" ", -1);
    boolean told = texts().contains(what);
    for (int i = 0; i + 2 < words.length; i++) {
      told |= texts().contains(words[i] + " " + words[i + 1] + " " + words[i + 2]);
    }
    // "compiling " + output + " of " + component + " failed"
    told |=
        texts().contains("\n" + words[0] + " \n")
            && texts().contains("\n " + words[words.length - 1] + "\n");

    assertThat(told).as(what).isTrue();
    assertThat(line(code, "  where: ")).isNotBlank();
    assertThat(line(code, "  why:   ")).isNotBlank();
  }

  /** Enough for somebody who sees the code for the first time. */
  @ParameterizedTest
  @EnumSource
  void aSectionSaysMoreThanTheMessageDoes(ErrorCode code) throws IOException {
    String section = section(code);
    String todo = section.substring(section.indexOf(TODO) + TODO.length());

    assertThat(section.lines().skip(2).findFirst().orElse("")).endsWith(".").hasSizeGreaterThan(5);
    assertThat(todo.strip()).as("what to do").hasSizeGreaterThan(75).isNotEqualTo(code.next());
    assertThat(section.split("\\*\\*When\\.\\*\\* ", -1)[1].lines().findFirst().orElse(""))
        .as("when")
        .hasSizeGreaterThan(50);
  }

  @ParameterizedTest
  @EnumSource
  void aSectionStandsInTheChapterOfItsFamily(ErrorCode code) throws IOException {
    String before = Files.readString(DOCUMENT).split("(?m)^### " + code.id() + "$", -1)[0];
    String chapter = before.substring(before.lastIndexOf("\n## ") + "\n## ".length());

    assertThat(chapter).startsWith(code.id().charAt("DA-".length()) + "xx ");
  }

  @Test
  void everyCodeThatIsMentionedAnywhereExists() throws IOException {
    Set<String> known =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::id).collect(Collectors.toSet());
    for (Path file : texts(MENTIONING)) {
      Matcher mention = MENTION.matcher(Files.readString(file));
      while (mention.find()) {
        assertThat(known).as(file.toString()).contains(mention.group());
      }
    }
  }

  @Test
  void everyLinkToASectionArrives() throws IOException {
    for (Path file : texts(MENTIONING)) {
      Matcher link = LINK.matcher(Files.readString(file));
      while (link.find()) {
        assertThat(sections()).as(file.toString()).containsKey("DA-" + link.group(1));
      }
    }
  }

  /** Returns what stands behind the beginning of a line in the section's example. */
  private static String line(ErrorCode code, String start) throws IOException {
    return section(code)
        .lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst()
        .orElse("");
  }

  private static List<Path> texts(List<Path> below) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path each : below) {
      if (Files.exists(each)) {
        try (Stream<Path> all = Files.walk(each)) {
          all.filter(file -> TEXT.matcher(file.toString()).matches()).forEach(files::add);
        }
      }
    }
    return files;
  }

  /** Returns the plugin's code without comments and without the list of codes. */
  private static synchronized String sources() throws IOException {
    if (sources.isEmpty()) {
      StringBuilder all = new StringBuilder();
      for (Path file : texts(List.of(Path.of("src/main/java")))) {
        if (!file.endsWith("ErrorCode.java")) {
          all.append(COMMENT.matcher(Files.readString(file)).replaceAll("")).append('\n');
        }
      }
      sources = all.toString().replace("'\"'", "");
    }
    return sources;
  }

  /** Returns the texts in the plugin's code, each on a line; broken ones put together. */
  private static synchronized String texts() throws IOException {
    if (literals.isEmpty()) {
      StringBuilder all = new StringBuilder("\n");
      Matcher literal = LITERAL.matcher(sources().replaceAll("\"\\s*\\+\\s*\"", ""));
      while (literal.find()) {
        all.append(literal.group(1)).append('\n');
      }
      literals = all.toString();
    }
    return literals;
  }

  private static String section(ErrorCode code) throws IOException {
    return sections().getOrDefault(code.id(), "the document has no section " + code.id());
  }

  /** Returns the sections by code, in the document's order. */
  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    for (String section : Files.readString(DOCUMENT).split("(?m)^### ", -1)) {
      if (section.startsWith("DA-")) {
        String body = section.split("(?m)^## ", -1)[0];
        assertThat(sections.put(body.lines().findFirst().orElseThrow(), body)).as("twice").isNull();
      }
    }
    return sections;
  }
}
