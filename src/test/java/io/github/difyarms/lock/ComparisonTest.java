package io.github.difyarms.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.lock.Comparison.Item;
import io.github.difyarms.lock.Comparison.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {
  private static List<Item> changed(Lock now) {
    return Comparison.of(Locks.with(), now, false).changed();
  }

  @Test
  void theSameIsTheSame() {
    assertThat(changed(Locks.with())).isEmpty();
    assertThat(Comparison.of(Locks.with(), Locks.with(), true).items()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @CsvSource({
    "sha256:10,sha256:ff,api base index,api.base",
    "sha256:12,sha256:ff,api base linux/arm64,api.base",
    "sha256:e2,sha256:ff,sandbox /main linux/arm64,sandbox.base",
    "dify-sandbox:0.2.15,dify-sandbox:0.2.14,sandbox base image,sandbox.base",
    "abc0,ffff,sandbox source commit,sandbox.source",
    "github.com,gitee.com,sandbox source location,sandbox.source",
    "sha256:c1,sha256:ff,sandbox configuration,sandbox.configuration",
    "1.9.0,1.9.1,api agent version,api.agent",
    "a1,ff,api agent sha256,api.agent",
    "0.1.0,0.2.0,plugin version,plugin",
    "h1:l=,h1:f=,Go 1.26.4 for linux-amd64,go",
    "d0,ff,instgo for darwin-arm64,instgo"
  })
  void oneValueThatMovedIsOneItem(String locked, String now, String name, String update) {
    assertThat(changed(Locks.with(locked, now)))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.name()).isEqualTo(name);
              assertThat(item.status()).isEqualTo(Status.MOVED);
              assertThat(item.update()).isEqualTo(update);
            });
  }

  @Test
  void anInstgoAtAnotherAddressIsTheSameAsLongAsItsBytesAre() {
    assertThat(changed(Locks.with("https://example.com/", "https://internal.example.com/")))
        .isEmpty();
  }

  @Test
  void aNewerPatchOfGoIsNoMoveUnlessItWouldBeUsed() {
    Lock now = Locks.with("\"go\" : \"1.26.4\"", "\"go\" : \"1.26.10\"");

    assertThat(changed(now)).extracting(Item::status).containsExactly(Status.NEWER);
    assertThat(Comparison.of(Locks.with(), now, true).changed())
        .extracting(Item::status)
        .containsExactly(Status.MOVED);
  }

  @ParameterizedTest
  @CsvSource({"1.26.3", "1.27.0", "1.25.9"})
  void anotherGoThanANewerPatchIsAMove(String version) {
    Lock now = Locks.with("\"go\" : \"1.26.4\"", "\"go\" : \"" + version + "\"");

    assertThat(changed(now)).extracting(Item::status).containsExactly(Status.MOVED);
  }

  @Test
  void whatTheLockDoesNotHaveIsOneItemEach() {
    Lock locked = Locks.with("\"sandbox\"", "\"other\"", "darwin-arm64", "plan9-mips");

    assertThat(Comparison.of(locked, Locks.with(), false).changed())
        .extracting(Item::name, Item::status, Item::update)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("sandbox", Status.MISSING, "sandbox"),
            org.assertj.core.groups.Tuple.tuple(
                "instgo for darwin-arm64", Status.MISSING, "instgo"));
  }

  @Test
  void aPlatformThatTheLockDoesNotHaveIsOneItem() {
    Lock locked = Locks.with("linux/arm64", "linux/riscv64");

    assertThat(Comparison.of(locked, Locks.with(), false).changed())
        .extracting(Item::name)
        .containsExactly("api base linux/arm64", "sandbox base linux/arm64");
  }

  @Test
  void whatOnlyTheLockHasOfAComponentIsAMove() {
    Lock now = Locks.with("\"sha256\" : \"a1\",", "");

    assertThat(changed(now))
        .containsExactly(
            new Item(
                "api agent sha256",
                "a1",
                "nothing",
                Status.MOVED,
                "api.agent",
                Optional.empty(),
                false));
  }

  @Test
  void theTableShortensHashesAndTheMessageDoesNot() {
    String hash = "0123456789abcdef".repeat(4);
    Lock now = Locks.with("sha256:10", "sha256:" + hash);
    Comparison comparison = Comparison.of(Locks.with(), now, false);

    assertThat(String.join("\n", LockTable.comparison(comparison)))
        .containsPattern("api base index +moved +sha256:10 +sha256:0123456789ab(\\n|$)");
    assertThat(LockTable.lines(comparison.changed()))
        .isEqualTo("api base index: locked sha256:10, now sha256:" + hash + "\n");
  }

  @Test
  void aSelectionRenewsWhatItNamesAndGoFollowsItsVersions() {
    Lock fresh =
        Locks.with(
            "1.26.4",
            "1.26.5",
            "sha256:10",
            "sha256:ff",
            "sha256:20",
            "sha256:fe",
            "h1:l=",
            "h1:n=");

    Lock bases = Locks.with().renewed(fresh, new Selection(Set.of("base")));
    assertThat(bases).isEqualTo(Locks.with("sha256:10", "sha256:ff", "sha256:20", "sha256:fe"));
    Lock sandbox = Locks.with().renewed(fresh, new Selection(Set.of("sandbox")));
    assertThat(sandbox)
        .isEqualTo(Locks.with("1.26.4", "1.26.5", "sha256:20", "sha256:fe", "h1:l=", "h1:n="));
    assertThat(Locks.with().renewed(fresh, new Selection(Set.of("sandbox.base"))))
        .isEqualTo(Locks.with("sha256:20", "sha256:fe"));
  }
}
