package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ParametersTest {
  private final Properties user = new Properties();
  private final Properties project = new Properties();
  private final Fields fields = new Fields();

  /** As a mojo whose fields Maven has filled from XML. */
  @SuppressWarnings("unused") // read by reflection
  private static final class Fields {
    String region = "from-xml";
    List<String> platforms = List.of("linux/arm64", "linux/amd64");
    Configurations.To to = new Configurations.To();
    Configurations.@Nullable Api api;
    Configurations.@Nullable Index index;
  }

  private Parameters parameters() {
    return new Parameters(fields, user, project);
  }

  @Test
  void commandLineWinsOverPropertiesAndPropertiesOverXml() {
    assertThat(parameters().text("region")).contains("from-xml");
    project.setProperty("dify-arms.region", "from-pom");
    assertThat(parameters().text("region")).contains("from-pom");
    user.setProperty("dify-arms.region", "from-d");
    assertThat(parameters().text("region")).contains("from-d");
  }

  @Test
  void nestedElementsHaveTheSamePrecedence() {
    fields.to.registry = "xml.example/a";
    assertThat(parameters().text("to.registry")).contains("xml.example/a");
    user.setProperty("dify-arms.to.registry", "d.example/b");
    assertThat(parameters().text("to.registry")).contains("d.example/b");
    assertThat(parameters().text("api.from.image")).isEmpty();
  }

  @Test
  void theElementIndexIsAFlagOrHasElements() {
    assertThat(parameters().flagIfGiven("index")).isEmpty();
    assertThat(parameters().list("index.inputs")).isEmpty();
    fields.index = new Configurations.Index();
    assertThat(parameters().flagIfGiven("index")).isEmpty();
    fields.index.set("false");
    assertThat(parameters().flagIfGiven("index")).contains(false);
    fields.index.inputs = List.of("parts", "more");
    assertThat(parameters().list("index.inputs")).containsExactly("parts", "more");
    user.setProperty("dify-arms.index", "true");
    assertThat(parameters().flagIfGiven("index")).contains(true);
  }

  @Test
  void listsAreWrittenWithCommasOrAsElements() {
    assertThat(parameters().list("platforms")).containsExactly("linux/arm64", "linux/amd64");
    user.setProperty("dify-arms.platforms", "linux/amd64, linux/s390x,");
    assertThat(parameters().list("platforms")).containsExactly("linux/amd64", "linux/s390x");
  }

  @Test
  void blankIsAsGoodAsAbsent() {
    user.setProperty("dify-arms.to.registry", "  ");
    assertThat(parameters().text("to.registry")).isEmpty();
  }

  @Test
  void misspeltPropertiesAreRefusedWithTheNearestName() {
    user.setProperty("dify-arms.to.registri", "x");
    assertThatThrownBy(this::parameters)
        .hasMessageContaining("DA-106")
        .hasMessageContaining("did you mean dify-arms.to.registry?");
  }

  @Test
  void resultsOfAnEarlierGoalAreNoParameters() {
    project.setProperty("dify-arms.api.digest", "sha256:0");
    assertThat(parameters().text("to.registry")).isEmpty();
  }

  @Test
  void numbersFlagsAndChoicesSayWhatTheyTake() {
    user.setProperty("dify-arms.retries", "many");
    user.setProperty("dify-arms.force", "yes");
    user.setProperty("dify-arms.to.format", "zip");
    Parameters parameters = parameters();
    assertThatThrownBy(() -> parameters.number("retries", 0, 20))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("0 to 20");
    assertThatThrownBy(() -> parameters.flag("force")).hasMessageContaining("true or false");
    assertThatThrownBy(() -> parameters.choice("to.format", "auto", "docker", "oci"))
        .hasMessageContaining("auto, docker, oci");
  }
}
