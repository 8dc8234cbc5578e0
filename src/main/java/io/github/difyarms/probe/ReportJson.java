package io.github.difyarms.probe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;

/** The report for machines; {@code doctor.schema.json} beside this class describes it. */
public final class ReportJson {
  /** Raised when a field changes its meaning or goes; new fields do not raise it. */
  static final int SCHEMA_VERSION = 1;

  private ReportJson() {}

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
