package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.image.TreeSearch;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Environments that venv and uv made, packed as a layer. */
class RealPythonEnvironmentTest {
  private static final String WHY = "no environment was made";
  private static final String INFO = "opentelemetry_instrumentation_flask-0.60b1.dist-info/";

  @TempDir Path folder;

  private static void pack(Tar tar, Path directory, String name) throws IOException {
    tar.directory(name + "/", 0755);
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.sorted().toList()) {
        String path = name + "/" + child.getFileName();
        if (Files.isSymbolicLink(child)) {
          tar.symlink(path, Files.readSymbolicLink(child).toString());
        } else if (Files.isDirectory(child)) {
          pack(tar, child, path);
        } else {
          tar.file(path, new String(Files.readAllBytes(child), StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private PythonEnvironment read(Path venv) throws IOException {
    Tar tar = new Tar();
    pack(tar, venv, "app/api/.venv");
    MemoryBlobs blobs = new MemoryBlobs();
    return PythonEnvironment.of(
        TreeSearch.list(
            blobs, List.of(blobs.add(tar.gzip())), PythonEnvironment.query(), SearchLimits.DEFAULT),
        ImageConfig.of("{}".getBytes(StandardCharsets.UTF_8)),
        "here");
  }

  @Test
  void anEnvironmentOfVenvHasItsPip() throws IOException {
    Optional<String> python = CommandLine.find("python3", WHY);
    assumeTrue(python.isPresent());
    Path venv = folder.resolve("venv");
    CommandLine.of(python.get(), "-m", "venv", venv.toString()).run().orFail();

    PythonEnvironment environment = read(venv);

    String version =
        CommandLine.of(
                venv.resolve("bin/python").toString(),
                "-c",
                "import sys, pip; print(*sys.version_info[:2], pip.__version__)")
            .run()
            .orFail()
            .strip();
    assertThat(
            environment.major()
                + " "
                + environment.minor()
                + " "
                + environment.installed().stream()
                    .filter(one -> one.name().equals("pip"))
                    .findFirst()
                    .orElseThrow()
                    .version())
        .isEqualTo(version);
  }

  @Test
  void whatIsRemovedIsWhatUvUninstalls() throws IOException {
    Optional<String> uv = CommandLine.find("uv", WHY);
    assumeTrue(uv.isPresent());
    Path venv = folder.resolve("venv");
    uv(uv.get(), "venv", "--offline", venv.toString());
    Path wheel = wheel();
    String python = venv.resolve("bin/python").toString();
    uv(
        uv.get(),
        "pip",
        "install",
        "--offline",
        "--compile-bytecode",
        "--python",
        python,
        wheel.toString());
    Set<String> before = files(venv);

    PythonEnvironment environment = read(venv);

    uv(uv.get(), "pip", "uninstall", "--python", python, "opentelemetry-instrumentation-flask");
    TreeSet<String> gone = new TreeSet<>(before);
    gone.removeAll(files(venv));
    assertThat(environment.instrumentors()).hasSize(1);
    List<String> removed = environment.instrumentors().get(0).removed();
    TreeSet<String> removable = new TreeSet<>(before);
    removable.removeIf(
        path -> removed.stream().noneMatch(r -> path.equals(r) || path.startsWith(r + "/")));
    assertThat(removable).isEqualTo(gone).anyMatch(path -> path.endsWith(".pyc"));
    assertThat(removed).hasSize(4);
  }

  private void uv(String... command) {
    CommandLine.of(command).with("UV_CACHE_DIR", folder.resolve("cache").toString()).run().orFail();
  }

  private static Set<String> files(Path venv) throws IOException {
    TreeSet<String> files = new TreeSet<>();
    try (Stream<Path> all = Files.walk(venv)) {
      all.filter(path -> !Files.isDirectory(path))
          .forEach(path -> files.add("/app/api/.venv/" + venv.relativize(path)));
    }
    return files;
  }

  /** A wheel with a script and a file outside {@code site-packages}. */
  private Path wheel() throws IOException {
    Map<String, String> files = new TreeMap<>();
    files.put("opentelemetry/instrumentation/flask/__init__.py", "x = 1\n");
    files.put("opentelemetry/instrumentation/flask/inner/__init__.py", "x = 1\n");
    files.put(
        "opentelemetry_instrumentation_flask-0.60b1.data/data/share/flask/read, me.txt", "x\n");
    files.put(
        INFO + "METADATA",
        "Metadata-Version: 2.1\nName: opentelemetry-instrumentation-flask\nVersion: 0.60b1\n");
    files.put(INFO + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
    files.put(
        INFO + "entry_points.txt",
        "[console_scripts]\nflask-tool = opentelemetry.instrumentation.flask:x\n");
    StringBuilder rows = new StringBuilder();
    files.keySet().forEach(name -> rows.append('"').append(name).append("\",,\n"));
    files.put(INFO + "RECORD", rows + INFO + "RECORD,,\n");
    Path wheel = folder.resolve("opentelemetry_instrumentation_flask-0.60b1-py3-none-any.whl");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return wheel;
  }
}
