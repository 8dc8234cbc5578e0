package io.github.difyarms.report;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BaseLayer;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PackedAgent;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.model.Proof;
import io.github.difyarms.model.RemovedPath;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.model.Step;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A result with everything a result can have: three components, two platforms, and texts that would
 * like to do harm.
 */
public final class RichResult {
  /** Runs when it gets into a page as it is. */
  public static final String SCRIPT = "<script>alert(1)</script>";

  /** Leaves an attribute, a tag, a style or a template when it gets into one. */
  public static final String BREAK_OUT = "\"'><img src=x onerror=alert(1)>{{names}}</style>";

  /** Clears a terminal. */
  public static final String ANSI = "\u001b[2J\u001b[31mred";

  /** Shows "cod.exe" the other way round. */
  public static final String REVERSED = "exe\u202edoc.\u2066a\u2069\u200f";

  /** Files to deploy with. */
  public static final List<String> DEPLOY_FILES =
      List.of(
          "deploy/README.md",
          "deploy/compose.override.yaml",
          "deploy/kustomize/kustomization.yaml",
          "deploy/helm/values.yaml",
          "deploy/arms.env",
          "images.json",
          "deploy/it's \"100%\" <b>.yaml",
          "javascript:alert(1)",
          "//example.com/x");

  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final Platform ARM64 = Platform.parse("linux/arm64");
  private static final List<String> DIFF =
      List.of(
          "--- upstream/entrypoint.sh",
          "+++ /entrypoint.sh",
          "@@ -72,7 +72,18 @@",
          " if [[ \"${MODE}\" == \"worker\" ]]; then",
          "   exec celery -A app.celery worker -P ${CELERY_WORKER_CLASS:-gevent} $CONCURRENCY_OPTION",
          " else",
          "--- an old comment of the script's own",
          "+  # >>> dify-arms",
          "+  export GEVENT_ENABLE=\"${GEVENT_ENABLE:-true}\"",
          "+  export ARMS_APP_NAME=\"${ARMS_APP_NAME:-dify-api}\"",
          "+\tdify_arms_provide || echo 'dify-arms: starts without its agent' >&2",
          "+  # <<< dify-arms " + SCRIPT + ANSI,
          "-  exec gunicorn \\",
          "+  exec aliyun-instrument gunicorn \\",
          "     --bind \"${DIFY_BIND_ADDRESS:-0.0.0.0}:${DIFY_PORT:-5001}\" \\",
          "     --workers ${SERVER_WORKER_AMOUNT:-1} \\",
          "     --worker-class ${SERVER_WORKER_CLASS:-geventwebsocket.gunicorn.workers.GeventWebSocketWorker}");

  private RichResult() {}

  /** Returns the result. */
  public static BuildResult of() {
    return new BuildResult(
        List.of(
            image("api", 14, "/entrypoint.sh", "/app/api/docker/entrypoint.sh"),
            image("plugin-daemon", 9, "/app/main"),
            image("sandbox", 6, "/main")),
        118,
        7,
        231_000_000,
        96_400_000,
        Duration.ofMillis(41_280),
        List.of(
            "The agent asks for opentelemetry-api 1.40.0 or older, the image locks 1.41.1.",
            "label maintainer of the base: " + SCRIPT + " " + ANSI + " " + REVERSED + BREAK_OUT),
        steps());
  }

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ComponentResult image(String id, int layers, String... files) {
    String name = id.equals("plugin-daemon") ? "dify-plugin-daemon" : "dify-" + id;
    return new ComponentResult(
        id,
        "docker.io/langgenius/" + name + ":1.16.1",
        digest(id + "upstream"),
        "registry.cn-hangzhou.aliyuncs.com/acme/" + name,
        List.of("1.16.1-arms", "stable", BREAK_OUT),
        digest(id + "index"),
        "application/vnd.oci.image.index.v1+json",
        digest(id + "inputs"),
        List.of(platform(id, AMD64, layers, files), platform(id, ARM64, layers, files)),
        List.of(
            change(
                "/manifests/0/digest",
                quoted(digest(id + "linux/amd64upstream")),
                quoted(digest(id + "linux/amd64manifest"))),
            new Difference(
                Difference.Kind.REMOVED,
                "/manifests/2",
                "{\"digest\":\"" + digest(id + "attestation") + "\",\"size\":566}",
                "")),
        id.equals("sandbox"));
  }

  private static PlatformResult platform(
      String id, Platform platform, int layers, String... files) {
    String seed = id + platform;
    List<BaseLayer> base = new ArrayList<>();
    long[] sizes = {28_233_004, 3_512_876, 15_220_118, 249, 190_122_870, 32, 1_204_331};
    for (int i = 0; i < layers; i++) {
      Transfer.Kind kind =
          i % 5 == 4
              ? Transfer.Kind.STREAMED
              : i == 0 ? Transfer.Kind.PRESENT : Transfer.Kind.MOUNTED;
      base.add(new BaseLayer(digest(seed + i), sizes[i % sizes.length] + i, kind));
    }
    boolean program = !id.equals("api");
    List<ReplacedFile> replaced = new ArrayList<>();
    for (String path : files) {
      replaced.add(
          new ReplacedFile(
              path,
              "0755",
              "1001:1001",
              digest(program ? seed + "old" : "old"),
              digest(program ? seed + "new" : "new"),
              program ? Optional.of(build(id, platform)) : Optional.empty(),
              program ? Optional.empty() : Optional.of("#!/bin/bash\n")));
    }
    return new PlatformResult(
        platform,
        digest(seed + "upstream"),
        digest(seed + "manifest"),
        digest(seed + "config"),
        base,
        new PlatformResult.Layer(
            digest(seed + "layer"),
            digest(seed + "tar"),
            program ? 21_300_871 : 6_214,
            program ? 61_002_240 : 28_160),
        replaced,
        program ? List.of() : List.of(agent(platform)),
        program ? List.of() : removed(),
        new PlatformResult.Transfers(layers - 3, 2, 1, 190_122_902),
        proof(seed, layers, program, files));
  }

  private static PackedAgent agent(Platform platform) {
    List<PackedWheel> wheels = new ArrayList<>();
    for (String name :
        List.of(
            "aliyun-python-agent",
            "opentelemetry-instrumentation-a-library-with-a-long-name",
            "wrapt",
            SCRIPT + ANSI,
            REVERSED + BREAK_OUT)) {
      wheels.add(
          new PackedWheel(
              name,
              "1.17.2",
              name + "-1.17.2-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
              digest(name + platform),
              name.equals("wrapt") ? 0 : 83_112,
              name.startsWith("aliyun")));
    }
    return new PackedAgent(
        "/app/api/.venv/dify-arms/agent",
        "aliyun-python-agent",
        "2.0.0 " + SCRIPT,
        "https://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/aliyun-python-agent/"
            + "2.0.0/aliyun-python-agent.tar.gz",
        digest("tarball").hex(),
        "CPython 3.12, " + platform + ", glibc 2.36",
        "https://mirrors.aliyun.com/pypi/simple/ " + BREAK_OUT,
        2_811,
        41_220_113,
        wheels);
  }

  private static List<RemovedPath> removed() {
    String site = "/app/api/.venv/lib/python3.12/site-packages/";
    return List.of(
        new RemovedPath(
            site + "opentelemetry/instrumentation/flask",
            "opentelemetry-instrumentation-flask 0.62b1"),
        new RemovedPath(site + SCRIPT + ANSI, BREAK_OUT + REVERSED));
  }

  private static Proof proof(String seed, int layers, boolean program, String... files) {
    List<Proof.LayerItem> items = new ArrayList<>();
    items.add(new Proof.LayerItem("/app", "directory", "0755", "1001:1001", 0, ""));
    for (String path : files) {
      items.add(
          new Proof.LayerItem(
              path,
              "file",
              "0755",
              "1001:1001",
              program ? 60_991_488 : 9_120,
              digest(program ? seed + "new" : "new").toString()));
    }
    return new Proof(
        List.of(
            change("/config/digest", quoted(digest(seed + "c")), quoted(digest(seed + "config"))),
            change("/config/size", "11873", "12630"),
            added(
                "/layers/" + layers,
                "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\""
                    + digest(seed + "layer")
                    + "\",\"size\":6214}")),
        List.of(
            added("/config/Labels/io.github.difyarms.version", "\"0.1.0\""),
            added("/config/Labels/maintainer", "\"" + SCRIPT + REVERSED + BREAK_OUT + "\""),
            added("/config/Labels/" + SCRIPT + ANSI, "\"x\""),
            added("/history/31", "{\"created_by\":\"dify-arms-maven-plugin 0.1.0\"}"),
            added("/rootfs/diff_ids/" + layers, quoted(digest(seed + "tar")))),
        items,
        program
            ? List.of()
            : List.of(
                new Proof.TextDifference("/entrypoint.sh", DIFF),
                new Proof.TextDifference("/app/api/docker/entrypoint.sh", DIFF)));
  }

  private static String quoted(Digest digest) {
    return "\"" + digest + "\"";
  }

  private static Difference added(String pointer, String after) {
    return new Difference(Difference.Kind.ADDED, pointer, "", after);
  }

  private static Difference change(String pointer, String before, String after) {
    return new Difference(Difference.Kind.CHANGED, pointer, before, after);
  }

  private static ProgramBuild build(String id, Platform platform) {
    TreeMap<String, String> settings = new TreeMap<>();
    settings.put("-trimpath", "true");
    settings.put("-ldflags", "-X main." + SCRIPT);
    settings.put("CGO_ENABLED", "0");
    settings.put("GOARCH", platform.architecture());
    settings.put("GOOS", "linux");
    return new ProgramBuild(
        "https://github.com/langgenius/dify-" + id,
        id.equals("sandbox") ? "0.2.12" : "0.5.3",
        "9f2c1d7c0f3e4a5b6c7d8e9f0a1b2c3d4e5f6a7b",
        "1.26.4",
        new ProgramBuild.Tool(
            "1.4.2 " + ANSI,
            digest("instgo").hex(),
            "https://arms-apm-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/instgo/instgo-linux-amd64",
            Optional.of(digest("newer").hex())),
        id.equals("sandbox"),
        Duration.ofMillis(14_120),
        new ProgramFacts(
            platform.architecture(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            "go1.26.4",
            "github.com/langgenius/dify-" + id,
            settings,
            List.of(
                "github.com/alibaba/loongsuite-go-agent v1.4.2",
                "go.opentelemetry.io/otel v1.39.0",
                "go.opentelemetry.io/otel/sdk v1.39.0",
                "go.opentelemetry.io/otel/trace v1.39.0",
                "google.golang.org/grpc v1.79.0"),
            List.of("otel_rules", "pkg/inst-api")));
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (String id : List.of("api", "plugin-daemon", "sandbox")) {
      steps.add(step(id, Optional.empty(), Step.Kind.RESOLVE, "upstream", 40, 0, 1_900));
    }
    steps.add(step("", Optional.empty(), Step.Kind.DOWNLOAD, "instgo", 900, 0, 3_800));
    steps.add(step("", Optional.empty(), Step.Kind.DOWNLOAD, "Go 1.26.4", 950, 0, 5_900));
    int turn = 0;
    for (Platform platform : List.of(AMD64, ARM64)) {
      Optional<Platform> on = Optional.of(platform);
      steps.add(step("api", on, Step.Kind.SEARCH, "/entrypoint.sh", 2_000, 0, 4_400));
      steps.add(step("api", on, Step.Kind.LAYER, "layer", 6_450, 0, 60));
      for (int blob = 0; blob < 5; blob++) {
        steps.add(
            step(
                "api",
                on,
                Step.Kind.TRANSFER,
                digest("blob" + blob).shortHex(),
                6_600 + 300L * blob,
                blob * 200L,
                1_800 + 900L * blob));
      }
      steps.add(step("api", on, Step.Kind.PUBLISH, "manifest", 14_900, 0, 420));
      for (String id : List.of("plugin-daemon", "sandbox")) {
        steps.add(step(id, on, Step.Kind.SEARCH, "/main " + SCRIPT, 2_050, 0, 2_600));
        steps.add(
            step(id, on, Step.Kind.COMPILE, "main", 6_900, turn * 5_600L, 14_100 + turn * 5_700L));
        turn++;
      }
    }
    steps.add(step("sandbox", Optional.empty(), Step.Kind.PUBLISH, BREAK_OUT, 40_500, 0, 700));
    return steps;
  }

  private static Step step(
      String id,
      Optional<Platform> platform,
      Step.Kind kind,
      String what,
      long start,
      long waited,
      long duration) {
    return new Step(
        id,
        platform,
        kind,
        what,
        Duration.ofMillis(start),
        Duration.ofMillis(waited),
        Duration.ofMillis(duration));
  }
}
