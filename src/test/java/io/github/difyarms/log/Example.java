package io.github.difyarms.log;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.model.Proof;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Values for the tests of this package, and a build in which each event happens once. */
final class Example {
  static final Platform AMD64 = Platform.parse("linux/amd64");
  static final Platform ARM64 = Platform.parse("linux/arm64");
  static final ImageReference BASE =
      ImageReference.parse("docker.io/langgenius/dify-plugin-daemon:0.6.3-local");
  static final Descriptor BLOB =
      Descriptor.of(
          "application/vnd.oci.image.layer.v1.tar+gzip", digest("a base layer"), 80_000_000);
  static final LayerBlob LAYER =
      new LayerBlob(
          digest("layer"), 5_100_000, digest("tar"), 9_000_000, BlobContent.of(new byte[0]));
  static final ProgramBuild BUILD =
      new ProgramBuild(
          "https://github.com/langgenius/dify-plugin-daemon",
          "0.6.3",
          "0123456789abcdef",
          "1.26.8",
          new ProgramBuild.Tool("1.2.3", "f".repeat(64), "https://example.com", Optional.empty()),
          false,
          Duration.ofMillis(61_500),
          new ProgramFacts(
              "amd64",
              Optional.empty(),
              List.of(),
              Optional.empty(),
              "go1.26.8",
              "m",
              new TreeMap<>(),
              List.of(),
              List.of()));

  private Example() {}

  static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static ComponentResult component(String id, String name, List<String> tags, boolean upToDate) {
    return new ComponentResult(
        id,
        BASE.toString(),
        digest("base " + id),
        name,
        tags,
        digest(id),
        "application/vnd.oci.image.index.v1+json",
        digest("inputs"),
        List.of(platform(AMD64), platform(ARM64)),
        List.of(),
        upToDate);
  }

  private static PlatformResult platform(Platform platform) {
    return new PlatformResult(
        platform,
        digest("base " + platform),
        digest("manifest " + platform),
        digest("config " + platform),
        List.of(),
        new PlatformResult.Layer(digest("layer"), digest("tar"), 12_345, 45_678),
        List.of(),
        new PlatformResult.Transfers(14, 1, 2, 80_000_000),
        Proof.none());
  }

  static BuildResult result(List<ComponentResult> components) {
    return new BuildResult(
        components, 58, 4, 1_234_567, 34_567, Duration.ofMillis(12_345), List.of(), List.of());
  }

  static BuildResult result() {
    return result(
        List.of(
            component("api", "registry.example.com/acme/dify-api", List.of("1.16.1-arms"), false),
            component(
                "plugin-daemon",
                "registry.example.com/acme/dify-plugin-daemon",
                List.of("0.6.3-local-arms", "latest"),
                false),
            component(
                "sandbox",
                "registry.example.com/acme/dify-sandbox",
                List.of("0.2.15-arms"),
                true)));
  }

  /** Tells every event at least once, in the order of a real build. */
  static void tellAll(BuildLog log) {
    log.message("a build");
    log.resolving("plugin-daemon", BASE);
    log.resolved("plugin-daemon", BASE, digest("index"), List.of(AMD64, ARM64), List.of(BLOB));
    log.searching("plugin-daemon", AMD64);
    log.searched("plugin-daemon", AMD64);
    log.changed("plugin-daemon", AMD64, "main is built anew");
    log.downloading("go1.26.8.tar.gz", 10, OptionalLong.of(100));
    log.downloading("go1.26.8.tar.gz", 100, OptionalLong.of(100));
    log.waiting("plugin-daemon", AMD64);
    log.compiling("plugin-daemon", AMD64, "main");
    log.compilingPackage("plugin-daemon", AMD64, 412, "github.com/acme/pkg");
    log.printed("plugin-daemon", AMD64, "a tool's line");
    log.compiled("plugin-daemon", AMD64, BUILD);
    log.layering("plugin-daemon", AMD64);
    log.layered("plugin-daemon", AMD64, LAYER);
    log.transferring("plugin-daemon", AMD64, BLOB);
    log.transferring("plugin-daemon", AMD64, BLOB, 40_000_000);
    log.transferred("plugin-daemon", AMD64, BLOB, new Transfer(Transfer.Kind.STREAMED, 80_000_000));
    log.placing("plugin-daemon");
    log.placed("plugin-daemon");
    log.tagging("plugin-daemon", List.of("0.6.3-local-arms"));
    log.retrying("registry.example.com: HTTP 503; try 2 in 1.0 s");
    log.note("a note");
    log.warning("a warning");
    log.published(
        component("plugin-daemon", "registry.example.com/acme/d", List.of("1-arms"), false));
    log.finished(result(), Optional.of(Path.of("out")));
    log.stopped(new IllegalStateException("as if"));
    log.close();
  }
}
