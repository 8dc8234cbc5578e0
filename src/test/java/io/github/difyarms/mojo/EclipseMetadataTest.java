package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

class EclipseMetadataTest {
  @Test
  void eclipseIsToldToLeaveEveryGoalAlone() throws Exception {
    try (InputStream in =
        EclipseMetadataTest.class.getResourceAsStream(
            "/META-INF/m2e/lifecycle-mapping-metadata.xml")) {
      NodeList goals =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(in)
              .getElementsByTagName("goal");
      List<String> ignored = new ArrayList<>();
      for (int i = 0; i < goals.getLength(); i++) {
        ignored.add(goals.item(i).getTextContent());
      }

      assertThat(ignored)
          .containsExactlyElementsOf(Arrays.stream(Goal.values()).map(Goal::id).toList());
    }
  }
}
