package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.util.Optional;

/**
 * One run of one competitor.
 *
 * @param line over what
 * @param row which row
 * @param competitor who
 * @param timed whether its time counts
 * @param seconds the whole time
 * @param inside the time without what starts it, when it tells
 * @param counts what went over the wire, when it was counted
 * @param peakKilobytes most memory at once, when it was looked at
 * @param newBytes bytes of the result that are not the base's layers
 * @param wrong why it does not count
 */
record Run(
    Line line,
    Row row,
    String competitor,
    boolean timed,
    double seconds,
    Optional<Double> inside,
    Optional<Counts> counts,
    long peakKilobytes,
    long newBytes,
    Optional<String> wrong) {
  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("line", line.name()).put("row", row.name()).put("competitor", competitor);
    json.put("timed", timed).put("seconds", seconds);
    inside.ifPresent(it -> json.put("insideSeconds", it));
    counts.ifPresent(it -> json.set("wire", it.json()));
    json.put("peakKilobytes", peakKilobytes).put("newBytes", newBytes);
    wrong.ifPresent(it -> json.put("wrong", it));
    return json;
  }
}
