package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.log.RunningWork.Row;
import org.junit.jupiter.api.Test;

class RunningWorkTest {
  private long now;
  private final RunningWork work = new RunningWork(() -> now);

  @Test
  void eachThingHasARowWithWhatItIsAndHowLongItTakes() {
    work.begin("a", "api linux/amd64", "looking for its files");
    now = 2_500_000_000L;
    work.begin("b", "sandbox linux/amd64", "compiling main");
    work.detail("b", "12 packages, net/http");

    assertThat(work.rows(100, 10, true))
        .containsExactly(
            new Row("  api linux/amd64      looking for its files", "2 s"),
            new Row("  sandbox linux/amd64  compiling main  12 packages, net/http", "0 s"));
  }

  @Test
  void whatCanBeMeasuredHasABarWhereThereIsRoom() {
    work.progress("a", "api linux/amd64", "placing 0123", 20_000_000, 80_000_000);

    assertThat(work.rows(100, 10, true).get(0).text())
        .isEqualTo("  api linux/amd64  placing 0123  ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 20 MB of 80 MB");
    assertThat(work.rows(100, 10, false).get(0).text())
        .isEqualTo("  api linux/amd64  placing 0123  #####--------------- 20 MB of 80 MB");
    assertThat(work.rows(40, 10, true).get(0).text())
        .isEqualTo("  api linux/amd64  placing 0123  20 MB of 80 MB");
  }

  @Test
  void aDownloadOfUnknownLengthTellsItsBytes() {
    work.progress("a", "", "downloading go.zip", 20_000_000, 0);

    assertThat(work.rows(100, 10, true).get(0).text()).isEqualTo("  downloading go.zip  20 MB");
  }

  @Test
  void whatHasNoRoomIsCounted() {
    for (int i = 0; i < 5; i++) {
      work.begin("key " + i, "api", "work " + i);
    }

    assertThat(work.rows(100, 3, true).stream().map(Row::text))
        .containsExactly("  api  work 0", "  api  work 1", "  and 3 more");
    assertThat(work.rows(100, 5, true)).hasSize(5);
  }

  @Test
  void whatEndsIsGoneAndTextIsSafe() {
    work.begin("a", "api", "reading \u001b[2J");
    work.begin("b", "api", "more");
    work.end("b");

    assertThat(work.rows(100, 3, true).stream().map(Row::text))
        .containsExactly("  api  reading <U+001B>[2J");
  }
}
