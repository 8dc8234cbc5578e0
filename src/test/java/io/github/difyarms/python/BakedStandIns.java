package io.github.difyarms.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Json;
import io.github.difyarms.testing.LayeredImage;
import io.github.difyarms.testing.Tar;
import io.github.difyarms.toolchain.CommandResult;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.Redaction;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code api.agent=baked} asks for, small: an image that passes for dify-api, an agent, and a
 * package index that has what the agent wants, and the real uv and pip.
 */
public final class BakedStandIns {
  static final String PROGRAM = "aliyun-instrument";
  private static final String SITE = "app/api/.venv/lib/python3.12/site-packages/";

  private final Path folder;

  private BakedStandIns(Path folder) {
    this.folder = folder;
  }

  /** Fetches uv and pip from this machine's own index; nothing, having said why, without it. */
  public static Optional<BakedStandIns> in(Path folder) throws IOException {
    Path requirements = Files.createDirectories(folder).resolve("requirements.txt");
    PythonSettings settings = RealPythonTools.settings(Optional.empty());
    IndexChoice index = IndexChoice.of(settings.index(), settings.environment());
    try (Commands commands = new Commands(Redaction.none());
        InputStream pins = PythonTools.class.getResourceAsStream("uv-requirements.txt")) {
      Files.write(requirements, Objects.requireNonNull(pins).readAllBytes());
      CommandResult fetched =
          new PythonTools(folder.resolve("tools"), commands, settings, index)
              .pip(
                  List.of(
                      "download",
                      "--quiet",
                      "--no-deps",
                      "--require-hashes",
                      "--only-binary",
                      ":all:",
                      "--requirement",
                      requirements.toString(),
                      "--dest",
                      folder.resolve("wheels").toString()),
                  folder);
      if (fetched.successful()) {
        BakedStandIns standIns = new BakedStandIns(folder);
        Path unused = TestWheel.of("shared-1.0").in(folder.resolve("wheels"));
        return Optional.of(standIns);
      }
      System.out.println("SKIPPED: no uv and pip to bake an agent with: " + fetched.words());
    } catch (DifyArmsException e) {
      System.out.println("SKIPPED: no uv and pip to bake an agent with: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return Optional.empty();
  }

  /** Puts an image somewhere that has the least that is looked for in dify-api's. */
  public void pushBase(ImageSink sink, String repository, String tag) {
    base().pushTo(sink, repository, tag);
  }

  static LayeredImage base() {
    ObjectNode run = Json.object();
    run.putArray("Entrypoint").add("/bin/bash").add("/entrypoint.sh");
    return new LayeredImage(run)
        .platform("amd64", List.of(layer("x86_64-linux-gnu")))
        .platform("arm64", List.of(layer("aarch64-linux-gnu")));
  }

  /** Its script, a C library, an environment with protobuf. */
  private static LayeredImage.Layer layer(String triplet) {
    Tar tar = new Tar();
    tar.file("entrypoint.sh", "#!/bin/bash\nset -e\n\nexec gunicorn \\\n  app:app\n")
        .file(
            "lib/" + triplet + "/libc.so.6",
            "GNU C Library (Debian GLIBC 2.36-9) stable release version 2.36.\n")
        .directory("app/", 0755)
        .directory("app/api/", 0755)
        .directory("app/api/.venv/", 0755)
        .file("app/api/.venv/pyvenv.cfg", "home = /usr/local/bin\nversion_info = 3.12.3\n")
        .symlink("app/api/.venv/bin/python", "/usr/local/bin/python3")
        .directory(SITE, 0755)
        .file(
            SITE + "protobuf-7.1.0.dist-info/METADATA",
            "Metadata-Version: 2.1\nName: protobuf\nVersion: 7.1.0\n");
    return new LayeredImage.Layer("COPY . /", tar.gzip());
  }

  /** Returns an agent's wheel that can be installed. */
  static TestWheel wheel(String... requires) {
    StandInWheel described = StandInWheel.of("aliyun-agent", "2.0.0", requires);
    return TestWheel.of("aliyun_agent-2.0.0")
        .info("METADATA", described.metadata())
        .info("entry_points.txt", "[console_scripts]\n" + PROGRAM + " = aliyun_agent:run\n")
        .file("aliyun_agent/__init__.py", "def run(): pass\n");
  }

  static byte[] agent(TestWheel wheel, Path scratch) throws IOException {
    Path file = wheel.in(scratch);
    byte[] bytes = Files.readAllBytes(file);
    return StandInWheel.tarball(
        tar -> StandInWheel.file(tar, "aliyun-python-agent/" + file.getFileName(), bytes));
  }

  /** Returns the tarball of an agent that wants something of the index. */
  public byte[] agent() throws IOException {
    return agent(wheel("shared"), folder.resolve("agent"));
  }

  /** Returns what the index has at a path (PEP 503). */
  public Optional<byte[]> answer(String path) {
    try (Stream<Path> all = Files.list(folder.resolve("wheels"))) {
      List<Path> wheels = all.sorted().toList();
      if (path.startsWith("/files/")) {
        Optional<Path> file = wheels.stream().filter(w -> path.endsWith("/" + name(w))).findFirst();
        return file.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(file.get()));
      }
      String wanted = path.replaceFirst("^/simple/", "").replaceFirst("/$", "");
      StringBuilder page = new StringBuilder();
      for (Path wheel : wheels) {
        if (name(wheel).startsWith(wanted.replace('-', '_') + "-")) {
          page.append(
              "<a href=\"/files/%s#sha256=%s\">%s</a>\n"
                  .formatted(name(wheel), ToolFiles.sha256(wheel), name(wheel)));
        }
      }
      return page.isEmpty()
          ? Optional.empty()
          : Optional.of(page.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path wheel) {
    return String.valueOf(wheel.getFileName());
  }
}
