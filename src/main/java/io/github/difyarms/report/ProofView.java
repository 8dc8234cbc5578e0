package io.github.difyarms.report;

import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What differs from the base on platforms that differ in the same places. Their values (digests,
 * sizes) stand side by side where they are not the same.
 *
 * @param platforms the platforms
 * @param manifest places in the manifests
 * @param config places in the configs
 * @param layer entries of the new layers
 */
record ProofView(String platforms, List<Change> manifest, List<Change> config, List<Entry> layer) {
  int manifestCount() {
    return manifest.size();
  }

  int configCount() {
    return config.size();
  }

  int layerCount() {
    return layer.size();
  }

  /**
   * A place that differs.
   *
   * @param css a fixed word that styles it
   */
  record Change(
      String css,
      Bilingual kind,
      String pointer,
      List<PlatformValue> before,
      List<PlatformValue> after) {}

  /** An entry of the new layer. */
  record Entry(
      String path,
      boolean directory,
      String mode,
      String owner,
      List<PlatformValue> size,
      List<PlatformValue> digest) {}

  /** What two platforms must have in common to be shown together. */
  private record Shape(List<String> manifest, List<String> config, List<String> layer) {
    static Shape of(Proof proof) {
      return new Shape(
          places(proof.manifest()),
          places(proof.config()),
          proof.layer().stream()
              .map(i -> i.type() + i.mode() + " " + i.owner() + " " + i.path())
              .toList());
    }

    private static List<String> places(List<Difference> differences) {
      return differences.stream().map(d -> d.kind() + d.pointer()).toList();
    }
  }

  /** Returns the proofs of an image. */
  static List<ProofView> of(List<PlatformResult> platforms) {
    Map<Shape, List<PlatformResult>> alike = new LinkedHashMap<>();
    for (PlatformResult platform : platforms) {
      alike.computeIfAbsent(Shape.of(platform.proof()), s -> new ArrayList<>()).add(platform);
    }
    return alike.values().stream().map(ProofView::ofAlike).toList();
  }

  private static ProofView ofAlike(List<PlatformResult> platforms) {
    return new ProofView(
        PlatformValue.joined(platforms.stream().map(p -> p.platform().toString()).toList()),
        changes(platforms, p -> p.proof().manifest()),
        changes(platforms, p -> p.proof().config()),
        entries(platforms));
  }

  private static List<Change> changes(
      List<PlatformResult> platforms, Function<PlatformResult, List<Difference>> list) {
    List<Change> changes = new ArrayList<>();
    for (Difference first : list.apply(platforms.get(0))) {
      int place = changes.size();
      changes.add(
          change(
              first,
              PlatformValue.of(platforms, p -> list.apply(p).get(place).before()),
              PlatformValue.of(platforms, p -> list.apply(p).get(place).after())));
    }
    return changes;
  }

  /** Returns the differences of an index, which belongs to all platforms. */
  static List<Change> index(List<Difference> differences) {
    return differences.stream().map(d -> change(d, one(d.before()), one(d.after()))).toList();
  }

  private static List<PlatformValue> one(String value) {
    return value.isEmpty() ? List.of() : List.of(new PlatformValue("", value));
  }

  private static Change change(
      Difference difference, List<PlatformValue> before, List<PlatformValue> after) {
    return new Change(
        difference.kind().name().toLowerCase(Locale.ROOT),
        Bilingual.of(difference.kind()),
        difference.pointer().isEmpty() ? "/" : difference.pointer(),
        before,
        after);
  }

  private static List<Entry> entries(List<PlatformResult> platforms) {
    List<Entry> entries = new ArrayList<>();
    for (Proof.LayerItem first : platforms.get(0).proof().layer()) {
      int place = entries.size();
      boolean directory = first.type().equals("directory");
      entries.add(
          new Entry(
              first.path(),
              directory,
              first.mode(),
              first.owner(),
              directory
                  ? List.of()
                  : PlatformValue.of(
                      platforms, p -> Quantity.bytes(p.proof().layer().get(place).size())),
              PlatformValue.of(platforms, p -> p.proof().layer().get(place).digest())));
    }
    return entries;
  }
}
