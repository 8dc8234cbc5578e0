package io.github.difyarms.deploy;

import io.github.difyarms.image.Digest;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullUnmarked;
import org.yaml.snakeyaml.Yaml;

/** The programs that read deployment files in production. */
@NullUnmarked // walks parsed YAML: what is missing fails the test
final class Loaders {
  private static final List<String> SOURCES = List.of("main.go", "go.mod", "go.sum");

  private Loaders() {}

  /** Returns a program on Compose's own library, compiled once and kept below target. */
  static Optional<Path> compose() throws IOException {
    String why = "no compose file was loaded by Compose's library";
    Optional<String> go = CommandLine.find("go", why);
    if (go.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder all = new StringBuilder();
    for (String name : SOURCES) {
      all.append(text("compose-loader/" + name));
    }
    String hash = Digest.of(all.toString().getBytes(StandardCharsets.UTF_8)).hex();
    Path folder = Path.of("target", "compose-loader", hash.substring(0, 12)).toAbsolutePath();
    Path program = folder.resolve("compose-loader");
    if (!Files.isExecutable(program)) {
      Files.createDirectories(folder);
      for (String name : SOURCES) {
        copy("compose-loader/" + name, folder.resolve(name));
      }
      CommandLine.Outcome built =
          CommandLine.of(go.get(), "build", "-o", program.toString(), ".")
              .in(folder)
              .with("CGO_ENABLED", "0")
              .with("GOFLAGS", "-buildvcs=false -mod=readonly")
              .within(Duration.ofMinutes(5))
              .run();
      if (built.exitCode() != 0) {
        // An old Go or no way to the module proxy.
        System.out.println("SKIPPED: compose-loader was not built: " + why + "\n" + built.output());
        return Optional.empty();
      }
    }
    return Optional.of(program);
  }

  static Optional<String> kustomize() {
    return CommandLine.find("kustomize", "no component was built by kustomize");
  }

  static Optional<String> helm() {
    return CommandLine.find("helm", "no values were rendered by helm");
  }

  /** Writes a build's files to a folder. */
  static void write(Map<String, byte[]> files, Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  static void copy(String resource, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.writeString(target, text(resource));
  }

  static String text(String resource) {
    try (InputStream in = Loaders.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the manifests in a stream of them by {@code Kind/name}. */
  static Map<String, Map<String, Object>> manifests(String yaml) {
    return StreamSupport.stream(new Yaml().loadAll(yaml).spliterator(), false)
        .map(Loaders::mapping)
        .collect(
            Collectors.toMap(
                m -> m.get("kind") + "/" + mapping(m.get("metadata")).get("name"), m -> m));
  }

  /** Returns the pod template of a workload. */
  static Map<String, Object> template(Map<String, Object> manifest) {
    return mapping(mapping(manifest.get("spec")).get("template"));
  }

  /** Returns a container of a workload. */
  static Map<String, Object> container(Map<String, Object> manifest, int index) {
    List<?> containers = (List<?>) mapping(template(manifest).get("spec")).get("containers");
    return mapping(containers.get(index));
  }

  @SuppressWarnings("unchecked") // YAML's mappings here have text for keys
  static Map<String, Object> mapping(Object value) {
    return (Map<String, Object>) value;
  }
}
