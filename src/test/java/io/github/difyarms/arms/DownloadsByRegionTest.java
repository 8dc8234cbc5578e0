package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the machine that builds finds instgo and Go. */
class DownloadsByRegionTest {
  @ParameterizedTest
  @CsvSource({
    "cn-hangzhou, public, https://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com",
    "cn-hangzhou, vpc, https://arms-apm-cn-hangzhou.oss-cn-hangzhou-internal.aliyuncs.com",
    "cn-hangzhou-finance, vpc, https://arms-apm-cn-hangzhou-finance.oss-cn-hzjbp-a-internal.aliyuncs.com",
    "xx-new-9, PUBLIC, https://arms-apm-xx-new-9.oss-xx-new-9.aliyuncs.com"
  })
  void instgoIsTakenFromTheRegionByTheNetworkOfTheMachine(
      String region, String network, String host) {
    assertThat(
            Regions.parse(region)
                .instgoAddress(Network.parse(network).endpoint(), "darwin", "arm64")
                .toString())
        .isEqualTo(host + "/instgo/instgo-darwin-arm64");
  }

  @Test
  void anotherNetworkIsNone() {
    assertThatThrownBy(() -> Network.parse("internal")).hasMessageContaining("public or vpc");
  }

  private static ModuleProxy proxy(
      Optional<String> parameter, Optional<String> environment, String region) {
    return ModuleProxy.choose(
        parameter, environment, Optional.empty(), Mirrors.AUTO, Regions.parse(region));
  }

  @Test
  void modulesComeFromTheParameterElseTheEnvironmentElseByRegion() {
    Optional<String> none = Optional.empty();
    assertThat(proxy(Optional.of("https://a.test"), Optional.of("https://b.test"), "cn-beijing"))
        .isEqualTo(new ModuleProxy("https://a.test", "sum.golang.org", "parameter go.proxy"));
    assertThat(proxy(none, Optional.of("https://b.test"), "cn-beijing").proxy())
        .isEqualTo("https://b.test");
    assertThat(proxy(none, none, "cn-beijing").proxy())
        .as("a bar goes on after any failure, a comma only after 404")
        .startsWith("https://mirrors.aliyun.com/goproxy/|");
    assertThat(proxy(none, none, "cn-beijing").sumdb()).isEqualTo("sum.golang.google.cn");
    assertThat(proxy(none, none, "eu-central-1"))
        .isEqualTo(
            new ModuleProxy(
                "https://proxy.golang.org,direct",
                "sum.golang.org",
                "mirrors=auto, region eu-central-1"));
  }
}
