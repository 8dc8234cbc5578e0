package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.log.PlanText;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.PlanJson;
import io.github.difyarms.report.ResultFiles;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of real images, as JSON and as text. */
class PlanSchemaTest {
  private static final String COLD = "cold";
  private static final String AGAIN = "again";
  private static final String MOVED = "moved";
  private static final String SECRET = "s3cret-key";

  @TempDir static Path directory;
  private static final GoImages IMAGES = new GoImages();
  private static final Map<String, Forecast> PLANS = new HashMap<>();

  @BeforeAll
  static void plan() {
    IMAGES.push(MiniatureImages.builder().rich(), DifyApi.ID, GoImages.RELEASE);
    try (GoBench bench = new GoBench(directory)) {
      bench
          .licenseKey(java.util.Optional.of(SECRET))
          .instgoQuery("Signature=" + SECRET)
          .lookOnly(true);
      Workshop workshop = new Workshop(directory).tags("{upstreamTag}-{inputs}");
      PLANS.put(COLD, plan(bench, workshop));
      workshop.with(bench.lookOnly(false).components()).run(requests(workshop));
      bench.lookOnly(true);
      PLANS.put(AGAIN, plan(bench, workshop));
      PLANS.put(MOVED, plan(bench, new Workshop(directory).tags("other").failOnWarning()));
    }
  }

  private static Forecast plan(GoBench bench, Workshop workshop) {
    return workshop
        .with(bench.components())
        .forecast(requests(workshop))
        .with(
            List.of(new Forecast.LeftOut(Sandbox.ID, "it is left out for the test")),
            List.of("a note\u001b[31m of the run\u202e"),
            List.of("a warning of the run"));
  }

  private static List<ComponentRequest> requests(Workshop workshop) {
    List<ComponentRequest> requests = new ArrayList<>(IMAGES.both(workshop));
    requests.add(
        0,
        workshop.request(
            DifyApi.ID,
            IMAGES.base(DifyApi.ID, GoImages.RELEASE),
            IMAGES.registry().address() + "/acme/dify-api"));
    return requests;
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
  }

  private static Forecast planned(String name) {
    return Objects.requireNonNull(PLANS.get(name));
  }

  /** Readers must bear new fields, so the schema allows them; we may write none that it lacks. */
  static JsonSchema schema() throws IOException {
    try (InputStream in = ResultFiles.class.getResourceAsStream("plan.schema.json")) {
      JsonNode published = new ObjectMapper().readTree(in);
      close(published);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(published);
    }
  }

  private static void close(JsonNode schema) {
    schema.forEach(PlanSchemaTest::close);
    if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
      object.put("additionalProperties", false);
    }
  }

  private static JsonNode reread(JsonNode json) throws IOException {
    return new ObjectMapper().readTree(Json.write(json));
  }

  @ParameterizedTest
  @ValueSource(strings = {COLD, AGAIN, MOVED})
  void everyPlanFitsThePublishedSchema(String plan) throws IOException {
    ObjectNode json = PlanJson.of(planned(plan));

    assertThat(schema().validate(reread(json))).isEmpty();
    assertThat(new ObjectMapper().readTree(PlanJson.pretty(planned(plan)))).isEqualTo(reread(json));
  }

  @Test
  void theSchemaKnowsEveryFieldAndMissesWhatIsGone() throws IOException {
    for (String place : List.of("", "/components/1", "/components/1/platforms/0/files/0/old")) {
      ObjectNode more = PlanJson.of(planned(MOVED));
      ((ObjectNode) more.at(place)).put("unknown", 1);
      assertThat(schema().validate(reread(more))).as(place).isNotEmpty();
    }
    ObjectNode less = PlanJson.of(planned(MOVED));
    ((ObjectNode) less.at("/components/0/base")).remove("digest");
    assertThat(schema().validate(reread(less))).hasSize(1);
  }

  @Test
  void fieldsStandInOneOrder() {
    List<String> fields = new ArrayList<>();
    PlanJson.of(planned(MOVED)).at("/components/0").fieldNames().forEachRemaining(fields::add);

    assertThat(fields)
        .containsExactly(
            "id",
            "base",
            "target",
            "upToDate",
            "settled",
            "configuration",
            "inputs",
            "digest",
            "dropped",
            "platforms",
            "cost",
            "notes",
            "warnings");
  }

  @Test
  void aBaseThatWasNotReadHasNoMediaType() {
    assertThat(PlanJson.of(planned(AGAIN)).at("/components/0/base").has("mediaType")).isFalse();
    assertThat(PlanJson.of(planned(MOVED)).at("/components/0/base/mediaType").asText())
        .isEqualTo(MediaTypes.OCI_INDEX);
  }

  @Test
  void whatIsNotKnownYetIsLeftOut() {
    ObjectNode json = PlanJson.of(planned(COLD));

    assertThat(json.at("/components/0/settled").asBoolean()).isTrue();
    assertThat(json.at("/components/0/digest").asText()).startsWith("sha256:");
    assertThat(json.at("/components/1/settled").asBoolean()).isFalse();
    assertThat(json.at("/components/1").has("inputs")).isFalse();
    assertThat(json.at("/components/1/target/tags/0").asText()).endsWith("-{inputs}");
    JsonNode program = json.at("/components/1/platforms/0/files/0/new");
    assertThat(program.at("/made").asText()).isEqualTo("compiled");
    assertThat(program.at("/instgo/download").asBoolean()).isTrue();
    assertThat(program.at("/instgo/downloadBytes").asLong()).isGreaterThan(1_000_000);
  }

  @Test
  void theTextTellsTheSame() {
    String cold = String.join("\n", PlanText.of(planned(COLD)));
    String moved = String.join("\n", PlanText.of(planned(MOVED)));
    String again = String.join("\n", PlanText.of(planned(AGAIN)));

    assertThat(cold)
        .contains(
            "left out  ",
            ", rewritten",
            "to be compiled",
            ", to be downloaded: ",
            "mount    the base is in the same registry",
            "it is not made yet; the size is a guess",
            "-{inputs}",
            "sandbox: it is left out for the test");
    assertThat(moved)
        .contains("compiled before, from the cache", "present  the target's last image has it");
    assertThat(again).contains("skipped    up to date: base and target still have the digests of ");
  }

  @ParameterizedTest
  @ValueSource(strings = {COLD, AGAIN, MOVED})
  void neitherDrivesATerminalNorHoldsASecret(String plan) {
    List<String> both =
        List.of(PlanJson.pretty(planned(plan)), String.join("\n", PlanText.of(planned(plan))));

    assertThat(both)
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContain(SECRET, "\u001b", "\u202e")
                    .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]")
                    .contains("a warning of the run"));
  }
}
