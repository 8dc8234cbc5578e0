package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With {@code -Ddify-arms.updateDocuments=true} the pages are written instead of compared. */
class DocumentsTest {
  private static final Path DOCS = Path.of("docs");

  static Set<String> pages() {
    return DocumentPages.render().keySet();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void aCommittedPageSaysWhatTheTablesSay(String page) throws IOException {
    String rendered = DocumentPages.render().get(page);
    if (Boolean.getBoolean("dify-arms.updateDocuments")) {
      Files.writeString(DOCS.resolve(page), rendered);
    }

    assertThat(DOCS.resolve(page))
        .as("run mvn test -Dtest=DocumentsTest -Ddify-arms.updateDocuments=true")
        .hasContent(rendered);
  }

  @Test
  void everyGoalPageBelongsToAGoal() throws IOException {
    try (Stream<Path> files = Files.list(DOCS.resolve("goals"))) {
      List<String> names = files.map(file -> "goals/" + file.getFileName()).toList();

      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              pages().stream()
                  .filter(page -> page.startsWith("goals/"))
                  .collect(Collectors.toSet()));
    }
  }
}
