package io.github.difyarms.mojo;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BaseLayer;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.model.Proof;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.model.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A made-up result of a build, of which the files of the real one are rehearsed while the network
 * still carries the layers: what then remains to do has every class loaded.
 */
final class Rehearsal {
  private static final Digest NOTHING = Digest.of(new byte[0]);

  private Rehearsal() {}

  /** Returns a result with the components and platforms of a request. */
  static BuildResult of(BuildRequest request) {
    List<PlatformResult> platforms = request.platforms().stream().map(Rehearsal::platform).toList();
    List<ComponentResult> components =
        request.components().stream()
            .map(
                component ->
                    new ComponentResult(
                        component.id(),
                        component.base().toString(),
                        NOTHING,
                        "registry.invalid/" + component.id(),
                        List.of("none"),
                        NOTHING,
                        MediaTypes.OCI_INDEX,
                        NOTHING,
                        platforms,
                        List.of(difference("/manifests/0")),
                        false))
            .toList();
    return new BuildResult(
        components, 1, 1, 1, 1, Duration.ZERO, List.of("a warning"), steps(request));
  }

  private static PlatformResult platform(Platform platform) {
    return new PlatformResult(
        platform,
        NOTHING,
        NOTHING,
        NOTHING,
        List.of(new BaseLayer(NOTHING, 1, Transfer.Kind.MOUNTED)),
        new PlatformResult.Layer(NOTHING, NOTHING, 1, 1),
        List.of(
            file("/program", Optional.of(program()), Optional.empty()),
            file("/entrypoint.sh", Optional.empty(), Optional.of("text\n"))),
        new PlatformResult.Transfers(1, 0, 0, 0),
        new Proof(
            List.of(difference("/layers/1")),
            List.of(difference("/config/Labels/none")),
            List.of(new Proof.LayerItem("/program", "file", "0755", "0:0", 1, NOTHING.toString())),
            List.of(new Proof.TextDifference("/entrypoint.sh", List.of("-text", "+other text")))));
  }

  private static ReplacedFile file(
      String path, Optional<ProgramBuild> build, Optional<String> text) {
    return new ReplacedFile(path, "0755", "0:0", NOTHING, NOTHING, build, text);
  }

  private static ProgramBuild program() {
    return new ProgramBuild(
        "source",
        "revision",
        "tree:" + NOTHING.hex(),
        "1.0.0",
        new ProgramBuild.Tool("1.0.0", NOTHING.hex(), "origin", Optional.empty()),
        false,
        Duration.ZERO,
        new ProgramFacts(
            "amd64",
            Optional.of("/loader"),
            List.of("library"),
            Optional.of("2.17"),
            "go1.0.0",
            "module",
            new TreeMap<>(),
            List.of("module"),
            List.of("package")));
  }

  private static Difference difference(String pointer) {
    return new Difference(Difference.Kind.CHANGED, pointer, "1", "2");
  }

  private static List<Step> steps(BuildRequest request) {
    return request.components().stream()
        .map(
            component ->
                new Step(
                    component.id(),
                    request.platforms().stream().findFirst(),
                    Step.Kind.LAYER,
                    "layer",
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofSeconds(1)))
        .toList();
  }
}
