package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import io.github.difyarms.arms.AgentSettings.Install;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The block with the real tools: an environment made by uv (without pip) from pins like Dify's,
 * real pip, gunicorn and gevent, the package index of this machine, and a stand-in for the agent.
 * Skipped where uv or the index is missing.
 */
@EnabledOnOs(OS.LINUX)
@Timeout(600)
class RealInstallationTest {
  private static final boolean ROOT = "root".equals(System.getProperty("user.name"));
  private static final String CONFLICTING =
      "opentelemetry-instrumentation-(celery|flask|redis|requests|logging|wsgi|fastapi|asgi"
          + "|sqlalchemy|httpx)==.*";
  private static final String APP =
      """
      import os, flask, google.protobuf, opentelemetry.trace
      app = flask.Flask(__name__)
      @app.get("/")
      def answer():
          return f"{opentelemetry.trace.__file__} {google.protobuf.__version__} {os.getuid()}"
      """;

  @TempDir Path root;
  private List<String> locked = List.of();
  private int port;

  @BeforeEach
  void makeEnvironment() throws Exception {
    copy("locked-requirements.txt");
    copy("stand_in_agent.py");
    Files.createDirectories(root.resolve("app"));
    Files.createDirectories(root.resolve("tmp"));
    Files.writeString(root.resolve("app/app.py"), APP);
    // As root the test continues as uid 1001, which must be able to run the interpreter too.
    String python = Files.exists(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "3.12";
    orSkip("uv", "venv", "-q", "-p", python, "venv");
    orSkip("uv", "pip", "install", "-q", "-p", "venv/bin/python", "-r", "locked-requirements.txt");
    orSkip("venv/bin/python", "stand_in_agent.py", "agent.tar.gz");
    locked = freeze();
    assertThat(locked).hasSizeGreaterThan(75).noneMatch(line -> line.startsWith("pip=="));
    if (ROOT) {
      orSkip("chmod", "755", root.toString());
      orSkip("chown", "-R", "1001:1001", root.toString());
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  @Test
  void theAgentComesBesideTheLockedPackagesAndTheAppAnswers() throws Exception {
    try (Tarball tarball = new Tarball(root)) {
      String answer = start(settings(tarball.address()).build()).answerThenStop();

      assertThat(answer).contains("/venv/dify-arms/agent-", " 5.29.6 ");
      assertThat(log()).contains("Aliyun python agent is started").contains("is ready in");
      assertThat(freeze())
          .isEqualTo(locked.stream().filter(line -> !line.matches(CONFLICTING)).toList());
      report("installation for real", log());
      // Dify's exporter is of another version, and the agent's tarball has none.
      assertThat(agentHas("opentelemetry_exporter_otlp_proto_http-")).isTrue();

      int requests = tarball.requests.get();
      assertThat(start(settings(tarball.address()).build()).answerThenStop()).contains("/agent-");
      assertThat(tarball.requests).hasValue(requests);
    }
  }

  @Test
  void withTheServerDownTheAppAnswersWithoutTheAgent() throws Exception {
    String nobody;
    try (Tarball tarball = new Tarball(root)) {
      nobody = tarball.address();
    }

    assertThat(start(settings(nobody).build()).answerThenStop()).contains("/venv/lib/");
    assertThat(log()).contains("Connection refused").contains("starting without the agent");
    assertThat(freeze()).isEqualTo(locked);
  }

  @Test
  void withTheServerStalledTheAppAnswersOnceTheDeadlineIsOver() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String address = "http://127.0.0.1:" + silent.getLocalPort() + "/agent.tar.gz";

      String answer = start(settings(address).installTimeout(3).build()).answerThenStop();

      assertThat(answer).contains("/venv/lib/");
      assertThat(log()).contains("was not installed within 3 s").contains("fetching the agent");
      assertThat(freeze()).isEqualTo(locked);
    }
  }

  @Test
  void killedAtTwentyMomentsTheEnvironmentStaysWholeAndTheNextStartWorks() throws Exception {
    try (Tarball tarball = new Tarball(root)) {
      AgentSettings settings = settings(tarball.address()).build();
      List<String> kept = locked.stream().filter(line -> !line.matches(CONFLICTING)).toList();
      for (int moment = 1; moment <= 20; moment++) {
        Container container = start(settings);
        container.killAfter(moment * 350L);
        assertThat(freeze()).containsAll(kept);
        orSkip("venv/bin/python", "-c", "import gunicorn, gevent, flask, google.protobuf, celery");
      }

      assertThat(start(settings).answerThenStop()).contains("/venv/dify-arms/agent-", " 5.29.6 ");
      assertThat(freeze()).isEqualTo(kept);
    }
  }

  @Test
  void theVendorsOwnToolIsUsedOnRequest() throws Exception {
    try (Tarball tarball = new Tarball(root)) {
      AgentSettings settings =
          settings(tarball.address()).install(Install.VENV).bootstrapVersion("1.0.8").build();

      assertThat(start(settings).answerThenStop()).contains("/venv/lib/");

      assertThat(log()).contains("Aliyun python agent is started");
      List<String> moved = new ArrayList<>(locked);
      moved.removeAll(freeze());
      moved.removeIf(line -> line.matches(CONFLICTING));
      report("packages that the vendor's tool moved", String.join(" ", moved));
      assertThat(moved).contains("opentelemetry-api==1.41.1", "protobuf==5.29.6");
    }
  }

  @Test
  void anAgentThatCameWithTheImageIsUsedAsItIs() throws Exception {
    bake();
    String python =
        orSkip("venv/bin/python", "-c", "import sys; print('%d.%d' % sys.version_info[:2])");
    BakedAgent agent =
        new BakedAgent(root + "/venv/baked", "stand-in", "2.0.0", python.strip(), List.of());
    String block = BakedFragment.block(settings("http://nobody.invalid/").build(), "api", agent);

    assertThat(start(block).answerThenStop()).contains("/venv/baked/", " 5.29.6 ");

    assertThat(log())
        .contains("Aliyun python agent is started", "agent stand-in 2.0.0 is ready in")
        .contains("these may report spans twice: opentelemetry-instrumentation-celery");
    assertThat(freeze()).isEqualTo(locked);
    if (ROOT) { // the server then is another user, who cannot write there
      assertThat(root.resolve("venv/baked/opentelemetry/trace/__init__.py")).exists();
      assertThat(root.resolve("venv/baked/opentelemetry/trace/__pycache__")).doesNotExist();
    }
    report("launch of an agent in the image", log());
  }

  /** What a build puts into an image: the agent and what it needs, in a directory of their own. */
  private void bake() throws Exception {
    orSkip("tar", "-xzf", "agent.tar.gz");
    Path wheel;
    try (Stream<Path> wheels = Files.list(root.resolve("aliyun-python-agent"))) {
      wheel = wheels.findFirst().orElseThrow();
    }
    Files.write(
        root.resolve("constraints"),
        locked.stream().filter(line -> !line.startsWith("opentelemetry-")).toList());
    List<String> install =
        List.of("uv", "pip", "install", "-q", "-p", "venv/bin/python", "--target", "venv/baked");
    List<String> command = new ArrayList<>(install);
    command.addAll(List.of("-c", "constraints", wheel.toString()));
    orSkip(command.toArray(String[]::new));
  }

  private AgentSettings.Builder settings(String agentUrl) {
    return AgentSettings.builder(Regions.parse("cn-hangzhou"))
        .agentUrl(agentUrl)
        .installTimeout(90)
        // The index of this machine, as its pip is configured.
        .pipIndex(new PipIndex(Optional.empty(), Optional.empty(), "test"));
  }

  private Container start(AgentSettings settings) throws IOException {
    return start(InstallFragment.block(settings, "api"));
  }

  private Container start(String block) throws IOException {
    Files.writeString(
        root.resolve("entrypoint.sh"),
        "#!/bin/bash\n\nset -e\nif true; then\n"
            + block.indent(2)
            + "  exec "
            + InstallFragment.PREFIX
            + " gunicorn --bind 127.0.0.1:"
            + port
            + " --worker-class gevent app:app\nfi\n");
    List<String> command = new ArrayList<>();
    if (ROOT) {
      command.addAll(
          List.of("setpriv", "--reuid", "1001", "--regid", "1001", "--clear-groups", "--"));
    }
    command.addAll(List.of("/bin/bash", root + "/entrypoint.sh"));
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !name.matches("(PIP|SSL)_.*|(?i).*_proxy"));
    environment.put("PATH", root.resolve("venv/bin") + ":/usr/bin:/bin");
    environment.put("HOME", "/home/dify");
    environment.put("TMPDIR", root.resolve("tmp").toString());
    builder.directory(root.resolve("app").toFile()).redirectErrorStream(true);
    return new Container(builder.redirectOutput(root.resolve("log").toFile()).start(), port, root);
  }

  private String log() throws IOException {
    return Files.readString(root.resolve("log"));
  }

  private List<String> freeze() throws Exception {
    return orSkip("uv", "pip", "freeze", "-q", "-p", "venv/bin/python").lines().toList();
  }

  /** Runs a tool in the scratch directory; skips the test, saying why, when there is none. */
  private String orSkip(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    // Copies, not links: the files change their owner, those in uv's cache must not.
    builder.environment().put("UV_LINK_MODE", "copy");
    Path output = Files.createTempFile(root, "output", "");
    Path errors = Files.createTempFile(root, "errors", "");
    int exit;
    try {
      builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
      exit = builder.start().waitFor();
    } catch (IOException e) {
      report("skipped RealInstallationTest", String.valueOf(e.getMessage()));
      return abort("uv is missing");
    }
    if (exit != 0 && command[0].equals("uv") && locked.isEmpty()) {
      report("skipped RealInstallationTest", Files.readString(errors));
      return abort(Files.readString(errors));
    }
    assertThat(exit).as(Files.readString(errors)).isZero();
    return Files.readString(output);
  }

  @SuppressWarnings("SystemOut") // a figure or a reason for the person who runs the tests
  private boolean agentHas(String distribution) throws IOException {
    try (Stream<Path> paths = Files.walk(root.resolve("venv/dify-arms"), 2)) {
      return paths.anyMatch(path -> path.getFileName().toString().startsWith(distribution));
    }
  }

  private static void report(String what, String text) {
    System.out.println(what + ": " + text.strip());
  }

  private void copy(String resource) throws IOException {
    try (InputStream in = RealInstallationTest.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource);
      }
      Files.copy(in, root.resolve(resource));
    }
  }

  /** A running start script. */
  private record Container(Process process, int port, Path root) {
    String answerThenStop() throws Exception {
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
              .timeout(Duration.ofSeconds(10))
              .build();
      try {
        for (int attempt = 0; attempt < 600; attempt++) {
          try {
            return client.send(request, BodyHandlers.ofString()).body();
          } catch (IOException notYet) {
            if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
              break;
            }
          }
        }
        throw new AssertionError("no answer: " + Files.readString(root.resolve("log")));
      } finally {
        kill();
      }
    }

    void killAfter(long milliseconds) throws Exception {
      if (process.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("it ended: " + Files.readString(root.resolve("log")));
      }
      kill();
    }

    private void kill() throws Exception {
      List<ProcessHandle> all = process.descendants().toList();
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
      process.waitFor();
      for (ProcessHandle one : all) {
        one.onExit().get(30, TimeUnit.SECONDS);
      }
    }
  }

  /** Serves the stand-in on loopback. */
  private static final class Tarball implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger requests = new AtomicInteger();

    Tarball(Path root) throws IOException {
      byte[] bytes = Files.readAllBytes(root.resolve("agent.tar.gz"));
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            requests.incrementAndGet();
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    String address() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/agent.tar.gz";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
