package io.github.difyarms.net;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the HTTP client behaves.
 *
 * @param connectTimeout longest wait for a connection, TLS handshake included
 * @param stallTimeout longest silence of the other side while an answer or a body is due
 * @param retries how often a failed request is repeated (0: never)
 * @param insecureHosts hosts ({@code host} or {@code host:port}) that may speak plain HTTP;
 *     loopback hosts always may
 * @param proxies which host is reached through which proxy
 * @param certificateDirectories folders laid out as docker's {@code certs.d}: {@code
 *     HOST[:PORT]/*.crt}
 * @param userAgent the User-Agent header
 */
public record HttpOptions(
    Duration connectTimeout,
    Duration stallTimeout,
    int retries,
    Set<String> insecureHosts,
    ProxyRules proxies,
    List<Path> certificateDirectories,
    String userAgent) {

  /** Normalises the hosts to lower case. */
  public HttpOptions {
    insecureHosts =
        insecureHosts.stream()
            .map(host -> host.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    certificateDirectories = List.copyOf(certificateDirectories);
  }

  /** Returns 20 s to connect, 60 s of silence, 4 retries, no proxy, no insecure host. */
  public static HttpOptions defaults() {
    return new HttpOptions(
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        4,
        Set.of(),
        ProxyRules.none(),
        List.of(),
        "dify-arms-maven-plugin");
  }

  /** Returns the folders in which docker and podman look for certificates of single hosts. */
  public static List<Path> usualCertificateDirectories(Path home) {
    return List.of(
        Path.of("/etc/containers/certs.d"),
        Path.of("/etc/docker/certs.d"),
        home.resolve(".config/containers/certs.d"),
        home.resolve(".docker/certs.d"));
  }

  /** Returns the same with other limits of time. */
  public HttpOptions withTimeouts(Duration connect, Duration stall) {
    return new HttpOptions(
        connect, stall, retries, insecureHosts, proxies, certificateDirectories, userAgent);
  }

  /** Returns the same with another number of retries. */
  public HttpOptions withRetries(int count) {
    return new HttpOptions(
        connectTimeout,
        stallTimeout,
        count,
        insecureHosts,
        proxies,
        certificateDirectories,
        userAgent);
  }

  /** Returns the same with these hosts allowed to speak plain HTTP. */
  public HttpOptions withInsecureHosts(Set<String> hosts) {
    return new HttpOptions(
        connectTimeout, stallTimeout, retries, hosts, proxies, certificateDirectories, userAgent);
  }

  /** Returns the same with other proxies. */
  public HttpOptions withProxies(ProxyRules rules) {
    return new HttpOptions(
        connectTimeout,
        stallTimeout,
        retries,
        insecureHosts,
        rules,
        certificateDirectories,
        userAgent);
  }

  /** Returns the same with other folders of certificates. */
  public HttpOptions withCertificateDirectories(List<Path> directories) {
    return new HttpOptions(
        connectTimeout, stallTimeout, retries, insecureHosts, proxies, directories, userAgent);
  }

  /** Returns the same with another User-Agent. */
  public HttpOptions withUserAgent(String agent) {
    return new HttpOptions(
        connectTimeout,
        stallTimeout,
        retries,
        insecureHosts,
        proxies,
        certificateDirectories,
        agent);
  }
}
