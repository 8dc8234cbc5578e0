package io.github.difyarms.log;

import static io.github.difyarms.log.Example.AMD64;
import static io.github.difyarms.log.Example.ARM64;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.Step;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private long now = 1_000;
  private final Timeline timeline = new Timeline(1_000, () -> now);

  private void after(long milliseconds) {
    now += milliseconds * 1_000_000;
  }

  private List<String> steps() {
    return timeline.steps().stream()
        .map(
            step ->
                String.join(
                    " ",
                    step.kind().toString(),
                    step.component(),
                    step.platform().map(Object::toString).orElse("-"),
                    step.what(),
                    step.start().toMillis()
                        + "+"
                        + step.duration().toMillis()
                        + " waited "
                        + step.waited().toMillis()))
        .toList();
  }

  @Test
  void aCompileTellsHowLongItWaited() {
    after(5);
    timeline.waiting("sandbox", AMD64);
    after(10);
    timeline.compiling("sandbox", AMD64, "python.so");
    after(20);
    timeline.compiling("sandbox", AMD64, "main");
    after(30);
    timeline.compiled("sandbox", AMD64, Example.BUILD);

    assertThat(steps())
        .containsExactly("COMPILE sandbox linux/amd64 python.so, main 5+60 waited 10");
  }

  @Test
  void stepsStandInTheOrderOfTheirStartWhicheverEndsFirst() {
    timeline.searching("api", AMD64);
    after(1);
    timeline.searching("api", ARM64);
    after(1);
    timeline.searched("api", ARM64);
    after(1);
    timeline.searched("api", AMD64);

    assertThat(steps())
        .containsExactly(
            "SEARCH api linux/amd64 layers 0+3 waited 0",
            "SEARCH api linux/arm64 layers 1+1 waited 0");
  }

  @Test
  void aDownloadLastsFromItsFirstBytesToItsLast() {
    timeline.downloading("go.zip", 1, OptionalLong.of(3));
    after(1);
    timeline.downloading("go.zip", 2, OptionalLong.of(3));
    after(1);
    timeline.downloading("go.zip", 3, OptionalLong.of(3));

    assertThat(steps()).containsExactly("DOWNLOAD  - go.zip 0+2 waited 0");
  }

  @Test
  void aBlobOfTwoComponentsIsTwoTransfers() {
    timeline.transferring("api", AMD64, Example.BLOB);
    timeline.transferring("sandbox", AMD64, Example.BLOB);
    after(4);
    timeline.transferred("api", AMD64, Example.BLOB, new Transfer(Transfer.Kind.MOUNTED, 0));
    after(4);
    timeline.transferred("sandbox", AMD64, Example.BLOB, new Transfer(Transfer.Kind.MOUNTED, 0));

    String hex = Example.BLOB.digest().shortHex();
    assertThat(steps())
        .containsExactly(
            "TRANSFER api linux/amd64 " + hex + " 0+4 waited 0",
            "TRANSFER sandbox linux/amd64 " + hex + " 0+8 waited 0");
  }

  @Test
  void waitingForTheTagsOfOthersIsNoWork() {
    timeline.placing("api");
    after(1);
    timeline.placed("api");
    after(100);
    timeline.tagging("api", List.of("1-arms", "latest"));
    after(2);
    timeline.published(Example.component("api", "r/n", List.of("1-arms"), false));

    assertThat(steps())
        .containsExactly(
            "PUBLISH api - manifests 0+1 waited 0", "PUBLISH api - 1-arms, latest 101+2 waited 0");
  }

  @Test
  void whatHasNotEndedIsLeftOut() {
    timeline.layering("api", AMD64);

    assertThat(steps()).isEmpty();
  }

  @Test
  void anUnchangedImageWasLookedAtOnly() {
    timeline.resolving("api", Example.BASE);
    after(7);
    timeline.published(Example.component("api", "r/n", List.of("1-arms"), true));

    assertThat(steps()).containsExactly("RESOLVE api - " + Example.BASE + " 0+7 waited 0");
  }

  @Test
  void aWholeBuildHasEveryKindOfStep() {
    Example.tellAll(timeline);

    assertThat(timeline.steps().stream().map(Step::kind))
        .containsExactlyInAnyOrder(
            Step.Kind.RESOLVE,
            Step.Kind.SEARCH,
            Step.Kind.DOWNLOAD,
            Step.Kind.COMPILE,
            Step.Kind.LAYER,
            Step.Kind.TRANSFER,
            Step.Kind.PUBLISH,
            Step.Kind.PUBLISH);
  }
}
