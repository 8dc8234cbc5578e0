package io.github.difyarms.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Json;
import java.util.List;

/** A plan as JSON; {@code plan.schema.json} describes it. */
public final class PlanJson {
  /** Version of the layout; raised when a reader would misread it. */
  public static final int SCHEMA_VERSION = 1;

  private PlanJson() {}

  /** Returns the document: equal plans give equal documents. */
  public static ObjectNode of(Forecast forecast) {
    BuildRequest request = forecast.plan().request();
    ObjectNode json = Json.object();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("generator", Product.nameAndVersion());
    request.difyVersion().ifPresent(version -> json.put("difyVersion", version));
    strings(
        json.putArray("platforms"), request.platforms().stream().map(Object::toString).toList());
    ArrayNode components = json.putArray("components");
    forecast.components().forEach(component -> components.add(of(component)));
    ArrayNode leftOut = json.putArray("leftOut");
    for (Forecast.LeftOut out : forecast.leftOut()) {
      leftOut.addObject().put("id", out.component()).put("reason", out.reason());
    }
    json.set("cost", cost(forecast.reading(), forecast.pushing()));
    strings(json.putArray("notes"), forecast.notes());
    strings(json.putArray("warnings"), forecast.warnings());
    forecast.stop().ifPresent(reason -> json.put("stop", reason));
    return json;
  }

  /** Returns the document on lines for people, in ASCII. */
  public static String pretty(Forecast forecast) {
    return Json.ascii(Json.writePretty(of(forecast)));
  }

  private static void strings(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static ObjectNode of(ComponentForecast forecast) {
    ComponentPlan plan = forecast.plan();
    ObjectNode json = Json.object();
    json.put("id", plan.request().id());
    ObjectNode base = json.putObject("base");
    base.put("reference", plan.request().base().toString());
    base.put("digest", plan.base().digest().toString());
    if (plan.upToDate().isEmpty()) { // else the base was not read
      base.put("mediaType", plan.base().mediaType());
    }
    ObjectNode target = json.putObject("target");
    target.put("kind", kind(plan.request().target())).put("name", forecast.target());
    strings(target.putArray("tags"), forecast.tags());
    json.put("upToDate", forecast.skipped().isPresent());
    forecast.skipped().ifPresent(reason -> json.put("reason", reason));
    json.put("settled", plan.settled());
    json.put("configuration", plan.configuration().toString());
    if (plan.settled()) {
      json.put("inputs", plan.inputs().toString());
    }
    forecast.digest().ifPresent(digest -> json.put("digest", digest.toString()));
    ArrayNode dropped = json.putArray("dropped");
    forecast.dropped().forEach(entry -> dropped.add(of(entry)));
    ArrayNode platforms = json.putArray("platforms");
    forecast.platforms().forEach(platform -> platforms.add(of(platform, plan.settled())));
    json.set("cost", cost(forecast.reading(), forecast.pushing()));
    strings(json.putArray("notes"), forecast.notes());
    strings(json.putArray("warnings"), plan.warnings());
    return json;
  }

  private static String kind(Target target) {
    return target instanceof Target.Registry
        ? "registry"
        : target instanceof Target.Layout ? "layout" : "local";
  }

  private static ObjectNode of(ComponentForecast.Dropped dropped) {
    Descriptor entry = dropped.entry();
    ObjectNode json = Json.object();
    json.put("digest", entry.digest().toString()).put("mediaType", entry.mediaType());
    entry.platform().ifPresent(platform -> json.put("platform", platform.toString()));
    return json.put("reason", dropped.reason());
  }

  private static ObjectNode of(PlatformForecast forecast, boolean settled) {
    PlatformPlan plan = forecast.plan();
    ObjectNode json = Json.object();
    json.put("platform", plan.platform().toString());
    json.put("base", plan.entry().digest().toString());
    if (settled) {
      json.put("inputs", plan.inputs().toString());
    }
    forecast.manifest().ifPresent(digest -> json.put("manifest", digest.toString()));
    json.put("summary", plan.changes().summary());
    ArrayNode files = json.putArray("files");
    plan.changes().files().forEach(file -> files.add(of(file, plan)));
    if (!plan.changes().trees().isEmpty()) {
      ArrayNode added = json.putArray("added");
      plan.changes().trees().forEach(tree -> added.add(of(tree)));
    }
    if (!plan.changes().removals().isEmpty()) {
      ArrayNode removed = json.putArray("removed");
      plan.changes()
          .removals()
          .forEach(it -> removed.addObject().put("path", it.path()).put("of", it.of()));
    }
    ArrayNode layers = json.putArray("layers");
    forecast.layers().forEach(layer -> layers.add(of(layer)));
    json.set("newLayer", of(forecast.layer()));
    return json;
  }

  private static ObjectNode of(FileChange file, PlatformPlan plan) {
    var old = file.old();
    ObjectNode json = Json.object();
    json.put("path", old.path().toString())
        .put("mode", old.attributes().modeText())
        .put("owner", old.attributes().ownership())
        .put("layer", plan.base().manifest().layers().get(old.layer()).digest().toString());
    json.putObject("old").put("digest", old.digest().toString()).put("size", old.size());
    json.set(
        "new",
        file.making() instanceof Making.Rewritten rewritten
            ? of(rewritten)
            : file.making() instanceof Making.Compiled compiled
                ? of(compiled)
                : Json.object().put("made", "rewritten"));
    return json;
  }

  private static ObjectNode of(AddedTree tree) {
    Packing packing = tree.packing();
    ObjectNode json = Json.object();
    json.put("path", tree.path());
    if (packing.target().isPresent()) { // else the base was not looked into
      json.put("owner", tree.attributes().ownership());
    }
    ObjectNode agent = json.putObject("agent").put("from", packing.address());
    packing.agent().ifPresent(name -> agent.put("name", name));
    packing.sha256().ifPresent(hash -> agent.put("sha256", hash));
    agent.put("download", packing.download().isPresent());
    if (packing.download().orElse(-1) >= 0) {
      agent.put("downloadBytes", packing.download().getAsLong());
    }
    packing.target().ifPresent(python -> json.put("python", python));
    json.put("index", packing.index());
    packing.wheels().ifPresent(wheels -> json.set("wheels", AgentJson.wheels(wheels)));
    return json.put("unreadBytes", packing.unread());
  }

  private static ObjectNode of(Making.Rewritten rewritten) {
    return Json.object()
        .put("made", "rewritten")
        .put("digest", rewritten.digest().toString())
        .put("size", rewritten.size());
  }

  private static ObjectNode of(Making.Compiled compiled) {
    ObjectNode json = Json.object();
    json.put("made", compiled.cached().isPresent() ? "cached" : "compiled");
    compiled
        .cached()
        .ifPresent(
            program -> json.put("digest", program.digest().toString()).put("size", program.size()));
    json.putObject("source")
        .put("from", compiled.source())
        .put("revision", compiled.revision())
        .put("identity", compiled.identity());
    Making.Go go = compiled.go();
    ObjectNode toolchain = json.putObject("go").put("version", go.version()).put("from", go.from());
    toolchain.put("download", go.download());
    go.hash().ifPresent(hash -> toolchain.put("hash", hash));
    json.set("instgo", of(compiled.instgo()));
    compiled.agentVersion().ifPresent(version -> json.put("agentVersion", version));
    return json;
  }

  private static ObjectNode of(Making.Tool tool) {
    ObjectNode json = Json.object();
    json.put("address", tool.address()).put("host", tool.host());
    json.put("download", tool.download().isPresent());
    if (tool.download().orElse(-1) >= 0) {
      json.put("downloadBytes", tool.download().getAsLong());
    }
    tool.sha256().ifPresent(hash -> json.put("sha256", hash));
    tool.version().ifPresent(version -> json.put("version", version));
    return json;
  }

  private static ObjectNode of(LayerForecast layer) {
    ObjectNode json = Json.object();
    layer.digest().ifPresent(digest -> json.put("digest", digest.toString()));
    return json.put("size", layer.size())
        .put("estimated", layer.estimated())
        .put("way", EnumWords.of(layer.way()))
        .put("reason", layer.reason());
  }

  private static ObjectNode cost(Bounds reading, Bounds pushing) {
    ObjectNode json = Json.object();
    json.set("reading", of(reading));
    json.set("pushing", of(pushing));
    json.set("total", of(reading.plus(pushing)));
    return json;
  }

  private static ObjectNode of(Bounds bounds) {
    ObjectNode json = Json.object();
    json.set("expected", of(bounds.expected()));
    json.set("worstCase", of(bounds.worstCase()));
    return json;
  }

  private static ObjectNode of(Cost cost) {
    return Json.object()
        .put("requests", cost.requests())
        .put("bytesReceived", cost.received())
        .put("bytesSent", cost.sent());
  }
}
