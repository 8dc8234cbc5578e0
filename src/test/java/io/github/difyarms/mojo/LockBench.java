package io.github.difyarms.mojo;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.InstgoStandIn;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.MiniatureSources;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.lock.LockFile;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.StandInInstgo;
import io.github.difyarms.toolchain.Host;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.execution.DefaultMavenExecutionRequest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.Assumptions;

/**
 * The goals lock, check and build as a project without a POM calls them: miniature images in a
 * namespace of its own, the sandbox's source in git, a module proxy that lists toolchains, a
 * stand-in for instgo.
 */
final class LockBench {
  static final String API = "dify-api";
  static final String SANDBOX = "dify-sandbox";
  static final String API_TAG = "1.16.1";
  static final String SANDBOX_TAG = "9.9.9";

  private final EmbeddedRegistry registry;
  private final EmbeddedOss oss;
  private final String namespace;
  private final Properties user = new Properties();
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final Path upstream;
  private Path project;
  private String cache = "cache";

  /**
   * Prepares a project.
   *
   * @param name of the namespaces in registry and object store
   */
  LockBench(Path directory, EmbeddedRegistry registry, EmbeddedOss oss, String name)
      throws IOException {
    this.registry = registry;
    this.oss = oss;
    this.namespace = name;
    this.upstream = directory.resolve("upstream");
    this.project = Files.createDirectories(directory.resolve("project"));
    push(API, MiniatureImages.builder());
    push(SANDBOX, MiniatureImages.sandbox());
    MiniatureSources.writeSandbox(upstream, "1.21", Optional.empty(), minor());
    commit("sources");
    list(localGo());
    // Through the proxy, which has no hash, and not on the Internet.
    Files.createDirectories(upstream.resolveSibling("proxy/sumdb/sum.golang.org"));
    Files.createFile(upstream.resolveSibling("proxy/sumdb/sum.golang.org/supported"));
    serve("0.0.1");
    set("from.registry", registry.address() + "/" + name);
    set("to.registry", registry.address() + "/target-" + name);
    set("api.from.image", registry.address() + "/" + name + "/" + API + ":" + API_TAG);
    set("sandbox.from.image", registry.address() + "/" + name + "/" + SANDBOX + ":" + SANDBOX_TAG);
    set("sandbox.source", upstream.resolve(".git").toString());
    set("instgo.url", oss.address() + "/" + name + "/instgo-{os}-{arch}");
    set("go.proxy", "file://" + directory.resolve("proxy"));
  }

  /** Puts a base in the place of the one that is there. */
  void push(String image, MiniatureImages.Builder miniature) {
    miniature
        .build()
        .pushTo(registry, namespace + "/" + image, image.equals(API) ? API_TAG : SANDBOX_TAG);
  }

  /** Commits whatever lies in the sandbox's source, and moves the release's tag there. */
  void commit(String message) {
    try (Git git = Git.init().setDirectory(upstream.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern(".").call();
      git.commit().setMessage(message).setAuthor("A", "a@b").setCommitter("A", "a@b").call();
      git.tag().setName(SANDBOX_TAG).setAnnotated(false).setForceUpdate(true).call();
    } catch (GitAPIException e) {
      throw new IllegalStateException(e);
    }
  }

  Path upstream() {
    return upstream;
  }

  static String localGo() {
    Optional<String> go = CommandLine.find("go", "locks were not tested with Go components");
    Assumptions.assumeTrue(go.isPresent());
    String says = CommandLine.of(go.orElseThrow(), "env", "GOVERSION").run().output().strip();
    return says.replaceFirst("^go", "");
  }

  static String minor() {
    return localGo().replaceFirst("^(\\d+\\.\\d+).*", "$1");
  }

  /** Makes the module proxy list these toolchains and no other. */
  void list(String... versions) throws IOException {
    Host host = Host.current();
    Path list =
        Files.createDirectories(upstream.resolveSibling("proxy/golang.org/toolchain/@v"))
            .resolve("list");
    StringBuilder text = new StringBuilder();
    for (String version : versions) {
      text.append("v0.0.1-go").append(version).append('.').append(host.name()).append('\n');
    }
    Files.writeString(list, text);
  }

  /** Hands out a stand-in that says it has this version. */
  void serve(String version) {
    Optional<StandInInstgo> standIn = StandInInstgo.from(oss.address() + "/{region}");
    Assumptions.assumeTrue(standIn.isPresent());
    StandInInstgo tool = standIn.orElseThrow().with("version", version);
    tool.putTo(oss, "cn-hangzhou"); // where it looks for its agent
    oss.put("/" + namespace + "/instgo-" + InstgoStandIn.hostPlatform(), tool.bytes());
  }

  /** Hands out any bytes as instgo for a machine. */
  void serve(String host, byte[] bytes) {
    oss.put("/" + namespace + "/instgo-" + host, bytes);
  }

  LockBench set(String parameter, String value) {
    user.setProperty("dify-arms." + parameter, value);
    return this;
  }

  LockBench unset(String parameter) {
    user.remove("dify-arms." + parameter);
    return this;
  }

  /** Goes on as another machine would: an empty cache, a checkout in another folder. */
  void elsewhere(String name) throws IOException {
    Path there = Files.createDirectories(project.resolveSibling(name).resolve("work"));
    if (Files.exists(file())) {
      Files.copy(file(), there.resolve(LockFile.NAME), StandardCopyOption.REPLACE_EXISTING);
    }
    project = there;
    cache = "cache-of-" + name;
  }

  Path file() {
    return project.resolve(LockFile.NAME);
  }

  Path project() {
    return project;
  }

  String lockText() throws IOException {
    return Files.readString(file());
  }

  /** Changes what is in the file, as somebody who edits it. */
  void edit(String from, String to) throws IOException {
    String text = lockText();
    if (!text.contains(from)) {
      throw new IllegalArgumentException(from + " is not in\n" + text);
    }
    Files.writeString(file(), text.replace(from, to));
  }

  /** Returns what the last goal told. */
  String told() {
    return String.join("\n", told);
  }

  void lock() throws IOException {
    run(new LockMojo(decrypter()));
  }

  void check() throws IOException {
    run(new CheckMojo(decrypter()));
  }

  void build() throws IOException {
    run(new BuildMojo(decrypter()));
  }

  private void run(AbstractDifyArmsMojo mojo) throws IOException {
    told.clear();
    mojo.setLog(
        new SystemStreamLog() {
          @Override
          public void info(CharSequence content) {
            told.add(content.toString());
          }

          @Override
          public void warn(CharSequence content) {
            told.add("WARNING " + content);
          }
        });
    inSession(mojo, user);
    set("cacheDirectory", project.resolveSibling(cache).toString());
    mojo.run(
        new Parameters(mojo, user, new Properties()),
        new AbstractDifyArmsMojo.Invocation(
            project, project.resolve("target/dify-arms"), new MavenProject()));
  }

  /** Gives a goal the session that Maven would. */
  static <T extends AbstractDifyArmsMojo> T inSession(T mojo, Properties user) {
    MavenSession session = mock(MavenSession.class);
    when(session.getSettings()).thenReturn(new Settings());
    when(session.getUserProperties()).thenReturn(user);
    when(session.getRequest())
        .thenReturn(new DefaultMavenExecutionRequest().setInteractiveMode(false));
    set(mojo, session);
    return mojo;
  }

  /** Returns the stop that a goal ended with. */
  static DifyArmsException stop(Goal goal) {
    try {
      goal.run();
    } catch (DifyArmsException e) {
      return e;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError("the goal did not stop");
  }

  /** A call of a goal. */
  @FunctionalInterface
  interface Goal {
    void run() throws IOException;
  }

  private static void set(AbstractDifyArmsMojo mojo, MavenSession session) {
    try {
      Field field = AbstractDifyArmsMojo.class.getDeclaredField("session");
      field.setAccessible(true);
      field.set(mojo, session);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static SettingsDecrypter decrypter() {
    SettingsDecryptionResult result = mock(SettingsDecryptionResult.class);
    when(result.getServers()).thenReturn(List.of());
    when(result.getProxies()).thenReturn(List.of());
    when(result.getProblems()).thenReturn(List.of());
    return request -> result;
  }
}
