package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The goal build twice at once with one output directory, as modules with {@code mvn -T} are. */
@Timeout(120)
class OneOutputDirectoryTest {
  private static final int ROUNDS = 4;

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();
  private final ExecutorService builds = Executors.newFixedThreadPool(2);

  @BeforeEach
  void base() {
    MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
  }

  @AfterEach
  void stop() {
    builds.shutdownNow();
    registry.close();
  }

  private Path output() {
    return directory.resolve("target/dify-arms");
  }

  /** Builds dify-api with one tag; returns the digest that later plugins are told. */
  private String build(String tag, String agentVersion) throws IOException {
    BuildMojo mojo = new BuildMojo(LockBench.decrypter());
    mojo.setLog(
        new SystemStreamLog() {
          @Override
          public void info(CharSequence content) {}
        });
    Properties user = new Properties();
    set(user, "components", "api");
    set(user, "api.from.image", registry.address() + "/langgenius/dify-api:1.16.1");
    set(user, "to.registry", registry.address() + "/acme");
    set(user, "to.tags", tag);
    set(user, "api.agentVersion", agentVersion);
    set(user, "cacheDirectory", directory.resolve("cache").toString());
    LockBench.inSession(mojo, user);
    MavenProject project = new MavenProject();
    mojo.run(
        new Parameters(mojo, user, new Properties()),
        new AbstractDifyArmsMojo.Invocation(directory, output(), project));
    return project.getProperties().getProperty("dify-arms.api.digest");
  }

  private static void set(Properties user, String parameter, String value) {
    user.setProperty("dify-arms." + parameter, value);
  }

  private List<String> bothAtOnce(int round) throws Exception {
    CyclicBarrier start = new CyclicBarrier(2);
    List<Callable<String>> tasks = new ArrayList<>();
    for (String name : List.of("one", "two")) {
      tasks.add(
          () -> {
            start.await();
            return build(name + "-" + round, (name.equals("one") ? "1.0." : "2.0.") + round);
          });
    }
    List<String> digests = new ArrayList<>();
    for (Future<String> each : builds.invokeAll(tasks)) {
      digests.add(each.get());
    }
    return digests;
  }

  @Test
  void bothEndWellAndWhatTheyLeaveIsAllOfOneOfThem() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      List<String> digests = bothAtOnce(round);

      assertThat(digests).hasSize(2).doesNotContainNull().doesNotHaveDuplicates();
      ObjectNode images =
          Json.readObject(Files.readAllBytes(output().resolve("images.json")), "images.json");
      JsonNode api = images.path("components").path(0);
      String digest = api.path("digest").asText();
      assertThat(digest).isIn(digests);
      String tag = (digest.equals(digests.get(0)) ? "one-" : "two-") + round;
      String other = (digest.equals(digests.get(0)) ? "two-" : "one-") + round;

      assertThat(output().resolve("api.digest")).hasContent(digest);
      layersAreOf(api);
      assertThat(read("report.html")).contains(tag, digest).doesNotContain(other);
      assertThat(read("trace.log")).contains(tag).doesNotContain(other).doesNotContain("\0");
      deploymentIsOf(digest, digests);
    }
  }

  private void layersAreOf(JsonNode api) throws IOException {
    for (JsonNode platform : api.path("platforms")) {
      String folder = platform.path("platform").asText().replace('/', '-');
      Path layer = output().resolve("api").resolve(folder).resolve("layer.tar.gz");
      assertThat(Digest.of(Files.readAllBytes(layer)))
          .hasToString(platform.path("layer").path("digest").asText());
    }
  }

  private void deploymentIsOf(String digest, List<String> digests) throws IOException {
    int naming = 0;
    try (Stream<Path> files = Files.walk(output().resolve("deploy").toRealPath())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file);
        naming += text.contains(digest) ? 1 : 0;
        assertThat(digests).filteredOn(text::contains).as(file.toString()).isSubsetOf(digest);
      }
    }
    assertThat(naming).isPositive();
  }

  private String read(String file) throws IOException {
    return Files.readString(output().resolve(file));
  }
}
