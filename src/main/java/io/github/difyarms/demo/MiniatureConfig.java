package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.MiniatureLayer.Packed;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Platform;
import java.math.BigDecimal;
import java.util.List;

/** The config of a miniature image. */
final class MiniatureConfig {
  private static final String CREATED = "2026-01-01T00:00:00Z";
  private static final long SECOND = 1_000_000_000L;

  private MiniatureConfig() {}

  static byte[] of(
      MiniatureShape shape, Platform platform, List<MiniatureLayer> layers, List<Packed> packed) {
    ObjectNode config = Json.object();
    config.put("architecture", platform.architecture()).put("os", platform.os());
    if (!platform.variant().isEmpty()) {
      config.put("variant", platform.variant());
    }
    config.put("created", CREATED);
    config.set("config", run(shape));
    ObjectNode rootfs = config.putObject("rootfs").put("type", "layers");
    ArrayNode diffIds = rootfs.putArray("diff_ids");
    packed.forEach(layer -> diffIds.add(layer.diffId().toString()));
    history(config.putArray("history"), shape.part(), layers);
    if (shape.rich()) {
      enrich(config, platform);
    }
    return Json.write(config);
  }

  private static ObjectNode run(MiniatureShape shape) {
    ObjectNode run = shape.part().run();
    if (shape.rich()) {
      enrichRun(run, run.withArray("Env"));
    }
    return run;
  }

  private static void history(ArrayNode history, MiniaturePart part, List<MiniatureLayer> layers) {
    empty(history, "ENV LANG=C.UTF-8");
    for (MiniatureLayer layer : layers) {
      history.addObject().put("created", CREATED).put("created_by", layer.createdBy());
    }
    part.closing().forEach(line -> empty(history, line));
  }

  private static void empty(ArrayNode history, String createdBy) {
    ObjectNode entry = history.addObject().put("created", CREATED);
    entry.put("created_by", createdBy).put("empty_layer", true);
  }

  private static void enrich(ObjectNode config, Platform platform) {
    config.put("author", "Somebody <somebody@example.com>");
    if (platform.architecture().equals("arm64")) {
      config.put("variant", "v8");
    }
    config.put("os.version", "12").putArray("os.features").add("example");
    ObjectNode unknown = config.putObject("io.example.unknown");
    unknown.put("exact", new BigDecimal("2.50")).put("big", 9_007_199_254_740_993L);
    unknown.putNull("nothing");
  }

  private static void enrichRun(ObjectNode run, ArrayNode env) {
    env.add("BANNER=first line\nsecond line");
    env.add("EMPTY=");
    run.put("StopSignal", "SIGQUIT").put("ArgsEscaped", true);
    run.putArray("Shell").add("/bin/bash").add("-o").add("pipefail").add("-c");
    run.putArray("OnBuild").add("RUN true");
    run.putObject("Volumes").putObject("/app/api/storage");
    run.putObject("Labels").put("io.example.kept", "<&> é");
    ObjectNode check = run.putObject("Healthcheck");
    check.putArray("Test").add("CMD-SHELL").add("exit 0");
    check.put("Interval", 30 * SECOND).put("Timeout", 5 * SECOND).put("Retries", 3);
    check.put("StartPeriod", 30 * SECOND).put("StartInterval", 2 * SECOND);
    run.put("io.example.unknown", "kept");
  }
}
