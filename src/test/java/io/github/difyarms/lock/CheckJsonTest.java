package io.github.difyarms.lock;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CheckJsonTest {
  private static final RenewCommand COMMAND = new RenewCommand(Map.of("dify-arms.x", "y"));

  /** Readers must bear new fields, so the schema allows them; we may write none that it lacks. */
  private static JsonSchema schema(String name) throws IOException {
    try (InputStream in = CheckJson.class.getResourceAsStream(name)) {
      JsonNode published = new ObjectMapper().readTree(in);
      close(published);
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(published);
    }
  }

  private static void close(JsonNode schema) {
    schema.forEach(CheckJsonTest::close);
    if (schema instanceof ObjectNode object && object.path("properties").isObject()) {
      object.put("additionalProperties", false);
    }
  }

  private static ObjectNode document(Lock now) {
    Comparison comparison = Comparison.of(Locks.with(), now, false);
    return CheckJson.of(
        comparison,
        comparison.with(Comparison.Status.MOVED, Comparison.Status.MISSING),
        List.of("something was not looked at"),
        COMMAND);
  }

  @Test
  void theDocumentFitsItsSchema() throws IOException {
    ObjectNode same = document(Locks.with());
    ObjectNode moved =
        document(
            Locks.with("sha256:10", "sha256:ff", "\"go\" : \"1.26.4\"", "\"go\" : \"1.26.5\""));

    assertThat(schema("check.schema.json").validate(reread(same))).isEmpty();
    assertThat(schema("check.schema.json").validate(reread(moved))).isEmpty();
    assertThat(same.path("upToDate").asBoolean()).isTrue();
    assertThat(moved.path("upToDate").asBoolean()).isFalse();
    assertThat(moved.path("accept").asText())
        .isEqualTo(
            "mvn dify-arms:lock -Ddify-arms.lock.update=api.base,sandbox.go -Ddify-arms.x=y");
  }

  @Test
  void theSchemaKnowsEveryFieldAndMissesWhatIsGone() throws IOException {
    ObjectNode more = document(Locks.with());
    more.put("unknown", 1);
    ObjectNode less = document(Locks.with());
    ((ObjectNode) less.at("/items/0")).remove("status");
    ObjectNode other = document(Locks.with());
    ((ObjectNode) other.at("/items/0")).put("status", "gone");

    assertThat(schema("check.schema.json").validate(reread(more))).hasSize(1);
    assertThat(schema("check.schema.json").validate(reread(less))).hasSize(1);
    assertThat(schema("check.schema.json").validate(reread(other))).hasSize(1);
  }

  private static JsonNode reread(ObjectNode json) throws IOException {
    return new ObjectMapper().readTree(Json.write(json));
  }

  @Test
  void itIsOneLine() {
    assertThat(new String(Json.write(document(Locks.with())), StandardCharsets.UTF_8))
        .doesNotContain("\n");
  }
}
