package io.github.difyarms.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.image.Json;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.LayeredImage;
import io.github.difyarms.toolchain.CommandResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A base image in the shape of dify-api, of Debian's packages and with an environment of wheels,
 * for two platforms; nothing of it is run while it is made. Its application is a small one, and
 * beside that lie the programs by which a test asks it.
 */
final class PythonBase {
  /** What runs in it; on the other platform that is Python alone. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "amd64",
          "python3.11,libstdc++6,bash,coreutils,libc-bin,grep,sed",
          "arm64",
          "python3.11,libstdc++6");

  private static final String API = "app/api";
  private static final String VENV = API + "/.venv";
  private static final String SITE = VENV + "/lib/python3.11/site-packages";

  private final Path folder;
  private final PythonTools tools;

  private PythonBase(Path folder, PythonTools tools) {
    this.folder = folder;
    this.tools = tools;
  }

  /** Returns the base, or nothing, having said why, where Debian's packages are not to be had. */
  static Optional<PythonBase> create(Path folder, PythonTools tools)
      throws IOException, InterruptedException {
    String why = "no image with Python was made";
    Optional<String> bootstrap = CommandLine.find("mmdebstrap", why);
    if (bootstrap.isEmpty()) {
      return Optional.empty();
    }
    PythonBase base = new PythonBase(folder, tools);
    for (String architecture : PACKAGES.keySet()) {
      CommandLine.Outcome outcome = base.unpack(bootstrap.get(), architecture);
      if (outcome.exitCode() != 0) {
        System.out.println("SKIPPED: " + why + ": " + outcome.output());
        return Optional.empty();
      }
      base.addApplication(architecture);
    }
    return Optional.of(base);
  }

  /** Returns the root file system of a platform. */
  Path root(String architecture) {
    return folder.resolve(architecture);
  }

  /** Returns what stands in its list of distributions and is locked, as {@code name==version}. */
  static List<String> locked() throws IOException {
    return resource("locked-requirements.txt").lines().filter(l -> !l.startsWith("#")).toList();
  }

  void pushTo(ImageSink sink, String repository, String tag) throws IOException {
    ObjectNode run = Json.object().put("User", "dify").put("WorkingDir", "/" + API);
    run.putArray("Entrypoint").add("/bin/bash").add("/entrypoint.sh");
    run.putArray("Env").add("PATH=/" + VENV + "/bin:/usr/bin:/bin").add("LANG=C.UTF-8");
    LayeredImage image = new LayeredImage(run);
    for (String architecture : PACKAGES.keySet()) {
      image.platform(
          architecture,
          List.of(
              layer(
                  architecture,
                  "system",
                  "RUN debootstrap",
                  "--exclude=./app",
                  "--exclude=./entrypoint.sh",
                  "--exclude=./dev",
                  "--exclude=./var",
                  "--exclude=./usr/share/doc",
                  "--exclude=./usr/share/locale",
                  "--exclude=./usr/share/man",
                  "."),
              // As upstream: what takes long to make lies below the sources.
              layer(
                  architecture,
                  "environment",
                  "COPY .venv /app/api/.venv",
                  "--owner=1001",
                  "--group=1001",
                  "--no-recursion",
                  "app",
                  API,
                  "--recursion",
                  VENV),
              layer(
                  architecture,
                  "sources",
                  "COPY . /app/api/",
                  "--owner=1001",
                  "--group=1001",
                  "--exclude=" + VENV,
                  "app"),
              layer(
                  architecture,
                  "script",
                  "COPY docker/entrypoint.sh /entrypoint.sh",
                  "--owner=0",
                  "--group=0",
                  "entrypoint.sh")));
    }
    image.pushTo(sink, repository, tag);
  }

  private LayeredImage.Layer layer(
      String architecture, String name, String createdBy, String... what) throws IOException {
    Path file = folder.resolve(architecture + "-" + name + ".tar.gz");
    List<String> command = new ArrayList<>(List.of("tar", "-I", "gzip -n -1", "--numeric-owner"));
    command.addAll(List.of("-cf", file.toString(), "-C", root(architecture).toString()));
    command.addAll(List.of(what));
    CommandLine.of(command).run().orFail();
    return new LayeredImage.Layer(createdBy, Files.readAllBytes(file));
  }

  private CommandLine.Outcome unpack(String bootstrap, String architecture) {
    return CommandLine.of(
            bootstrap,
            "--quiet",
            "--variant=extract",
            "--architectures=" + architecture,
            "--include=" + PACKAGES.get(architecture),
            "--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr",
            "bookworm",
            root(architecture).toString(),
            "deb http://deb.debian.org/debian bookworm main")
        .within(Duration.ofMinutes(3))
        .run();
  }

  private void addApplication(String architecture) throws IOException, InterruptedException {
    Path root = root(architecture);
    installWheels(architecture, root.resolve(SITE));
    write(root, VENV + "/pyvenv.cfg", "home = /usr/bin\nversion_info = 3.11.2\n");
    Path bin = Files.createDirectories(root.resolve(VENV + "/bin"));
    Files.createSymbolicLink(bin.resolve("python"), Path.of("/usr/bin/python3.11"));
    Files.createSymbolicLink(bin.resolve("python3"), Path.of("python"));
    write(
        root,
        VENV + "/bin/gunicorn",
        "#!/" + VENV + "/bin/python\nfrom gunicorn.app.wsgiapp import run\nrun()\n");
    for (String name : List.of("app.py", "ask.py", "collector.py", "inventory.py")) {
      write(root, API + "/" + name, resource(name));
    }
    String script = resource("/io/github/difyarms/entrypoint/family-d.sh");
    write(root, API + "/docker/entrypoint.sh", script);
    write(root, "entrypoint.sh", script);
    write(root, "etc/group", "root:x:0:\ndify:x:1001:\n");
    write(
        root,
        "etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\ndify:x:1001:1001::/home/dify:/bin/bash\n");
    if (!root.resolve(VENV + "/bin/gunicorn").toFile().setExecutable(true, false)) {
      throw new IOException("gunicorn");
    }
  }

  private void installWheels(String architecture, Path site)
      throws IOException, InterruptedException {
    String machine = architecture.equals("arm64") ? "aarch64" : "x86_64";
    Path pins = folder.resolve("locked-requirements.txt");
    Files.writeString(pins, resource("locked-requirements.txt"));
    CommandResult installed =
        tools.uv(
            List.of(
                "pip",
                "install",
                "--python",
                tools.python().toString(),
                "--python-version",
                "3.11",
                "--python-platform",
                machine + "-manylinux_2_36",
                "--only-binary",
                ":all:",
                "--target",
                site.toString(),
                "-r",
                pins.toString()),
            folder);
    if (!installed.successful()) {
      throw new IOException(installed.words());
    }
  }

  private static void write(Path root, String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = PythonBase.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
