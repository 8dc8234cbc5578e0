package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.arms.Region.Endpoint;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegionsTest {
  @Test
  void theTableGivesBucketAndHostAlsoForTheOneException() {
    assertThat(Regions.parse("cn-hangzhou").address(Endpoint.PUBLIC, "instgo/x"))
        .hasToString("https://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/x");
    assertThat(Regions.parse("cn-hangzhou-finance").address(Endpoint.INTERNAL, "x"))
        .hasToString("https://arms-apm-cn-hangzhou-finance.oss-cn-hzjbp-a-internal.aliyuncs.com/x");
    assertThat(Regions.listed()).hasSizeGreaterThan(30).allMatch(Region::listed);
  }

  @Test
  void theAgentIsLookedForInsideFirst() {
    assertThat(Regions.parse("us-west-1").agentAddresses(Optional.of("1.8.0")))
        .map(Object::toString)
        .containsExactly(
            "https://arms-apm-us-west-1.oss-us-west-1-internal.aliyuncs.com/aliyun-python-agent/1.8.0/aliyun-python-agent.tar.gz",
            "https://arms-apm-us-west-1.oss-us-west-1.aliyuncs.com/aliyun-python-agent/1.8.0/aliyun-python-agent.tar.gz");
    assertThat(Regions.parse("us-west-1").agentAddresses(Optional.empty()).get(1).getPath())
        .isEqualTo("/aliyun-python-agent/aliyun-python-agent.tar.gz");
  }

  @ParameterizedTest
  @CsvSource({
    "cn-hangzou, cn-hangzhou",
    "cn-hangzhuo, cn-hangzhou",
    "cnhangzhou, cn-hangzhou",
    "cn-hangzhouu, cn-hangzhou",
    "ap-southeast1, ap-southeast-1",
    "ap-southeast-, ap-southeast-1",
    "eu-cetnral-1, eu-central-1"
  })
  void aSlipIsRefusedWithASuggestion(String written, String meant) {
    assertThatThrownBy(() -> Regions.parse(written))
        .isInstanceOf(DifyArmsException.class)
        .hasMessageContaining("DA-104")
        .hasMessageContaining("did you mean " + meant + "?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"us-west-2", "ap-southeast-8", "eu-north-1", "cn-nanjing", "ap-south-12"})
  void aRegionNobodyListedYetIsAcceptedWithANote(String id) {
    Region region = Regions.parse(id);

    assertThat(region.listed()).isFalse();
    assertThat(region.note()).hasValueSatisfying(n -> assertThat(n).contains(id, "aliyuncs.com"));
    assertThat(region.address(Endpoint.PUBLIC, "").getHost())
        .isEqualTo("arms-apm-" + id + ".oss-" + id + ".aliyuncs.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "cn.hangzhou", "cn/hangzhou", "CN-hangzhou", "a b", "evil.com#", "cn\nx"})
  void otherCharactersAreRefused(String written) {
    assertThatThrownBy(() -> Regions.parse(written))
        .isInstanceOf(DifyArmsException.class)
        .extracting(e -> ((DifyArmsException) e).code())
        .isEqualTo(ErrorCode.REGION_MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({
    "auto, cn-shanghai, https://mirrors.aliyun.com/pypi/simple/",
    "auto, cn-hongkong,",
    "auto, eu-central-1,",
    "cn, eu-central-1, https://mirrors.aliyun.com/pypi/simple/",
    "NONE, cn-shanghai,"
  })
  void thePackageIndexFollowsMirrorsAndSaysWhy(String mirrors, String region, String url) {
    PipIndex index = PipIndex.byMirrors(Mirrors.parse(mirrors), Regions.parse(region));

    assertThat(index.url()).isEqualTo(Optional.ofNullable(url));
    assertThat(index.origin())
        .isEqualTo("mirrors=" + mirrors.toLowerCase(java.util.Locale.ROOT) + ", region " + region);
  }
}
