package io.github.difyarms.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenewCommandTest {
  private static final RenewCommand COMMAND =
      new RenewCommand(Map.of("dify-arms.platforms", "linux/arm64"));

  private static List<Comparison.Item> changed(Lock locked, Lock now) {
    return Comparison.of(locked, now, false).changed();
  }

  @Test
  void thePlatformsOfABuildAreToldOnlyWhereTheLockHasToLearnOfThem() {
    assertThat(COMMAND.of(changed(Locks.with(), Locks.with("sha256:10", "sha256:ff"))))
        .isEqualTo("mvn dify-arms:lock -Ddify-arms.lock.update=api.base");
    assertThat(COMMAND.of(changed(Locks.with("linux/arm64", "linux/riscv64"), Locks.with())))
        .isEqualTo(
            "mvn dify-arms:lock -Ddify-arms.lock.update=api.base,sandbox.base"
                + " -Ddify-arms.platforms=linux/arm64");
    assertThat(COMMAND.of(changed(Locks.with("\"sandbox\"", "\"other\""), Locks.with())))
        .contains("lock.update=sandbox ", "-Ddify-arms.platforms=linux/arm64");
  }

  @Test
  void toolsAreRenewedForTheMachinesWhoseToolsDiffer() {
    Lock locked = Locks.with("darwin-arm64", "plan9-mips");

    assertThat(COMMAND.of(changed(locked, Locks.with())))
        .isEqualTo(
            "mvn dify-arms:lock -Ddify-arms.lock.update=instgo -Ddify-arms.lock.hosts=darwin-arm64");
    assertThat(COMMAND.of(changed(Locks.with(), Locks.with("d0", "d1", "h1:l=", "h1:m="))))
        .endsWith("-Ddify-arms.lock.hosts=darwin-arm64,linux-amd64");
  }

  @Test
  void whatAShellWouldReadIsQuoted() {
    RenewCommand command =
        new RenewCommand(Map.of("dify-arms.instgo.extraArgs", "-tags=a b", "x", "…"));

    assertThat(command.of(List.of()))
        .contains("'-Ddify-arms.instgo.extraArgs=-tags=a b'", " -Dx=…");
  }
}
