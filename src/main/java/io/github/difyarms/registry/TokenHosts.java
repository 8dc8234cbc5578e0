package io.github.difyarms.registry;

import io.github.difyarms.net.AddressGuard;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hosts may see a registry's credentials: the registry itself, the token hosts known to
 * belong to it, and those the user names. A rule by registrable domain would not do: anyone's OSS
 * bucket is a sibling of Alibaba Cloud's registries below {@code aliyuncs.com}.
 */
final class TokenHosts {
  private static final String REGION = "(?<region>[a-z]{2}-[a-z0-9-]{2,30})";

  /**
   * A registry host and its token hosts; {@code ${region}} stands for what the first pattern found.
   */
  private record Rule(Pattern registry, String tokenHosts) {
    static Rule of(String registry, String tokenHosts) {
      return new Rule(Pattern.compile(registry), tokenHosts);
    }
  }

  private static final List<Rule> RULES =
      List.of(
          // docs.docker.com/reference/api/registry/auth: "auth.docker.io".
          Rule.of("(registry-1\\.)?docker\\.io", "auth\\.docker\\.io"),
          // docs.gitlab.com, container registry: the token service of GitLab.com is /jwt/auth
          // there.
          Rule.of("registry\\.gitlab\\.com", "gitlab\\.com"),
          // Container Registry, personal edition: registry[-vpc|-internal].REGION.aliyuncs.com and
          // crpi-ID.REGION.personal.cr.aliyuncs.com; enterprise edition:
          // NAME-registry[-vpc].REGION.cr.aliyuncs.com. Their challenges name dockerauth[-ee]
          // [-vpc].REGION.aliyuncs.com, in cn-zhangjiakou dockerauth-REGION.aliyuncs.com (help page
          // of Container Service, "domain names that nodes must reach"). Always the same region, so
          // no bucket (NAME.oss-REGION.aliyuncs.com) can fit.
          acr("registry(-vpc|-internal)?\\." + REGION + "\\.aliyuncs\\.com"),
          acr("[a-z0-9-]+-registry(-vpc|-internal)?\\." + REGION + "\\.cr\\.aliyuncs\\.com"),
          acr("crpi-[a-z0-9]+(-vpc)?\\." + REGION + "\\.personal\\.cr\\.aliyuncs\\.com"));

  private final Set<String> named;

  TokenHosts(Set<String> named) {
    this.named = named;
  }

  private static Rule acr(String registry) {
    return Rule.of(
        registry,
        "dockerauth(-[a-z]+)*\\.${region}\\.aliyuncs\\.com"
            + "|dockerauth(-ee)?(-vpc)?-${region}\\.aliyuncs\\.com");
  }

  /** Returns whether the realm may see the credentials of the registry. */
  boolean trusted(URI registry, URI realm) {
    if (AddressGuard.sameAuthority(registry, realm)) {
      return true;
    }
    String host = realm.getHost().toLowerCase(Locale.ROOT);
    String authority = realm.getRawAuthority().toLowerCase(Locale.ROOT);
    if (named.contains(authority) || (named.contains(host) && usualPort(realm))) {
      return true;
    }
    return usualPort(realm) && known(registry.getHost().toLowerCase(Locale.ROOT), host);
  }

  private static boolean usualPort(URI uri) {
    return uri.getPort() < 0 || uri.getPort() == 443;
  }

  private static boolean known(String registry, String host) {
    for (Rule rule : RULES) {
      Matcher matcher = rule.registry().matcher(registry);
      if (matcher.matches() && host.matches(tokenHosts(rule, matcher))) {
        return true;
      }
    }
    return false;
  }

  private static String tokenHosts(Rule rule, Matcher matcher) {
    return rule.tokenHosts().contains("${region}")
        ? rule.tokenHosts().replace("${region}", Pattern.quote(matcher.group("region")))
        : rule.tokenHosts();
  }
}
