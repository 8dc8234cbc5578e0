package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostTest {
  @Test
  void javasNamesBecomeGosNames() {
    assertThat(Host.of("Linux", "amd64")).isEqualTo(new Host("linux", "amd64"));
    assertThat(Host.of("Linux", "aarch64")).isEqualTo(new Host("linux", "arm64"));
    assertThat(Host.of("Mac OS X", "x86_64")).isEqualTo(new Host("darwin", "amd64"));
  }

  @Test
  void aMachineWithoutToolsIsNamedWithTheWayOut() {
    assertThatThrownBy(() -> Host.of("Windows 11", "amd64"))
        .hasMessageContaining("DA-603")
        .hasMessageContaining("Windows 11 amd64")
        .hasMessageContaining("-Ddify-arms.components=api");
    assertThatThrownBy(() -> Host.of("Linux", "riscv64")).hasMessageContaining("riscv64");
  }

  @Test
  void placeholdersAreFilledIn() {
    assertThat(new Host("linux", "arm64").expand("https://h/instgo-{os}-{arch}"))
        .isEqualTo("https://h/instgo-linux-arm64");
  }
}
