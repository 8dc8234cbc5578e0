package io.github.difyarms.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * One JSON object a line for each event; {@code docs/console.md} describes them. All of a line is
 * ASCII: what other scripts write is escaped, so that no text can drive a terminal.
 */
public final class JsonBuildLog implements BuildLog {
  /** The first member of each line: marks it as ours, and tells the version of the format. */
  static final String MARK = "difyArms";

  static final int VERSION = 1;

  /** The shortest time between two events that tell how far one and the same thing is. */
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final ObjectWriter WRITER =
      MAPPER
          .writer()
          .with(JsonWriteFeature.ESCAPE_NON_ASCII)
          .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  private final OutputStream out;
  private final Clock clock;
  private final Map<String, Instant> told = new HashMap<>();

  /**
   * Creates the log.
   *
   * @param out takes the lines; stays open
   */
  public JsonBuildLog(OutputStream out) {
    this(out, Clock.systemUTC());
  }

  JsonBuildLog(OutputStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  private synchronized void write(String event, Consumer<ObjectNode> members) {
    ObjectNode line = MAPPER.createObjectNode();
    line.put(MARK, VERSION);
    line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("event", event);
    members.accept(line);
    try {
      out.write((WRITER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      // Nobody reads any more (a closed pipe); the build goes on.
    }
  }

  private void write(String event, String component, Consumer<ObjectNode> members) {
    write(event, line -> members.accept(line.put("component", component)));
  }

  private void write(
      String event, String component, Platform platform, Consumer<ObjectNode> members) {
    write(event, component, line -> members.accept(line.put("platform", platform.toString())));
  }

  /** Returns whether it is time again to tell how far a thing is. */
  private synchronized boolean due(String thing) {
    Instant now = clock.instant();
    Instant last = told.get(thing);
    if (last != null && now.isBefore(last.plus(INTERVAL))) {
      return false;
    }
    told.put(thing, now);
    return true;
  }

  private static void nothing(ObjectNode line) {}

  @Override
  public void resolving(String component, ImageReference base) {
    write("resolving", component, line -> line.put("base", base.toString()));
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    write(
        "resolved",
        component,
        line -> {
          line.put("base", base.toString()).put("digest", digest.toString());
          ArrayNode names = line.putArray("platforms");
          platforms.forEach(platform -> names.add(platform.toString()));
          line.put("dropped", dropped.size());
        });
  }

  @Override
  public void searching(String component, Platform platform) {
    write("searching", component, platform, JsonBuildLog::nothing);
  }

  @Override
  public void searched(String component, Platform platform) {
    write("searched", component, platform, JsonBuildLog::nothing);
  }

  @Override
  public void changed(String component, Platform platform, String summary) {
    write("changed", component, platform, line -> line.put("text", summary));
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    boolean whole = total.isPresent() && total.getAsLong() == done;
    if (whole || due("download " + what)) {
      write(
          whole ? "downloaded" : "downloading",
          line -> {
            line.put("what", what).put("bytes", done);
            total.ifPresent(bytes -> line.put("total", bytes));
          });
    }
  }

  @Override
  public void waiting(String component, Platform platform) {
    write("waiting", component, platform, JsonBuildLog::nothing);
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    write("compiling", component, platform, line -> line.put("file", file));
  }

  @Override
  public void compilingPackage(String component, Platform platform, int number, String pkg) {
    if (due("compile " + component + " " + platform)) {
      write(
          "compilingPackage",
          component,
          platform,
          line -> line.put("number", number).put("package", pkg));
    }
  }

  @Override
  public void printed(String component, Platform platform, String text) {
    write("printed", component, platform, line -> line.put("text", text));
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    write(
        "compiled",
        component,
        platform,
        line ->
            line.put("cached", build.cached())
                .put("go", build.go())
                .put("instgo", build.instgo().version())
                .put("milliseconds", build.duration().toMillis()));
  }

  @Override
  public void layering(String component, Platform platform) {
    write("layering", component, platform, JsonBuildLog::nothing);
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    write(
        "layered",
        component,
        platform,
        line -> line.put("digest", layer.digest().toString()).put("bytes", layer.size()));
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob) {
    write("transferring", component, platform, line -> blob(line, blob));
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob, long done) {
    if (due("transfer " + component + " " + blob.digest())) {
      write(
          "transferProgress",
          component,
          platform,
          line ->
              line.put("digest", blob.digest().toString())
                  .put("bytes", done)
                  .put("total", blob.size()));
    }
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    write(
        "transferred",
        component,
        platform,
        line -> {
          blob(line, blob);
          line.put("how", transfer.kind().name().toLowerCase(Locale.ROOT));
        });
  }

  private static void blob(ObjectNode line, Descriptor blob) {
    line.put("digest", blob.digest().toString()).put("bytes", blob.size());
  }

  @Override
  public void placing(String component) {
    write("placing", component, JsonBuildLog::nothing);
  }

  @Override
  public void placed(String component) {
    write("placed", component, JsonBuildLog::nothing);
  }

  @Override
  public void tagging(String component, List<String> tags) {
    write("tagging", component, line -> tags.forEach(line.putArray("tags")::add));
  }

  @Override
  public void published(ComponentResult result) {
    write(
        "published",
        result.id(),
        line -> {
          line.put("name", result.name());
          result.tags().forEach(line.putArray("tags")::add);
          line.put("digest", result.digest().toString())
              .put("reference", result.reference())
              .put("upToDate", result.upToDate());
        });
  }

  @Override
  public void retrying(String text) {
    write("retrying", line -> line.put("text", text));
  }

  @Override
  public void note(String text) {
    write("note", line -> line.put("text", text));
  }

  @Override
  public void warning(String text) {
    write("warning", line -> line.put("text", text));
  }

  @Override
  public void message(String text) {
    if (!text.isEmpty()) {
      write("message", line -> line.put("text", text));
    }
  }

  @Override
  public void finished(BuildResult result, Optional<Path> output) {
    write(
        "finished",
        line -> {
          line.put("requests", result.requests())
              .put("tokenRequests", result.tokenRequests())
              .put("bytesReceived", result.bytesReceived())
              .put("bytesSent", result.bytesSent())
              .put("milliseconds", result.duration().toMillis())
              .put("warnings", result.warnings().size());
          output.ifPresent(path -> line.put("output", path.toString()));
        });
  }

  @Override
  public void stopped(Exception stop) {
    write(
        "stopped",
        line -> {
          if (stop instanceof DifyArmsException told) {
            line.put("code", told.code().id())
                .put("what", told.what())
                .put("where", told.where())
                .put("why", told.why())
                .put("next", told.code().next());
          } else {
            line.put("what", stop.toString());
          }
        });
  }
}
