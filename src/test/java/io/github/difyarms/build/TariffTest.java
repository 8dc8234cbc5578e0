package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.Cost;
import org.junit.jupiter.api.Test;

/** Each step, counted by hand. */
class TariffTest {
  private final Tariff tariff = new Tariff(100);

  @Test
  void aLookAndADocumentTakeOneRequestOfAnyRegistry() {
    assertThat(tariff.look()).isEqualTo(Bounds.exactly(new Cost(1, 0, 0)));
    assertThat(tariff.document(70)).isEqualTo(Bounds.exactly(new Cost(1, 70, 0)));
    assertThat(tariff.manifest(70, 90))
        .isEqualTo(new Bounds(new Cost(1, 0, 70), new Cost(1, 0, 90)));
  }

  @Test
  void aRegistryMayAskWhoWeAreAndWhetherTlsIsSpoken() {
    assertThat(tariff.acquaintance()).isEqualTo(new Bounds(Cost.NOTHING, new Cost(2, 0, 0)));
    assertThat(tariff.acquaintance().plus(tariff.challenge()))
        .isEqualTo(new Bounds(new Cost(1, 0, 0), new Cost(2, 0, 0)));
  }

  @Test
  void aBlobMayBeReadSomewhereElse() {
    assertThat(tariff.blob(70)).isEqualTo(new Bounds(new Cost(1, 70, 0), new Cost(2, 70, 0)));
  }

  @Test
  void aBlobIsPushedByTwoRequestsOrInVainAndThenInChunks() {
    // POST, PUT refused, POST, PATCH for 100, 100 and 50 bytes, PUT.
    assertThat(tariff.push(250, 250))
        .isEqualTo(new Bounds(new Cost(2, 0, 250), new Cost(7, 0, 500)));
    assertThat(tariff.push(0, 0).worstCase()).isEqualTo(new Cost(5, 0, 0));
    assertThat(tariff.push(100, 101).worstCase().requests()).isEqualTo(6);
  }

  @Test
  void aBlobThatGrowsTakesOneRequestMoreAndInVainWhatAnotherTakes() {
    // POST, PATCH refused, and as above.
    assertThat(tariff.grow(250, 250))
        .isEqualTo(new Bounds(new Cost(3, 0, 250), new Cost(2 + 7, 0, 750)));
  }

  @Test
  void whatIsStreamedIsReadAsOftenAsItIsSent() {
    // As pushed, and each time GET and where that leads.
    assertThat(tariff.stream(250))
        .isEqualTo(new Bounds(new Cost(3, 250, 250), new Cost(7 + 4, 500, 500)));
  }

  @Test
  void aMountTakesOneRequestOrIsFollowedByEverythingElse() {
    assertThat(tariff.mount(250))
        .isEqualTo(new Bounds(new Cost(1, 0, 0), new Cost(1 + 11, 500, 500)));
  }

  @Test
  void anotherRegistryIsAskedFirst() {
    assertThat(tariff.copy(250))
        .isEqualTo(new Bounds(new Cost(1 + 3, 250, 250), new Cost(1 + 11, 500, 500)));
  }

  @Test
  void costsAddUp() {
    Bounds both = tariff.look().plus(tariff.push(10, 20));

    assertThat(both).isEqualTo(new Bounds(new Cost(3, 0, 10), new Cost(6, 0, 40)));
    assertThat(both.plus(Bounds.NOTHING)).isEqualTo(both);
  }
}
