package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The report as text and as JSON. */
class ReportTest {
  private static final Finding PROBLEM =
      Finding.of(
          "target.push",
          Group.TARGET,
          Verdict.problem("pushing is not allowed", "log in").because("HTTP 401\nno credentials"),
          Duration.ofMillis(12));

  private static JsonSchema schema() throws IOException {
    try (InputStream in = ReportJson.class.getResourceAsStream("doctor.schema.json")) {
      JsonNode published = new ObjectMapper().readTree(in);
      close(published);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(published);
    }
  }

  /** Readers must bear new fields, so the schema allows them; we may write none that it lacks. */
  private static void close(JsonNode schema) {
    schema.forEach(ReportTest::close);
    if (schema instanceof ObjectNode object
        && object.path("properties").isObject()
        && object.has("type")) {
      object.put("additionalProperties", false);
    }
  }

  @Test
  void whatADoctorPrintsFitsThePublishedSchema() throws IOException {
    DoctorReport report;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start();
        Bench bench = new Bench()) {
      report =
          new DoctorReport(
              bench
                  .target(
                      ImageReference.parse(registry.address() + "/acme/dify-api"), Optional.empty())
                  .all());
    }
    JsonNode json = new ObjectMapper().readTree(Json.write(ReportJson.of(report)));

    assertThat(json.path("checks")).hasSizeGreaterThan(8);
    assertThat(schema().validate(json)).isEmpty();
  }

  @Test
  void theSchemaWantsARemedyForAProblemAndKnowsTheWords() throws IOException {
    ObjectNode well = ReportJson.of(new DoctorReport(List.of(PROBLEM)));
    ObjectNode less = well.deepCopy();
    ((ObjectNode) less.at("/checks/0")).remove("remedy");
    ObjectNode other = well.deepCopy();
    ((ObjectNode) other.at("/checks/0")).put("status", "fine");

    assertThat(schema().validate(well)).isEmpty();
    assertThat(schema().validate(less)).hasSize(1);
    assertThat(schema().validate(other)).hasSize(1);
  }

  @Test
  void evidenceAndNextStepStandBelowTheLine() {
    assertThat(FindingText.lines(PROBLEM))
        .containsExactly(
            "problem  target.push           pushing is not allowed (12 ms)",
            "                               why:  HTTP 401",
            "                                     no credentials",
            "                               next: log in");
  }

  @Test
  void whatIsSkippedTookNoTime() {
    Finding skipped =
        Finding.of("target", Group.TARGET, Verdict.skipped("not set"), Duration.ofMillis(3));

    assertThat(FindingText.lines(skipped))
        .containsExactly("skipped  target                not set");
  }
}
