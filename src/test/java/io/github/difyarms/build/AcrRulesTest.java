package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Target;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcrRulesTest {
  private static final ImageReference BASE = ImageReference.parse("langgenius/dify-api:1.16.1");

  private static ComponentRequest to(String repository, String... tags) {
    return new ComponentRequest(
        "api", BASE, new Target.Registry(ImageReference.parse(repository), List.of(tags)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.cn-hangzhou.aliyuncs.com",
        "registry-vpc.cn-hangzhou.aliyuncs.com",
        "registry-intl.ap-southeast-1.aliyuncs.com",
        "registry-intl-vpc.ap-southeast-1.aliyuncs.com",
        "crpi-0a1b2c.cn-hangzhou.personal.cr.aliyuncs.com",
        "crpi-0a1b2c-vpc.cn-hangzhou.personal.cr.aliyuncs.com"
      })
  void sharedAndPersonalInstancesTakeOneLevelBelowTheNamespace(String host) {
    assertThat(AcrRules.warnings(to(host + "/acme/dify-api", "x"))).isEmpty();
    assertThat(AcrRules.warnings(to(host + "/acme/team/dify-api", "x")))
        .singleElement()
        .asString()
        .contains(host + "/acme/team/dify-api is not NAMESPACE/REPOSITORY");
    assertThat(AcrRules.warnings(to(host + "/dify-api", "x"))).hasSize(1);
  }

  @Test
  void enterpriseInstancesTakeSeveralLevels() {
    String host = "acme-registry.cn-hangzhou.cr.aliyuncs.com";

    assertThat(AcrRules.apply(to(host + "/a/b/c", "x"))).isTrue();
    assertThat(AcrRules.warnings(to(host + "/a/b/c", "x"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"registry.example.com", "acme.oss-cn-hangzhou.aliyuncs.com", "127.0.0.1:5000"})
  void otherRegistriesAreNoneOfAcr(String host) {
    ComponentRequest asked = to(host + "/a/b/c", "x");

    assertThat(AcrRules.apply(asked)).isFalse();
    assertThat(AcrRules.warnings(asked)).isEmpty();
    assertThat(AcrRules.notes(asked)).isEmpty();
  }

  @Test
  void tagsThatStayTheSameAreNamedForImmutableRepositories() {
    String repository = "registry.cn-hangzhou.aliyuncs.com/acme/dify-api";

    assertThat(AcrRules.notes(to(repository, "{upstreamTag}-arms", "latest", "x-{inputs}")))
        .singleElement()
        .asString()
        .contains("immutable tags takes {upstreamTag}-arms once only");
    assertThat(AcrRules.notes(to(repository, "latest", "x-{inputs}"))).isEmpty();
  }

  @Test
  void aLayoutHasNoRules() {
    ComponentRequest asked =
        new ComponentRequest("api", BASE, new Target.Layout(Path.of("layout"), List.of("x")));

    assertThat(AcrRules.notes(asked)).isEmpty();
    assertThat(AcrRules.warnings(asked)).isEmpty();
  }
}
