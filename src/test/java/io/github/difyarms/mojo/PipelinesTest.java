package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.Pipelines;
import io.github.difyarms.testing.Pipelines.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The pipelines of {@code docs/ci} against the schemas that their vendors publish, fetched by the
 * ordinary clients of package registries; {@code src/it/pipelines} runs their commands.
 */
class PipelinesTest {
  private static final Path FOLDER = Path.of("docs/ci");
  private static final Path SCHEMAS = Path.of("target/schemas");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Carries GitHub's and GitLab's schemas. */
  private static final String WHEEL = "check_jsonschema-0.39.0-py3-none-any.whl";

  private static final String VENDOR = "check_jsonschema/builtin_schemas/vendor/";

  private static void fits(JsonNode document, JsonNode schema, VersionFlag version) {
    assertThat(JsonSchemaFactory.getInstance(version).getSchema(schema).validate(document))
        .isEmpty();
  }

  private static JsonNode ofPython(String entry) throws IOException {
    Path wheel = SCHEMAS.resolve(WHEEL);
    if (!Files.exists(wheel)) {
      Optional<String> python = CommandLine.find("python3", "pipelines against schemas");
      assumeTrue(python.isPresent());
      String[] parts = WHEEL.split("-", -1);
      CommandLine.Outcome outcome =
          CommandLine.of(
                  python.get(),
                  "-m",
                  "pip",
                  "download",
                  "--no-deps",
                  "-d",
                  SCHEMAS.toString(),
                  parts[0] + "==" + parts[1])
              .within(Duration.ofMinutes(2))
              .run();
      reachable(outcome, parts[0]);
    }
    return read(wheel, VENDOR + entry);
  }

  private static JsonNode ofGo(String module, String entry) throws IOException {
    Optional<String> go = CommandLine.find("go", "pipelines against schemas");
    assumeTrue(go.isPresent());
    Files.createDirectories(SCHEMAS);
    CommandLine.Outcome outcome =
        CommandLine.of(go.get(), "mod", "download", "-json", module)
            .in(SCHEMAS)
            .with("GO111MODULE", "on")
            .with("GOFLAGS", "-mod=mod")
            .within(Duration.ofMinutes(3))
            .run();
    reachable(outcome, module);
    String json = outcome.output().substring(outcome.output().indexOf('{'));
    return read(Path.of(MAPPER.readTree(json).path("Zip").asText()), module + "/" + entry);
  }

  private static void reachable(CommandLine.Outcome outcome, String what) {
    if (outcome.exitCode() != 0) {
      System.out.println("SKIPPED: " + what + " cannot be fetched: " + outcome.output());
    }
    assumeTrue(outcome.exitCode() == 0);
  }

  private static JsonNode read(Path zip, String entry) throws IOException {
    try (ZipFile file = new ZipFile(zip.toFile());
        var in = file.getInputStream(file.getEntry(entry))) {
      return MAPPER.readTree(in);
    }
  }

  /** The schemas of Kubernetes' resources let misspelt fields pass; API servers may not. */
  private static void close(JsonNode schema) {
    schema.forEach(PipelinesTest::close);
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
  }

  @Test
  void theWorkflowFitsGitHubsSchema() throws IOException {
    JsonNode workflow = Pipelines.GITHUB_ACTIONS.documents(FOLDER).get(0);

    fits(workflow, ofPython("github-workflows.json"), VersionFlag.V7);
  }

  @Test
  void thePipelineFitsGitLabsSchema() throws IOException {
    JsonNode pipeline = Pipelines.GITLAB_CI.documents(FOLDER).get(0);

    fits(pipeline, ofPython("gitlab-ci.json"), VersionFlag.V7);
  }

  @Test
  void theTasksFitTektonsSchema() throws IOException {
    ObjectNode definitions =
        (ObjectNode)
            ofGo("github.com/tektoncd/pipeline@v0.70.0", "pkg/apis/pipeline/v1/swagger.json")
                .path("definitions");
    close(definitions);
    definitions.putObject("v1.ParamValue"); // a text or a list in YAML, a structure in Go
    Set<String> named = new TreeSet<>();
    Matcher reference = Pattern.compile("#/definitions/([^\"]+)").matcher(definitions.toString());
    while (reference.find()) {
      named.add(reference.group(1));
    }
    named.stream().filter(name -> !definitions.has(name)).forEach(definitions::putObject);

    List<JsonNode> documents = Pipelines.TEKTON.documents(FOLDER);

    assertThat(documents).hasSize(3);
    for (JsonNode document : documents) {
      ObjectNode schema = MAPPER.createObjectNode();
      schema.put("$ref", "#/definitions/v1." + document.path("kind").asText());
      schema.set("definitions", definitions);
      fits(document, schema, VersionFlag.V4);
    }
  }

  @Test
  void theTemplatesFitArgosSchema() throws IOException {
    ObjectNode schema =
        (ObjectNode)
            ofGo("github.com/argoproj/argo-workflows/v3@v3.6.5", "api/jsonschema/schema.json");
    close(schema.path("definitions"));
    schema.remove("oneOf"); // one message instead of one for each kind

    List<JsonNode> documents = Pipelines.ARGO_WORKFLOWS.documents(FOLDER);

    assertThat(documents).hasSize(2);
    for (JsonNode document : documents) {
      schema.put(
          "$ref", "#/definitions/io.argoproj.workflow.v1alpha1." + document.path("kind").asText());
      fits(document, schema, VersionFlag.V202012);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyImageIsBuiltForEveryPlatform(Pipelines pipeline) {
    assertThat(pipeline.jobs(FOLDER))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Part.values())
                .flatMap(
                    part ->
                        Stream.of("linux/amd64", "linux/arm64")
                            .map(platform -> new Job(part.id(), platform)))
                .toList());
  }

  @ParameterizedTest
  @EnumSource
  void eachHasOneCommandForEachStep(Pipelines pipeline) {
    for (String goal : List.of("plan", "check", "build", "index")) {
      assertThat(pipeline.commands(FOLDER, goal)).as(goal).hasSize(1);
    }
    assertThat(pipeline.commands(FOLDER, "build").get(0))
        .contains("\"$COMPONENT\"", "\"$PLATFORM\"", "-Ddify-arms.index=false")
        .contains("-Ddify-arms.lock.use=required");
  }
}
