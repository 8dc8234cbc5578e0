package io.github.difyarms.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.InstgoStandIn;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.MiniatureSources;
import io.github.difyarms.python.BakedStandIns;
import io.github.difyarms.secrets.WatchedNetwork.Answer;
import io.github.difyarms.secrets.WatchedNetwork.Request;
import io.github.difyarms.source.GitServer;
import io.github.difyarms.testing.StandInInstgo;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.cipher.PlexusCipherException;

/** Hosts that want secrets, and a machine that has them where people keep them. */
final class SecretWorld implements AutoCloseable {
  static final String USER = "somebody";
  static final String SOURCE = "source.test";
  static final String TARGET = "target.test";
  static final String BLOBS = "blobs.test";
  static final String OSS = "oss.test";
  static final String CDN = "cdn.test";
  static final String GIT = "git.test";
  static final String MODULES = "modules.test";
  static final String INDEX = "index.test";

  /** The tag of a base that has an environment for the agent. */
  static final String BAKED = "baked";

  private static final Set<String> NOBODY = Set.of();
  private static final Set<Child> NO_CHILD = Set.of();

  /** Whoever asks the network for something. */
  private static final Set<Child> ASKING =
      Set.of(
          Child.DOCKER, Child.CREDENTIAL_HELPER, Child.GO, Child.INSTGO, Child.PYTHON, Child.SSH);

  final Mark pull =
      Mark.of(
          "Pu",
          "password of the source registry, encrypted in settings.xml",
          Set.of(SOURCE),
          NO_CHILD);
  final Mark push =
      Mark.of(
          "Ps",
          "password of the target registry in docker's config.json",
          Set.of(TARGET),
          NO_CHILD);
  final Mark helped =
      Mark.of("He", "password that a credential helper gives", Set.of(TARGET), NO_CHILD);
  final Mark identity =
      Mark.plain("Id", "identity token in docker's config.json", Set.of(TARGET), NO_CHILD);
  final Mark literal = Mark.plain("Li", "password on the command line", Set.of(TARGET), NO_CHILD);
  final Mark wrong = Mark.plain("Wr", "wrong password on the command line", Set.of(SOURCE), ASKING);
  final Mark refused = Mark.plain("Rf", "identity token that is refused", Set.of(TARGET), NO_CHILD);
  final Mark sourceToken =
      Mark.plain("To", "token of the source registry", Set.of(SOURCE), NO_CHILD);
  final Mark targetToken =
      Mark.plain("Ta", "token of the target registry", Set.of(TARGET), NO_CHILD);
  final Mark refreshToken = Mark.plain("Re", "refresh token of a registry", NOBODY, NO_CHILD);
  final Mark key = Mark.of("Ke", "licence key in settings.xml", NOBODY, Set.of(Child.INSTGO));
  final Mark keyVariable =
      Mark.of("Kv", "licence key in the environment", NOBODY, Set.of(Child.INSTGO));
  final Mark proxy =
      Mark.of(
          "Px",
          "proxy password in settings.xml",
          NOBODY,
          Set.of(Child.GO, Child.INSTGO, Child.PYTHON));
  final Mark proxyVariable = Mark.of("Pv", "proxy password in the environment", NOBODY, ASKING);
  final Mark git =
      Mark.of("Gi", "password in the address of a git repository", Set.of(GIT), NO_CHILD);
  final Mark gitToken =
      Mark.plain("Gt", "token as user name of a git repository", Set.of(GIT), NO_CHILD);
  final Mark modules =
      Mark.of("Mo", "password in GOPROXY", Set.of(MODULES), Set.of(Child.GO, Child.INSTGO));
  final Mark index =
      Mark.of("In", "password in PIP_INDEX_URL", Set.of(INDEX), Set.of(Child.PYTHON));
  final Mark instgo = Mark.plain("Ig", "token in the query of instgo.url", Set.of(OSS), NO_CHILD);
  final Mark signature =
      Mark.plain("Si", "signature of a redirect of the registry", Set.of(BLOBS), NO_CHILD);
  final Mark cdn =
      Mark.plain("Cd", "signature of a redirect of the download host", Set.of(CDN), NO_CHILD);
  final Mark malformed = Mark.of("Ma", "password in a malformed address", NOBODY, NO_CHILD);

  final Marks marks =
      new Marks(
          List.of(
              pull,
              push,
              helped,
              identity,
              literal,
              wrong,
              refused,
              sourceToken,
              targetToken,
              refreshToken,
              key,
              keyVariable,
              proxy,
              proxyVariable,
              git,
              gitToken,
              modules,
              index,
              instgo,
              signature,
              cdn,
              malformed));

  final EmbeddedRegistry source = EmbeddedRegistry.start();
  final EmbeddedRegistry target = EmbeddedRegistry.start();
  final EmbeddedOss oss = EmbeddedOss.start();
  final GuardedRegistry guardedTarget;
  final WatchedChildren children;
  final WatchedNetwork network;
  final Optional<BakedStandIns> baked;
  final Path folder;
  private final GitServer gitServer;
  private final Git sources;

  SecretWorld(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.children = new WatchedChildren(folder);
    this.network = new WatchedNetwork(children::glance);
    this.baked = BakedStandIns.in(folder.resolve("baked"));
    baked.ifPresent(it -> it.pushBase(source, "langgenius/dify-api", BAKED));
    MiniatureImages.builder().build().pushTo(source, "langgenius/dify-api", "1.16.1");
    MiniatureImages.pluginDaemonLocal()
        .build()
        .pushTo(source, "langgenius/dify-plugin-daemon", "0.6.3-local");
    MiniatureImages.sandbox().build().pushTo(source, "langgenius/dify-sandbox", "0.2.15");
    this.sources = repository();
    this.gitServer = new GitServer(sources.getRepository(), true);
    this.guardedTarget =
        new GuardedRegistry(TARGET, target.address(), targetToken.value(), refreshToken.value())
            .admit(USER, push.value())
            .admit(USER, helped.value())
            .admit(USER, literal.value())
            .admitIdentity(identity.value());
    hosts();
    network.admit(USER, proxy.value());
    network.admit(USER, proxyVariable.value());
  }

  private Git repository() throws IOException {
    Path upstream = folder.resolve("sources/sandbox");
    MiniatureSources.writeSandbox(upstream, "1.23.3", Optional.empty(), "1.23");
    MiniatureSources.writePluginDaemon(
        folder.resolve("sources/plugin-daemon"),
        MiniatureSources.Generation.PKG_MANIFEST,
        "1.23.3",
        Optional.empty(),
        "1.25");
    try {
      Git repository = Git.init().setDirectory(upstream.toFile()).setInitialBranch("main").call();
      repository.add().addFilepattern(".").call();
      repository.commit().setMessage("all").setAuthor("A", "a@b").setCommitter("A", "a@b").call();
      repository.tag().setName("0.2.15").setAnnotated(false).call();
      return repository;
    } catch (GitAPIException e) {
      throw new IOException(e);
    }
  }

  private void hosts() {
    GuardedRegistry guardedSource =
        new GuardedRegistry(SOURCE, source.address(), sourceToken.value(), refreshToken.value())
            .admit(USER, pull.value())
            .blobsAt("http://" + BLOBS + "%s?Expires=60&Signature=" + signature.value());
    network.put(SOURCE, guardedSource);
    network.put(TARGET, guardedTarget);
    network.put(BLOBS, guardedSource::stored);
    Inner store = Inner.at(oss.address().substring("http://".length()));
    network.put(
        OSS,
        request ->
            new Answer(
                302,
                Map.of(
                    "Location",
                    "http://" + CDN + request.uri().getRawPath() + "?Signature=" + cdn.value()),
                new byte[0]));
    network.put(CDN, request -> store.ask(request, Map.of()));
    String login = USER + ":" + git.value();
    gitServer.login(login);
    Inner repositories = Inner.at(gitServer.url().replaceFirst("http://([^/]*).*", "$1"));
    network.put(
        GIT,
        request ->
            request.header("Authorization").isEmpty()
                ? new Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"git\""), new byte[0])
                : repositories.ask(
                    request, Map.of("Authorization", request.header("Authorization").get())));
    network.put(
        MODULES,
        request ->
            Answer.of(
                404, "not found: you are " + request.header("Authorization").orElse("nobody")));
    network.put(INDEX, this::index);
  }

  private Answer index(Request request) {
    String who = request.header("Authorization").orElse("nobody");
    if (!who.equals(WatchedNetwork.basic(USER, index.value()))) {
      return new Answer(401, Map.of("WWW-Authenticate", "Basic realm=\"index\""), new byte[0]);
    }
    return baked
        .flatMap(it -> it.answer(request.uri().getPath()))
        .map(found -> new Answer(200, Map.of("Content-Type", "text/html"), found))
        .orElseGet(() -> Answer.of(404, "not found: you are " + who));
  }

  /** Puts the agent where it is downloaded from and returns its address. */
  String serveAgent(byte[] tarball) {
    oss.put("/agent.tar.gz", tarball);
    return "http://" + OSS + "/agent.tar.gz";
  }

  /** Puts a stand-in for instgo where it is downloaded from. */
  void serveInstgo(Map<String, String> variables) {
    StandInInstgo tool = StandInInstgo.from("http://" + CDN + "/{region}").orElseThrow();
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      tool = tool.with(variable.getKey(), variable.getValue());
    }
    tool.putTo(oss, "cn-hangzhou");
  }

  String instgoUrl() {
    return "http://" + OSS + "/{region}/instgo/instgo-{os}-{arch}?token=" + instgo.value();
  }

  String gitUrl(String user, String password) {
    return "http://" + encode(user) + ":" + encode(password) + "@" + GIT + "/repo.git";
  }

  String address(String host, Mark password) {
    return "http://" + USER + ":" + encode(password.value()) + "@" + host;
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Returns a folder for DOCKER_CONFIG. */
  Path dockerConfig(String name, Map<String, ?> config) throws IOException {
    Path folder = Files.createDirectories(this.folder.resolve("machine/" + name));
    Files.write(folder.resolve("config.json"), new ObjectMapper().writeValueAsBytes(config));
    return folder;
  }

  Path auths() throws IOException {
    String login = Base64.getEncoder().encodeToString((USER + ":" + push.value()).getBytes(UTF_8));
    return dockerConfig("auths", Map.of("auths", Map.of(TARGET, Map.of("auth", login))));
  }

  Path identities() throws IOException {
    String login =
        Base64.getEncoder().encodeToString("00000000-0000-0000-0000-000000000000:".getBytes(UTF_8));
    return dockerConfig(
        "identity",
        Map.of("auths", Map.of(TARGET, Map.of("auth", login, "identitytoken", identity.value()))));
  }

  /** Makes a settings.xml, and beside it the master password that decrypts it. */
  Path settings(boolean withProxy, boolean withKey) throws IOException {
    Path machine = Files.createDirectories(folder.resolve("machine"));
    try {
      DefaultPlexusCipher cipher = new DefaultPlexusCipher();
      Files.writeString(
          machine.resolve("settings-security.xml"),
          "<settingsSecurity><master>"
              + escape(cipher.encryptAndDecorate("m4ster", "settings.security"))
              + "</master></settingsSecurity>\n");
      String text =
          "<settings>\n<servers>\n"
              + server(SOURCE, cipher.encryptAndDecorate(pull.value(), "m4ster"))
              + (withKey ? server("arms", cipher.encryptAndDecorate(key.value(), "m4ster")) : "")
              + "</servers>\n"
              + (withProxy
                  ? "<proxies><proxy><id>corp</id><active>true</active><host>127.0.0.1</host><port>"
                      + network.port()
                      + "</port><username>"
                      + USER
                      + "</username><password>"
                      + escape(cipher.encryptAndDecorate(proxy.value(), "m4ster"))
                      + "</password></proxy></proxies>\n"
                  : "")
              + "</settings>\n";
      return Files.writeString(
          machine.resolve("settings-" + withProxy + "-" + withKey + ".xml"), text);
    } catch (PlexusCipherException e) {
      throw new IOException(e);
    }
  }

  private static String server(String id, String password) {
    return "<server><id>"
        + id
        + "</id><username>"
        + USER
        + "</username><password>"
        + escape(password)
        + "</password></server>\n";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  static String hostPlatform() {
    return InstgoStandIn.hostPlatform();
  }

  @Override
  public void close() throws IOException {
    children.close();
    network.close();
    gitServer.close();
    sources.close();
    source.close();
    target.close();
    oss.close();
  }
}
