package io.github.difyarms.probe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.io.UncheckedIOException;

/** The report for machines; {@code doctor.schema.json} beside this class describes it. */
public final class ReportJson {
  /** Raised when a field changes its meaning or goes; new fields do not raise it. */
  static final int SCHEMA_VERSION = 1;

  private static final ObjectWriter WRITER =
      new JsonMapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private ReportJson() {}

  /**
   * Returns the document as one line of ASCII: what other scripts write is escaped, so that no text
   * of others can drive a terminal.
   */
  public static String line(DoctorReport report) {
    try {
      return WRITER.writeValueAsString(of(report)) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the document. */
  public static ObjectNode of(DoctorReport report) {
    ObjectNode json = Json.object().put("schemaVersion", SCHEMA_VERSION);
    ObjectNode summary = json.putObject("summary");
    for (Status status : Status.values()) {
      summary.put(status.word(), report.count(status));
    }
    ArrayNode checks = json.putArray("checks");
    for (Finding finding : report.findings()) {
      ObjectNode check = checks.addObject();
      check.put("id", finding.id()).put("group", finding.group().word());
      check.put("status", finding.status().word()).put("summary", finding.summary());
      finding.detail().ifPresent(text -> check.put("detail", text));
      finding.remedy().ifPresent(text -> check.put("remedy", text));
      check.put("millis", finding.time().toMillis());
    }
    return json;
  }
}
