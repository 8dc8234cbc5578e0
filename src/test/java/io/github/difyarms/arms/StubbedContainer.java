package io.github.difyarms.arms;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/**
 * A scratch directory that looks to a start script like the inside of a dify-api container, with
 * stub commands that note their arguments, and a loopback server that has the agent's tarball.
 */
final class StubbedContainer implements AutoCloseable {
  private final Path root;
  private final HttpServer server;
  private final Map<String, String> environment = new TreeMap<>();
  private int status = 200;

  /** What a finished start script left behind. */
  record Run(int exit, String log, List<String> calls) {}

  StubbedContainer(Path root) throws IOException {
    this.root = root;
    for (String directory : List.of("venv/bin", "modules", "app/extensions", "tmp")) {
      Files.createDirectories(root.resolve(directory));
    }
    install("python3", "venv/bin/python3");
    install("mv", "venv/bin/mv");
    install("command", "command");
    install("make-agent", "make-agent");
    for (String command : List.of("gunicorn", "celery", "flask", "aliyun-bootstrap")) {
      install("command", "venv/bin/" + command);
    }
    for (String module : List.of("gunicorn", "celery")) {
      write("modules/" + module + ".py", "");
    }
    byte[] tarball = tarball();
    Files.write(root.resolve("agent.tar.gz"), tarball);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, tarball.length);
          exchange.getResponseBody().write(tarball);
          exchange.close();
        });
    server.start();
    environment.put("PATH", root.resolve("venv/bin") + ":/usr/bin:/bin");
    environment.put("STUBS", root.toString());
    environment.put("REAL_PYTHON", realPython());
    environment.put("PYTHONPATH", root.resolve("modules").toString());
    environment.put("HOME", "/nonexistent");
    environment.put("TMPDIR", root.resolve("tmp").toString());
    environment.put("ARMS_LICENSE_KEY", "key-that-nobody-prints");
  }

  /** A Python that other users can run too, if there is one. */
  private static String realPython() {
    return Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";
  }

  private static byte[] tarball() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
      TarArchiveEntry entry = new TarArchiveEntry("aliyun-python-agent/stub.whl");
      entry.setSize(4);
      tar.putArchiveEntry(entry);
      tar.write("stub".getBytes(StandardCharsets.UTF_8));
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  /** Settings that fetch the agent from this container's server. */
  AgentSettings.Builder settings() {
    return AgentSettings.builder(Regions.parse("cn-hangzhou"))
        .agentUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/agent.tar.gz");
  }

  /** The server answers with this status from now on. */
  StubbedContainer serverAnswers(int httpStatus) {
    status = httpStatus;
    return this;
  }

  StubbedContainer with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  StubbedContainer without(String name) {
    environment.remove(name);
    return this;
  }

  /** A distribution that the application's environment has. */
  StubbedContainer installed(String name, String version) {
    return write(
        "modules/" + name.replace('-', '_') + "-" + version + ".dist-info/METADATA",
        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n");
  }

  /** An agent that came with the image, in this directory. */
  StubbedContainer baked(String directory) throws Exception {
    Files.createDirectories(root.resolve(directory).resolve("bin"));
    ProcessBuilder make =
        new ProcessBuilder(
            "/bin/bash", "-c", ". ./make-agent; make_agent \"$1\" \"$1/bin\"", "-", directory);
    make.environment().put("STUBS", root.toString());
    assertThat(make.directory(root.toFile()).start().waitFor()).isZero();
    return this;
  }

  StubbedContainer write(String path, String text) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String read(String path) {
    try {
      return Files.readString(root.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names in a directory, sorted; none when it does not exist. */
  List<String> list(String directory) throws IOException {
    if (!Files.isDirectory(root.resolve(directory))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(root.resolve(directory))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private void install(String stub, String path) throws IOException {
    Path file = root.resolve(path);
    try (InputStream in = resource("stubs/" + stub)) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static InputStream resource(String name) {
    InputStream in = StubbedContainer.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name);
    }
    return in;
  }

  /** Starts the script with the block in its gunicorn branch. */
  Process begin(AgentSettings settings, Path log, String... arguments) throws IOException {
    return begin(InstallFragment.block(settings, "api"), log, arguments);
  }

  /** Starts the script with this text in its gunicorn branch. */
  Process begin(String text, Path log, String... arguments) throws IOException {
    String script;
    try (InputStream in = resource("stubs/start.sh")) {
      script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    // As the entrypoint package does it: indented to the depth of the launch command.
    String block = text.indent(2).strip();
    // Renamed into place: another container of the same test may be reading it.
    Path partial = Files.createTempFile(root, "entrypoint", ".part");
    Files.writeString(partial, script.replace("{{BLOCK}}", block));
    Files.move(partial, root.resolve("entrypoint.sh"), StandardCopyOption.ATOMIC_MOVE);
    List<String> command = new ArrayList<>(List.of("/bin/bash", root + "/entrypoint.sh"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder
        .directory(root.resolve("app").toFile())
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** Runs the script to its end. */
  Run run(AgentSettings settings, String... arguments) throws Exception {
    return run(InstallFragment.block(settings, "api"), arguments);
  }

  /** Runs the script with this text to its end. */
  Run run(String text, String... arguments) throws Exception {
    Files.deleteIfExists(root.resolve("calls"));
    Path log = Files.createTempFile(root, "log", "");
    Process process = begin(text, log, arguments);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the script hangs: " + Files.readString(log));
    }
    return new Run(process.exitValue(), Files.readString(log), calls());
  }

  List<String> calls() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  Path path(String path) {
    return root.resolve(path);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
