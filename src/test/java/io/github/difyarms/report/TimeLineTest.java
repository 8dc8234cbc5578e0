package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLineTest {
  private static Step step(String component, String platform, long start, long waited, long took) {
    return new Step(
        component,
        platform.isEmpty() ? Optional.empty() : Optional.of(Platform.parse(platform)),
        Step.Kind.COMPILE,
        "main",
        Duration.ofMillis(start),
        Duration.ofMillis(waited),
        Duration.ofMillis(took));
  }

  private static TimeLine of(long millis, Step... steps) {
    BuildResult rich = RichResult.of();
    return TimeLine.of(
        new BuildResult(
            rich.components(), 0, 0, 0, 0, Duration.ofMillis(millis), List.of(), List.of(steps)));
  }

  @Test
  void aBarLiesWhereItsStepLiesInTime() {
    TimeLine.Bar bar = of(1000, step("api", "", 250, 100, 500)).lanes().get(0).bars().get(0);

    assertThat(bar.x()).isEqualTo("25.000%");
    assertThat(bar.width()).isEqualTo("50.000%");
    assertThat(bar.waitedWidth()).isEqualTo("20.000%");
    assertThat(bar.workWidth()).isEqualTo("80.000%");
    assertThat(bar.css()).isEqualTo("compile");
  }

  @Test
  void stepsAtTheSameTimeLieOneBelowTheOther() {
    TimeLine.Lane lane =
        of(
                1000,
                step("api", "", 0, 0, 400),
                step("api", "", 100, 0, 100),
                step("api", "", 200, 0, 100),
                step("api", "", 400, 0, 100))
            .lanes()
            .get(0);

    assertThat(lane.bars()).extracting(TimeLine.Bar::y).containsExactly(2, 20, 20, 2);
    assertThat(lane.height()).isEqualTo(36);
  }

  @Test
  void lanesFollowTheImagesAndWhatServesAllComesFirst() {
    assertThat(
            of(
                    1000,
                    step("sandbox", "linux/arm64", 0, 0, 1),
                    step("api", "linux/arm64", 0, 0, 1),
                    step("api", "linux/amd64", 1, 0, 1),
                    step("api", "", 2, 0, 1),
                    step("", "", 3, 0, 1))
                .lanes())
        .extracting(lane -> lane.component() + " " + lane.platform())
        .containsExactly(" ", "api ", "api linux/amd64", "api linux/arm64", "sandbox linux/arm64");
  }

  @Test
  void nothingLiesBeyondTheEnd() {
    TimeLine line = of(10, step("api", "", 0, 0, 2000), step("api", "", 2000, 0, 0));

    assertThat(line.lanes().get(0).bars().get(0).width()).isEqualTo("100.000%");
    assertThat(line.lanes().get(0).bars().get(1).x()).isEqualTo("99.700%");
    assertThat(line.ticks()).extracting(TimeLine.Tick::label).startsWith("0", "0.5 s", "1.0 s");
  }

  @Test
  void aScaleHasAFewRoundMarks() {
    for (long millis :
        new long[] {0, 1, 7, 90, 1_234, 41_280, 61_000, 599_000, 7_300_000, 900_000_000}) {
      assertThat(of(millis, step("api", "", 0, 0, 0)).ticks()).hasSizeBetween(2, 7);
    }
    assertThat(of(41_280, step("api", "", 0, 0, 0)).ticks())
        .extracting(TimeLine.Tick::label)
        .containsExactly("0", "10 s", "20 s", "30 s", "40 s");
    assertThat(of(599_000, step("api", "", 0, 0, 0)).ticks())
        .extracting(TimeLine.Tick::label)
        .containsExactly("0", "2 min", "4 min", "6 min", "8 min");
  }

  @Test
  void waitingIsNoWork() {
    TimeLine line = of(1000, step("api", "", 0, 400, 500), step("api", "", 0, 0, 500));

    assertThat(line.work()).isEqualTo("0.60 s");
    assertThat(line.waited()).isEqualTo("0.40 s");
    assertThat(of(1000, step("api", "", 0, 0, 500)).waited()).isEmpty();
  }
}
