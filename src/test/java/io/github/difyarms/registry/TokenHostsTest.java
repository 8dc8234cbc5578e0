package io.github.difyarms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenHostsTest {
  @ParameterizedTest
  @CsvSource({
    "https://registry-1.docker.io, https://auth.docker.io/token, true",
    "https://registry-1.docker.io, https://auth.docker.io.evil.example/token, false",
    "https://registry-1.docker.io, https://auth.docker.io:8443/token, false",
    "https://r.example:5000, https://r.example:5000/token, true",
    "https://r.example:5000, https://r.example:5001/token, false",
    "https://r.example, https://auth.r.example/token, false",
    "https://r.example, https://R.EXAMPLE:443/token, true",
    "https://registry.gitlab.com, https://gitlab.com/jwt/auth, true",
    "https://registry.cn-hangzhou.aliyuncs.com, https://dockerauth.cn-hangzhou.aliyuncs.com/a, true",
    "https://registry-vpc.cn-hangzhou.aliyuncs.com, https://dockerauth-vpc.cn-hangzhou.aliyuncs.com/a, true",
    "https://acme-registry.cn-beijing.cr.aliyuncs.com, https://dockerauth-ee.cn-beijing.aliyuncs.com/a, true",
    "https://crpi-1ab.cn-hangzhou.personal.cr.aliyuncs.com, https://dockerauth.cn-hangzhou.aliyuncs.com/a, true",
    "https://registry.cn-zhangjiakou.aliyuncs.com, https://dockerauth-cn-zhangjiakou.aliyuncs.com/a, true",
    "https://registry.cn-hangzhou.aliyuncs.com, https://dockerauth.cn-beijing.aliyuncs.com/a, false",
    "https://registry.cn-hangzhou.aliyuncs.com, https://dockerauth.oss-cn-hangzhou.aliyuncs.com/a, false",
    "https://registry.cn-hangzhou.aliyuncs.com, https://evil.cn-hangzhou.aliyuncs.com/a, false",
    "https://bucket.oss-cn-hangzhou.aliyuncs.com, https://dockerauth.oss-cn-hangzhou.aliyuncs.com/a, false",
    "https://r.example, https://auth.example/token, true",
    "https://r.example, https://auth.example:8443/token, false",
    "https://r.example, https://sso.example:8443/token, true",
  })
  void knowsWhichRealmMaySeeCredentials(String registry, String realm, boolean trusted) {
    TokenHosts hosts = new TokenHosts(Set.of("auth.example", "sso.example:8443"));

    assertThat(hosts.trusted(URI.create(registry), URI.create(realm))).isEqualTo(trusted);
  }
}
