package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which host is reached through which proxy. The first rule that fits a scheme decides; loopback
 * hosts are always reached directly.
 */
public final class ProxyRules {
  private static final ProxyRules NONE = new ProxyRules(List.of());

  private final List<Rule> rules;

  private ProxyRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  private record Rule(String scheme, HttpProxy proxy, Exceptions exceptions, String noProxy) {
    boolean fits(String asked) {
      return scheme.equals("*") || scheme.equals(asked);
    }
  }

  @FunctionalInterface
  private interface Exceptions {
    boolean direct(String host, int port);
  }

  /** Returns rules that reach every host directly. */
  public static ProxyRules none() {
    return NONE;
  }

  /**
   * Returns the rule of an active {@code <proxy>} of settings.xml. As with Maven's own downloads,
   * it serves http and https alike, whatever its {@code <protocol>} says: that is the protocol
   * spoken with the proxy.
   *
   * @param proxy the proxy
   * @param nonProxyHosts hosts reached directly, separated by {@code |} or {@code ,}, with {@code
   *     *} for any characters; empty for none
   */
  public static ProxyRules ofSettings(HttpProxy proxy, String nonProxyHosts) {
    List<Pattern> patterns =
        Arrays.stream(nonProxyHosts.split("[|,]"))
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .filter(text -> !text.isEmpty())
            .map(ProxyRules::glob)
            .toList();
    return new ProxyRules(
        List.of(
            new Rule(
                "*",
                proxy,
                (host, port) -> patterns.stream().anyMatch(p -> p.matcher(host).matches()),
                noProxy(nonProxyHosts))));
  }

  /**
   * Returns the rules of {@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code ALL_PROXY} and {@code
   * NO_PROXY}; the lower-case names win, as in curl.
   *
   * @param environment the process's environment
   * @throws DifyArmsException {@link ErrorCode#PARAMETER_INVALID} for a proxy address that is none,
   *     or of a kind (SOCKS, TLS to the proxy) that is not spoken
   */
  public static ProxyRules ofEnvironment(Map<String, String> environment) {
    String except = variable(environment, "no_proxy").orElse("");
    NoProxy noProxy = NoProxy.parse(except);
    List<Rule> rules = new ArrayList<>();
    for (String name : List.of("https_proxy", "http_proxy", "all_proxy")) {
      String scheme = name.equals("all_proxy") ? "*" : name.substring(0, name.indexOf('_'));
      variable(environment, name)
          .ifPresent(
              text -> rules.add(new Rule(scheme, parse(name, text), noProxy::matches, except)));
    }
    return new ProxyRules(rules);
  }

  /** Maven's {@code *.example.com|10.*} in the words of {@code NO_PROXY}, as far as it has them. */
  private static String noProxy(String nonProxyHosts) {
    return Arrays.stream(nonProxyHosts.split("[|,]"))
        .map(text -> text.strip().toLowerCase(Locale.ROOT))
        .filter(text -> !text.isEmpty() && (text.indexOf('*') <= 0 || text.equals("*")))
        .map(text -> text.startsWith("*.") ? text.substring(1) : text)
        .collect(Collectors.joining(","));
  }

  /**
   * Returns the rules as variables for child processes, in upper and lower case. They hold
   * passwords.
   */
  public Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    for (Rule rule : rules) {
      String address = address(rule.proxy());
      for (String scheme : List.of("http", "https")) {
        if (rule.fits(scheme)) {
          variables.putIfAbsent(scheme.toUpperCase(Locale.ROOT) + "_PROXY", address);
          variables.putIfAbsent(scheme + "_proxy", address);
        }
      }
      variables.putIfAbsent("NO_PROXY", rule.noProxy());
      variables.putIfAbsent("no_proxy", rule.noProxy());
    }
    return variables;
  }

  private static String address(HttpProxy proxy) {
    String login =
        proxy
            .login()
            .map(l -> Logins.encode(l.user()) + ":" + Logins.encode(l.password()) + "@")
            .orElse("");
    String host = proxy.host().indexOf(':') >= 0 ? "[" + proxy.host() + "]" : proxy.host();
    return "http://" + login + host + ":" + proxy.port();
  }

  /**
   * Returns the secrets in these rules, for hiding them in what others print: passwords, what is
   * sent as {@code user:password}, and user names without a password, which are tokens; as they are
   * and as they stand in an address.
   */
  public List<String> secrets() {
    return rules.stream()
        .flatMap(rule -> rule.proxy().login().stream())
        .flatMap(login -> Logins.secrets(login.user(), login.password()).stream())
        .distinct()
        .toList();
  }

  /** Returns these rules with others behind them. */
  public ProxyRules orElse(ProxyRules others) {
    List<Rule> all = new ArrayList<>(rules);
    all.addAll(others.rules);
    return new ProxyRules(all);
  }

  /**
   * Returns the proxy for a host.
   *
   * @param scheme {@code http} or {@code https}
   * @param host the host, IPv6 addresses with or without brackets
   * @param port the port
   */
  public Optional<HttpProxy> proxyFor(String scheme, String host, int port) {
    String plain =
        Hosts.host(host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host);
    if (Hosts.loopback(plain)) {
      return Optional.empty();
    }
    return rules.stream()
        .filter(rule -> rule.fits(scheme))
        .findFirst()
        .filter(rule -> !rule.exceptions().direct(plain, port))
        .map(Rule::proxy);
  }

  /** Returns every proxy of these rules. */
  public List<HttpProxy> all() {
    return rules.stream().map(Rule::proxy).toList();
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name))
        .or(() -> Optional.ofNullable(environment.get(name.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private static HttpProxy parse(String variable, String text) {
    try {
      URI uri = URI.create(text.contains("://") ? text : "http://" + text);
      if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
        int port = uri.getPort() < 0 ? 80 : uri.getPort();
        return new HttpProxy(
            Hosts.host(uri.getHost()),
            port,
            Optional.ofNullable(uri.getRawUserInfo()).map(ProxyRules::login),
            "environment variable " + variable.toUpperCase(Locale.ROOT));
      }
    } catch (IllegalArgumentException e) {
      // The text may hold a password: neither it nor the parser's message is shown.
    }
    throw new DifyArmsException(
        ErrorCode.PARAMETER_INVALID,
        "the proxy address cannot be used",
        "environment variable " + variable.toUpperCase(Locale.ROOT),
        "it is not of the form http://[USER:PASSWORD@]HOST:PORT");
  }

  private static HttpProxy.Login login(String userInfo) {
    String[] parts = userInfo.split(":", 2);
    return new HttpProxy.Login(
        Logins.decode(parts[0]), parts.length == 2 ? Logins.decode(parts[1]) : "");
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
  }
}
