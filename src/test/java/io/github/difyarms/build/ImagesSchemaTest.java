package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.model.ProgramJson;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.model.Step;
import io.github.difyarms.report.ReportPage;
import io.github.difyarms.report.ResultFiles;
import io.github.difyarms.report.RichResult;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesSchemaTest {
  @TempDir private Path folder;

  /** Readers must bear new fields, so the schema allows them; we may write none that it lacks. */
  private static JsonSchema schema() throws IOException {
    try (InputStream in = ResultFiles.class.getResourceAsStream("images.schema.json")) {
      JsonNode published = new ObjectMapper().readTree(in);
      close(published);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(published);
    }
  }

  private static void close(JsonNode schema) {
    schema.forEach(ImagesSchemaTest::close);
    if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
      object.put("additionalProperties", false);
    }
  }

  private BuildResult build() {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().rich().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
      BuildResult result =
          new Workshop(folder)
              .build(
                  registry.address() + "/langgenius/dify-api:1.16.1",
                  registry.address() + "/acme/dify-api");
      return result.withSteps(
          List.of(
              new Step(
                  "api",
                  Optional.of(Platform.parse("linux/amd64")),
                  Step.Kind.TRANSFER,
                  "blob",
                  Duration.ofMillis(1),
                  Duration.ZERO,
                  Duration.ofMillis(2))));
    }
  }

  private static ProgramBuild program() {
    return new ProgramBuild(
        "https://example.com/x.git",
        "0.6.3",
        "c0ffee",
        "1.26.4",
        new ProgramBuild.Tool("1.0", "ab", "https://example.com/instgo", Optional.of("cd")),
        true,
        Duration.ofSeconds(3),
        new ProgramFacts(
            "amd64",
            Optional.empty(),
            List.of("libc.so.6"),
            Optional.of("2.34"),
            "go1.26.4",
            "example.com/x",
            new TreeMap<>(),
            List.of("agent"),
            List.of()));
  }

  @Test
  void whatABuildLeavesFitsThePublishedSchema() throws IOException {
    ObjectNode images = ResultJson.of(build());
    for (JsonNode file : images.at("/components/0/platforms/0/files")) {
      ((ObjectNode) file).set("build", ProgramJson.of(program()));
    }

    Set<ValidationMessage> complaints = schema().validate(reread(images));

    assertThat(complaints).isEmpty();
  }

  @Test
  void agentsWithTheirWheelsAndWhatWasRemovedFitItToo() throws IOException {
    ObjectNode images = ResultJson.of(RichResult.of());
    assertThat(images.at("/components/0/platforms/1/agents/0/wheels")).hasSize(5);
    assertThat(images.at("/components/0/platforms/1/removed")).hasSize(2);

    assertThat(schema().validate(reread(images))).isEmpty();

    ((ObjectNode) images.at("/components/0/platforms/0/agents/0/wheels/0")).remove("digest");
    ((ObjectNode) images.at("/components/0/platforms/0/removed/0")).remove("path");
    assertThat(schema().validate(reread(images))).hasSize(2);
  }

  @Test
  void partsAndWhatIsJoinedFromDigestsFitItToo() throws IOException {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
      MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
      Workshop workshop = new Workshop(folder).withoutIndex();
      BuildResult parts =
          workshop.build(
              registry.address() + "/langgenius/dify-api:1.16.1",
              registry.address() + "/acme/dify-api");
      BuildResult joined =
          workshop.join(
              workshop.parts(parts).stream()
                  .map(p -> new JoinRequest.Part("digest", p.image(), Optional.empty()))
                  .toList());

      assertThat(schema().validate(reread(ResultJson.of(parts)))).isEmpty();
      assertThat(schema().validate(reread(ResultJson.of(joined)))).isEmpty();
      assertThat(ReportPage.of(parts, List.of())).contains("The goal index joins it");
      assertThat(ReportPage.of(joined, List.of()))
          .contains("joined from digests alone", "No comparison is recorded")
          .doesNotContain("Nothing else changed");
    }
  }

  @Test
  void theSchemaKnowsEveryFieldAndMissesWhatIsGone() throws IOException {
    ObjectNode more = ResultJson.of(build());
    ((ObjectNode) more.at("/components/0/platforms/0/layer")).put("unknown", 1);
    ObjectNode less = ResultJson.of(build());
    ((ObjectNode) less.at("/components/0")).remove("digest");
    ObjectNode other = ResultJson.of(build());
    ((ObjectNode) other.at("/components/0")).put("digest", "latest");

    assertThat(schema().validate(reread(more))).hasSize(1);
    assertThat(schema().validate(reread(less))).hasSize(1);
    assertThat(schema().validate(reread(other))).hasSize(1);
    assertThat(Digest.of(Json.write(less))).isNotEqualTo(Digest.of(Json.write(more)));
  }

  private static JsonNode reread(ObjectNode json) throws IOException {
    return new ObjectMapper().readTree(Json.write(json));
  }
}
