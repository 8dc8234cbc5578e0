package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import io.github.difyarms.net.HttpProxy;
import io.github.difyarms.net.ProxyRules;
import io.github.difyarms.registry.Credential;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.JibCredentials;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/**
 * Secrets of one run: where credentials are looked for, and proxies with their passwords.
 *
 * @param from credentials to read upstream images
 * @param to credentials to push
 * @param proxies which proxy to use
 * @param licenseKey the ARMS licence key
 */
record Credentials(
    CredentialSource from, CredentialSource to, ProxyRules proxies, Optional<String> licenseKey) {
  static final String LICENSE_KEY = "ARMS_LICENSE_KEY";

  static Credentials of(
      Parameters parameters, MavenSession session, SettingsDecrypter decrypter, BuildLog log) {
    Settings settings = session.getSettings();
    SettingsDecryptionResult decrypted =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(settings));
    decrypted
        .getProblems()
        .forEach(problem -> log.warning("settings.xml: " + problem.getMessage()));
    Map<String, Credential> servers = new LinkedHashMap<>();
    for (Server server : decrypted.getServers()) {
      if (server.getUsername() != null
          && server.getPassword() != null
          && !server.getPassword().matches("\\{.*}")) { // still encrypted: said as a problem
        servers.put(
            server.getId(),
            new Credential(
                server.getUsername(),
                server.getPassword(),
                "settings.xml server " + server.getId()));
      }
    }
    return new Credentials(
        source(parameters, "from", servers, log),
        source(parameters, "to", servers, log),
        proxies(decrypted),
        licenseKey(parameters, decrypted, log));
  }

  /**
   * Returns what runs children and hides secrets in what they say.
   *
   * @param secrets those that the children see besides the proxies' passwords
   */
  Commands commands(List<String> secrets) {
    List<String> all = new ArrayList<>(proxies.secrets());
    all.addAll(secrets);
    return new Commands(new Redaction(all));
  }

  /** There is no parameter for the key: what stands on a command line is read by others. */
  private static Optional<String> licenseKey(
      Parameters parameters, SettingsDecryptionResult decrypted, BuildLog log) {
    Optional<String> key =
        Optional.ofNullable(System.getenv(LICENSE_KEY)).filter(k -> !k.isBlank());
    if (key.isPresent()) {
      return key.map(String::strip);
    }
    String id = parameters.textOrDefault("licenseKeyServer");
    for (Server server : decrypted.getServers()) {
      if (server.getId().equals(id) && server.getPassword() != null) {
        if (server.getPassword().matches("\\{.*}")) {
          log.warning(
              "the licence key in settings.xml server "
                  + id
                  + " is encrypted and cannot be decrypted");
          return Optional.empty();
        }
        return Optional.of(server.getPassword().strip()).filter(k -> !k.isEmpty());
      }
    }
    return Optional.empty();
  }

  /** Says nothing that is secret. */
  @Override
  public String toString() {
    return "Credentials[licence key " + (licenseKey.isPresent() ? "given" : "absent") + "]";
  }

  private static CredentialSource source(
      Parameters parameters, String side, Map<String, Credential> servers, BuildLog log) {
    Optional<String> user = parameters.text(side + ".auth.username");
    Optional<String> password = parameters.text(side + ".auth.password");
    if (user.isPresent() != password.isPresent()) {
      throw Parameters.invalid(
          side + (user.isPresent() ? ".auth.password" : ".auth.username"),
          "",
          "username and password belong together; only the other one is given");
    }
    password.ifPresent(
        secret ->
            log.warning(
                side
                    + ".auth.password stands in a POM or on a command line, where others can read it;"
                    + " settings.xml or docker login are safer"));
    Optional<Credential> literal =
        user.flatMap(
            name ->
                password.map(
                    secret -> new Credential(name, secret, "parameter " + side + ".auth")));
    return new JibCredentials(
        literal, parameters.text(side + ".credHelper"), servers, System.getenv(), log::note);
  }

  private static ProxyRules proxies(SettingsDecryptionResult decrypted) {
    ProxyRules rules = ProxyRules.none();
    for (Proxy proxy : decrypted.getProxies()) {
      if (!proxy.isActive()) {
        continue;
      }
      Optional<HttpProxy.Login> login =
          Optional.ofNullable(proxy.getUsername())
              .filter(name -> !name.isBlank())
              .map(
                  name ->
                      new HttpProxy.Login(
                          name, Optional.ofNullable(proxy.getPassword()).orElse("")));
      HttpProxy http =
          new HttpProxy(
              proxy.getHost(), proxy.getPort(), login, "settings.xml proxy " + proxy.getId());
      String except = Optional.ofNullable(proxy.getNonProxyHosts()).orElse("");
      rules = rules.orElse(ProxyRules.ofSettings(http, except));
    }
    return rules.orElse(ProxyRules.ofEnvironment(System.getenv()));
  }
}
