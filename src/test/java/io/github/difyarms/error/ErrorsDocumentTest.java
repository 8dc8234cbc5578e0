package io.github.difyarms.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With {@code -Ddify-arms.updateDocuments=true} the "next" lines are written instead of compared.
 */
class ErrorsDocumentTest {
  private static final Path DOCUMENT = Path.of("docs/errors.md");
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
