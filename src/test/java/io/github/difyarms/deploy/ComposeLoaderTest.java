package io.github.difyarms.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The override as Compose's own library loads it beside compose files of upstream's shape. */
@NullUnmarked // walks parsed YAML: what is missing fails the test
class ComposeLoaderTest {
  @TempDir Path folder;
  private Optional<Path> loader = Optional.empty();

  @BeforeEach
  void build() throws IOException {
    loader = Loaders.compose();
    assumeTrue(loader.isPresent());
  }

  private ObjectNode load(BuildResult result, DeploySettings settings, String base)
      throws IOException {
    Loaders.write(DeployFiles.of(result, settings), folder);
    Loaders.copy("compose/" + base + ".yaml", folder.resolve("deploy/docker-compose.yaml"));
    return load("docker-compose.yaml", "compose.override.yaml");
  }

  private ObjectNode load(String... files) {
    List<String> command = new ArrayList<>();
    command.add(loader.orElseThrow().toString());
    command.addAll(List.of(files));
    String json = CommandLine.of(command).in(folder.resolve("deploy")).run().orFail();
    String last = json.lines().reduce((first, second) -> second).orElseThrow();
    return Json.readObject(last.getBytes(StandardCharsets.UTF_8), "compose-loader");
  }

  private static List<String> services(JsonNode services) {
    return services.properties().stream().map(Map.Entry::getKey).sorted().toList();
  }

  @ParameterizedTest
  @CsvSource({"1.6.0, 1.6", "1.13.3, 1.13", "1.16.1, 1.16"})
  void noServiceIsAddedAndEveryServiceOfAnImageGetsIt(String release, String base)
      throws IOException {
    ObjectNode merged = load(SampleBuild.complete(), SampleBuild.release(release), base);
    ObjectNode before = load("docker-compose.yaml");

    assertThat(services(merged)).isEqualTo(services(before));
    for (String name : services(before)) {
      String was = before.path(name).path("image").asText();
      assertThat(merged.path(name).path("image").asText())
          .as(name)
          .isEqualTo(
              was.contains("dify-api:")
                  ? SampleBuild.reference("api")
                  : was.contains("dify-plugin-daemon:")
                      ? SampleBuild.reference("plugin-daemon")
                      : was.contains("dify-sandbox:") ? SampleBuild.reference("sandbox") : was);
      for (String kept : List.of("profiles", "command", "volumes", "networks")) {
        assertThat(merged.path(name).path(kept)).isEqualTo(before.path(name).path(kept));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.6", "1.13", "1.16"})
  void withoutAReleaseNoServiceIsAddedEither(String base) throws IOException {
    ObjectNode merged = load(SampleBuild.complete(), SampleBuild.settings(), base);

    assertThat(services(merged)).isEqualTo(services(load("docker-compose.yaml")));
  }

  @Test
  void theKeyReachesMonitoredServicesOnly() throws IOException {
    load(SampleBuild.complete(), SampleBuild.release("1.16.1"), "1.16");
    Files.writeString(folder.resolve("deploy/arms.env"), "ARMS_LICENSE_KEY=k3y\n");

    ObjectNode services = load("docker-compose.yaml", "compose.override.yaml");

    assertThat(services.path("api").path("environment").toString())
        .isEqualTo(
            "{\"ARMS_APP_NAME\":\"dify-api\",\"ARMS_LICENSE_KEY\":\"k3y\","
                + "\"ARMS_REGION_ID\":\"cn-hangzhou\",\"MODE\":\"api\"}");
    assertThat(services.path("plugin_daemon").path("environment").toString())
        .isEqualTo(
            "{\"ARMS_APP_NAME\":\"dify-plugin-daemon\",\"ARMS_ENABLE\":\"true\","
                + "\"ARMS_LICENSE_KEY\":\"k3y\",\"ARMS_REGION_ID\":\"cn-hangzhou\","
                + "\"SERVER_PORT\":\"5002\"}");
    for (String unmonitored : List.of("worker", "worker_beat")) {
      assertThat(services.path(unmonitored).toString()).contains("MODE").doesNotContain("ARMS");
    }
  }

  @Test
  void theCommandsWorkWithoutTheFileOfTheKey() throws IOException {
    load(SampleBuild.complete(), SampleBuild.release("1.16.1"), "1.16");
    Files.delete(folder.resolve("deploy/arms.env"));

    assertThat(load("docker-compose.yaml", "compose.override.yaml").path("api").path("environment"))
        .hasSize(3);
  }

  @Test
  void theFileOfVariablesIsReadAsItStands() throws IOException {
    ObjectNode services = load(SampleBuild.complete(), SampleBuild.all(Optional.empty()), "1.16");

    assertThat(services.path("worker").path("environment").toString())
        .isEqualTo(
            "{\"ARMS_APP_NAME\":\"my-api-worker\",\"ARMS_LICENSE_KEY\":\"\","
                + "\"ARMS_REGION_ID\":\"cn-beijing\",\"ARMS_WORKSPACE\":\"my-workspace\","
                + "\"MODE\":\"worker\"}");
  }

  @Test
  void nothingIsExpandedInAValue() throws IOException {
    String name = "r.example.com/${HOME}/$x<script>\u202e: #";
    BuildResult result =
        SampleBuild.result(List.of(SampleBuild.component("api", name, List.of("t"))));

    assertThat(
            load(result, SampleBuild.release("1.16.1"), "1.16").path("api").path("image").asText())
        .startsWith(name + ":t@sha256:");
  }

  @Test
  void rollBackPinsTheUpstreamImages() throws IOException {
    load(SampleBuild.complete(), SampleBuild.release("1.13.3"), "1.13");

    ObjectNode services = load("docker-compose.yaml", "rollback/compose.override.yaml");

    assertThat(services.path("worker_beat").path("image").asText())
        .isEqualTo("docker.io/langgenius/dify-api:1.16.1@" + SampleBuild.digest("base of api"));
    assertThat(services.path("api").toString()).doesNotContain("ARMS");
  }
}
