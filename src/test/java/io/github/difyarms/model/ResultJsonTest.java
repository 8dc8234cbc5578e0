package io.github.difyarms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultJsonTest {
  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static PlatformResult platform(String name) {
    return new PlatformResult(
        Platform.parse(name),
        digest(name + " base"),
        digest(name + " manifest"),
        digest(name + " config"),
        List.of(
            new BaseLayer(digest(name + " first"), 3_000_000_000L, Transfer.Kind.MOUNTED),
            new BaseLayer(digest(name + " second"), 2, Transfer.Kind.PRESENT)),
        new PlatformResult.Layer(digest(name + " layer"), digest(name + " tar"), 5_000_000_000L, 7),
        List.of(
            new ReplacedFile(
                "/entrypoint.sh",
                "0755",
                "1001:1001",
                digest("old"),
                digest("new"),
                Optional.empty(),
                Optional.of("#!/bin/bash\n"))),
        new PlatformResult.Transfers(1, 2, 3, 4_000_000_000L),
        new Proof(
            List.of(new Difference(Difference.Kind.ADDED, "/layers/2", "", "{}")),
            List.of(new Difference(Difference.Kind.CHANGED, "/a~1b", "1", "\"<b>\"")),
            List.of(
                new Proof.LayerItem("/app", "directory", "0770", "1001:1001", 0, ""),
                new Proof.LayerItem(
                    "/entrypoint.sh", "file", "0755", "0:0", 12, digest("new").toString())),
            List.of(new Proof.TextDifference("/entrypoint.sh", List.of("--- a", "+++ b")))));
  }

  private static ComponentResult component() {
    return new ComponentResult(
        "api",
        "docker.io/langgenius/dify-api:1.16.1",
        digest("base"),
        "registry.example.com/acme/dify-api",
        List.of("1.16.1-arms", "latest"),
        digest("index"),
        "application/vnd.oci.image.index.v1+json",
        digest("inputs"),
        List.of(platform("linux/amd64"), platform("linux/arm/v6")),
        List.of(new Difference(Difference.Kind.REMOVED, "/manifests/2", "{}", "")),
        false);
  }

  @Test
  void anImageIsReadBackAsItWasWritten() {
    ObjectNode json = Json.readObject(Json.write(ResultJson.record(component())), "test");

    assertThat(ResultJson.component(json)).isEqualTo(component());
    assertThat(ResultJson.component(ResultJson.record(component().asUpToDate())))
        .isEqualTo(component().asUpToDate());
  }

  @Test
  void aBuildHasItsImagesTrafficAndWarnings() {
    BuildResult result =
        new BuildResult(
            List.of(component()),
            34,
            2,
            100,
            200,
            Duration.ofMillis(1500),
            List.of("careful"),
            List.of(
                new Step(
                    "api",
                    Optional.of(Platform.parse("linux/amd64")),
                    Step.Kind.COMPILE,
                    "main",
                    Duration.ofMillis(10),
                    Duration.ofMillis(3),
                    Duration.ofMillis(20))));

    ObjectNode json = ResultJson.of(result);

    assertThat(json.path("schemaVersion").asInt()).isEqualTo(1);
    assertThat(json.path("components").path(0)).isEqualTo(ResultJson.of(component()));
    assertThat(json.path("components").path(0).path("reference").asText())
        .isEqualTo("registry.example.com/acme/dify-api:1.16.1-arms@" + digest("index"));
    assertThat(json.path("traffic").toString())
        .isEqualTo("{\"requests\":34,\"tokenRequests\":2,\"bytesReceived\":100,\"bytesSent\":200}");
    assertThat(json.path("durationMillis").asInt()).isEqualTo(1500);
    assertThat(json.path("warnings").toString()).isEqualTo("[\"careful\"]");
    assertThat(json.path("steps").path(0).toString())
        .isEqualTo(
            "{\"component\":\"api\",\"platform\":\"linux/amd64\",\"kind\":\"compile\",\"what\":\"main\","
                + "\"startMillis\":10,\"waitedMillis\":3,\"durationMillis\":20}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"digest", "inputs", "tags", "platforms", "name", "base"})
  void aRecordThatLacksSomethingIsRefusedByCode(String field) {
    ObjectNode json = ResultJson.of(component());
    json.remove(field);

    assertThatThrownBy(() -> ResultJson.component(json)).hasMessageContaining("DA-");
  }
}
