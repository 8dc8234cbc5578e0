package io.github.difyarms.mojo;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.build.BaseFile;
import io.github.difyarms.build.Builder;
import io.github.difyarms.build.Planner;
import io.github.difyarms.build.RegistryRepositories;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.Texts;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.Product;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** The packages put together for one run of a goal. */
final class Service implements AutoCloseable {
  private final RegistryClient client;
  private final RegistryRepositories repositories;
  private final BuildCache cache;
  private final Component api;
  private final BuildLog log;

  private Service(
      RegistryClient client,
      RegistryRepositories repositories,
      BuildCache cache,
      Component api,
      BuildLog log) {
    this.client = client;
    this.repositories = repositories;
    this.cache = cache;
    this.api = api;
    this.log = log;
  }

  static Service open(
      Parameters parameters,
      AbstractDifyArmsMojo.Invocation invocation,
      MavenSession session,
      SettingsDecrypter decrypter,
      BuildLog log) {
    Component api =
        new DifyApi(
            AgentParameters.settings(parameters, invocation.directory(), log::note, log::warning));
    Credentials credentials = Credentials.of(parameters, session, decrypter, log);
    NetListener listener = listener(log);
    boolean offline = parameters.flagIfGiven("offline").orElse(session.isOffline());
    HttpTransport transport = new HttpTransport(options(parameters, credentials), listener);
    RegistryClient client =
        new RegistryClient(
            transport,
            RegistryOptions.defaults().withTokenHosts(Set.copyOf(parameters.list("to.tokenHosts"))),
            listener);
    BuildCache cache =
        BuildCache.open(new Requests(parameters, invocation, System.getenv()).cacheDirectory());
    RegistryRepositories repositories =
        new RegistryRepositories(transport, client, credentials.from(), credentials.to(), offline);
    return new Service(client, repositories, cache, api, log);
  }

  private static HttpOptions options(Parameters parameters, Credentials credentials) {
    int seconds = parameters.number("httpTimeout", 1, 3600);
    return HttpOptions.defaults()
        .withUserAgent(Product.NAME + "/" + Product.version())
        .withTimeouts(Duration.ofSeconds(Math.min(20, seconds)), Duration.ofSeconds(seconds))
        .withRetries(parameters.number("retries", 0, 20))
        .withInsecureHosts(Set.copyOf(parameters.list("insecureRegistries")))
        .withProxies(credentials.proxies())
        .withCertificateDirectories(
            HttpOptions.usualCertificateDirectories(Path.of(System.getProperty("user.home"))));
  }

  private static NetListener listener(BuildLog log) {
    return new NetListener() {
      @Override
      public void retrying(String what, String why, Duration wait, int attempt) {
        log.retrying(what + ": " + why + "; try " + attempt + " in " + Texts.seconds(wait));
      }

      @Override
      public void warning(String text) {
        log.warning(text);
      }
    };
  }

  BuildResult build(BuildRequest request, long started) throws IOException {
    Planner planner = new Planner(Map.of(api.id(), api), repositories, cache, log);
    return new Builder(repositories, cache, log).build(planner.plan(request), started);
  }

  /** Reads the start script of a dify-api image. */
  byte[] script(ImageReference image, List<Platform> platforms) throws IOException {
    AbsoluteUnixPath path = DifyApi.SCRIPT;
    return BaseFile.read(repositories, cache, image, platforms, api, path);
  }

  @Override
  public void close() {
    client.close(); // closes the transport too
  }
}
