package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelpTextTest {
  @Test
  void withoutParametersItListsEveryGoalWithOneSentence() {
    List<String> lines = HelpText.lines(Optional.empty(), false);

    assertThat(lines)
        .contains("dify-arms:build", "  Builds the monitored images and pushes them.")
        .contains("dify-arms:entrypoint", "dify-arms:demo", "dify-arms:help")
        .noneMatch(line -> line.contains("Property:"));
  }

  @Test
  void oneGoalInDetailHasItsParametersAndNoOtherGoal() {
    List<String> lines = HelpText.lines(Optional.of(Goal.ENTRYPOINT), true);

    assertThat(lines)
        .contains("dify-arms:entrypoint", "    Property: dify-arms.entrypoint.configMap")
        .doesNotContain("dify-arms:build", "    Property: dify-arms.to.registry");
  }

  @Test
  void aParameterShowsWhatItTakesItsDefaultAndItsProperty() {
    List<String> lines = HelpText.lines(Optional.of(Goal.BUILD), true);

    int retries = lines.indexOf("  retries");
    assertThat(lines.subList(retries, retries + 5))
        .containsExactly(
            "  retries",
            "    How often a failed request is repeated.",
            "    Takes: whole number",
            "    Default: 4",
            "    Property: dify-arms.retries");
  }

  @ParameterizedTest
  @EnumSource
  void noLineIsWiderThanATerminalUnlessOneWordIs(Goal goal) {
    assertThat(HelpText.lines(Optional.of(goal), true))
        .allSatisfy(
            line ->
                assertThat(line.length() <= HelpText.WIDTH || !line.strip().contains(" "))
                    .as(line)
                    .isTrue());
  }

  @Test
  void everyParameterBelongsToAGoalThatHelpKnows() {
    Set<String> named = new TreeSet<>();
    ParameterTable.parameters().forEach(parameter -> named.addAll(parameter.goals()));

    assertThat(named)
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(Goal.values()).map(Goal::id).toList());
  }

  @Test
  void aGoalIsFoundWithAndWithoutThePrefix() {
    assertThat(Goal.find("build")).contains(Goal.BUILD);
    assertThat(Goal.find("dify-arms:build")).contains(Goal.BUILD);
    assertThat(Goal.find("bild")).isEmpty();
  }
}
