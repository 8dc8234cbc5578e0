package io.github.difyarms.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProofViewTest {
  private static final Digest ANY = RichResult.digest("any");

  private static PlatformResult platform(String name, String pointer, String after) {
    return new PlatformResult(
        Platform.parse(name),
        ANY,
        ANY,
        ANY,
        List.of(),
        new PlatformResult.Layer(ANY, ANY, 1, 2),
        List.of(),
        new PlatformResult.Transfers(0, 0, 0, 0),
        new Proof(
            List.of(new Difference(Difference.Kind.CHANGED, pointer, "1", after)),
            List.of(),
            List.of(new Proof.LayerItem("/main", "file", "0755", "0:0", 5, name)),
            List.of()));
  }

  @Test
  void platformsThatDifferInTheSamePlacesAreShownTogether() {
    List<ProofView> proofs =
        ProofView.of(
            List.of(platform("linux/amd64", "/a", "2"), platform("linux/arm64", "/a", "3")));

    assertThat(proofs).hasSize(1);
    assertThat(proofs.get(0).platforms()).isEqualTo("linux/amd64, linux/arm64");
    assertThat(proofs.get(0).manifest().get(0).before())
        .containsExactly(new PlatformValue("", "1"));
    assertThat(proofs.get(0).manifest().get(0).after())
        .containsExactly(
            new PlatformValue("linux/amd64", "2"), new PlatformValue("linux/arm64", "3"));
    assertThat(proofs.get(0).layer().get(0).size()).containsExactly(new PlatformValue("", "5 B"));
    assertThat(proofs.get(0).layer().get(0).digest())
        .containsExactly(
            new PlatformValue("linux/amd64", "linux/amd64"),
            new PlatformValue("linux/arm64", "linux/arm64"));
  }

  @Test
  void platformsThatDifferInOtherPlacesStandApart() {
    assertThat(
            ProofView.of(
                List.of(platform("linux/amd64", "/a", "2"), platform("linux/arm64", "/b", "2"))))
        .extracting(ProofView::platforms)
        .containsExactly("linux/amd64", "linux/arm64");
  }

  @Test
  void theWholeDocumentHasAPlaceThatCanBeSeen() {
    assertThat(ProofView.index(List.of(new Difference(Difference.Kind.CHANGED, "", "1", "2"))))
        .extracting(ProofView.Change::pointer)
        .containsExactly("/");
  }
}
