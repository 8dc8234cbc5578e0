package io.github.difyarms.net;

import java.util.List;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Apache HttpClient with everything automatic switched off. */
final class ApacheClient {
  /** Eight transfers, each of which may read from and write to the same registry. */
  private static final int CONNECTIONS_PER_HOST = 20;

  static {
    // Under mvn -X HttpClient's own debug lines would show the signatures in redirected addresses.
    // Read by Maven's slf4j provider (3.x and 4) when HttpClient creates its loggers.
    for (String prefix : List.of("org.slf4j.simpleLogger.log.", "maven.logger.log.")) {
      if (System.getProperty(prefix + "org.apache.hc") == null) {
        System.setProperty(prefix + "org.apache.hc", "info");
      }
    }
  }

  private ApacheClient() {}

  static CloseableHttpClient create(HttpOptions options) {
    return HttpClients.custom()
        .setConnectionManager(connections(options))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setRedirectsEnabled(false)
                .setExpectContinueEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setConnectionRequestTimeout(Timeout.ofHours(1)) // waiting for a turn is no failure
                .setResponseTimeout(Timeout.of(options.stallTimeout()))
                .build())
        .setRoutePlanner(routes(options.proxies()))
        .setDefaultCredentialsProvider(proxyLogins(options.proxies()))
        .setTargetAuthenticationStrategy((type, challenges, context) -> List.of())
        .setUserAgent(options.userAgent())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        // Without this the list of public suffixes is read, for cookies that nobody keeps.
        .setDefaultCookieSpecRegistry(name -> null)
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(HttpOptions options) {
    Timeout stall = Timeout.of(options.stallTimeout());
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setConnectionFactory(QuietConnection.factory(options.stallTimeout()))
        .setTlsSocketStrategy(new TrustByHost(options.certificateDirectories()))
        .setDefaultTlsConfig(
            TlsConfig.custom().setHandshakeTimeout(Timeout.of(options.connectTimeout())).build())
        .setMaxConnPerRoute(CONNECTIONS_PER_HOST)
        .setMaxConnTotal(4 * CONNECTIONS_PER_HOST)
        .setDefaultSocketConfig(
            SocketConfig.custom()
                .setSoTimeout(stall)
                .setSoKeepAlive(true)
                .setTcpNoDelay(true)
                .build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(Timeout.of(options.connectTimeout()))
                .setSocketTimeout(stall)
                .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                .build())
        .build();
  }

  private static DefaultRoutePlanner routes(ProxyRules proxies) {
    return new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE) {
      @Override
      protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
        int port = DefaultSchemePortResolver.INSTANCE.resolve(target);
        return proxies
            .proxyFor(target.getSchemeName(), target.getHostName(), port)
            .map(proxy -> new HttpHost("http", proxy.host(), proxy.port()))
            .orElse(null);
      }
    };
  }

  private static BasicCredentialsProvider proxyLogins(ProxyRules proxies) {
    BasicCredentialsProvider provider = new BasicCredentialsProvider();
    for (HttpProxy proxy : proxies.all()) {
      proxy
          .login()
          .ifPresent(
              login ->
                  provider.setCredentials(
                      new AuthScope(proxy.host(), proxy.port()),
                      new UsernamePasswordCredentials(
                          login.user(), login.password().toCharArray())));
    }
    return provider;
  }
}
