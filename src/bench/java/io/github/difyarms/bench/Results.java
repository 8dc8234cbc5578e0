package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that was found out.
 *
 * @param options what was asked for
 * @param sizes how large everything was
 * @param competitors who took part
 * @param versions of those who are installed
 * @param programBytes the size of one new file
 * @param baseLayerBytes bytes of all layers of the base that moves over the link
 * @param runs every run
 * @param skipped who did not run where, and why
 * @param extras what is measured of this plugin alone
 * @param growth the charts
 */
record Results(
    Options options,
    Sizes sizes,
    List<Competitor> competitors,
    Map<String, String> versions,
    long programBytes,
    long baseLayerBytes,
    List<Run> runs,
    Map<String, String> skipped,
    Optional<Extras> extras,
    List<Growth.Series> growth) {
  /** The id of what the others are compared with. */
  static final String OURS = "plugin";

  Tally tally(Line line, Row row, Competitor competitor) {
    return Tally.of(runs, line, row, competitor.id());
  }

  Tally ours(Line line, Row row) {
    return Tally.of(runs, line, row, OURS);
  }

  List<Competitor> peers() {
    return competitors.stream().filter(it -> !(it instanceof Plugin)).toList();
  }

  /** Returns the bytes that have to move over the link in a row at least. */
  long floorBytes(Row row) {
    if (row == Row.NOTHING) {
      return 0;
    }
    long fewest =
        competitors.stream()
            .flatMap(it -> tally(Line.LINK, row, it).newBytes().stream())
            .min(Long::compare)
            .orElse(0L);
    return fewest + (row == Row.COLD ? baseLayerBytes : 0);
  }

  ObjectNode json() {
    ObjectNode json = Json.object();
    json.put("programBytes", programBytes).put("baseLayerBytes", baseLayerBytes);
    ObjectNode installed = json.putObject("versions");
    versions.forEach(installed::put);
    json.putArray("runs").addAll(runs.stream().map(Run::json).toList());
    ObjectNode reasons = json.putObject("skipped");
    new TreeMap<>(skipped).forEach(reasons::put);
    extras.ifPresent(it -> json.set("extras", it.json()));
    json.putArray("growth").addAll(growth.stream().map(Growth.Series::json).toList());
    return json;
  }
}
