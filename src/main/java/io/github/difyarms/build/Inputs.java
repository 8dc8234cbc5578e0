package io.github.difyarms.build;

import io.github.difyarms.component.Component;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Removal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What decides a result, as digests: equal inputs, equal bytes. */
public final class Inputs {
  private Inputs() {}

  /** What decides a result on this machine before anything is read; equal keys share a record. */
  static String recordKey(BuildRequest request, ComponentRequest asked, Component component)
      throws IOException {
    return String.join(
        "\n",
        Product.nameAndVersion(),
        LayerWriter.deflateFingerprint(),
        asked.base().toString(),
        asked.target().toString(),
        request.index() ? "index" : "images only",
        String.valueOf(request.difyVersion()),
        request.platforms().toString(),
        request.format().toString(),
        request.timestamp().toString(),
        component.settings());
  }

  /** What the user configured that decides a result, the same on every machine. */
  static Digest configuration(BuildRequest request, Component component) throws IOException {
    return digest(
        List.of(
            component.id(),
            request.format().toString(),
            request.timestamp().toString(),
            component.configuration()));
  }

  /** The same without the time of the files, which a lock cannot foretell. */
  static Digest lockedConfiguration(BuildRequest request, Component component) throws IOException {
    return digest(List.of(component.id(), request.format().toString(), component.configuration()));
  }

  /**
   * What decides the image of one platform, whatever machine builds it and whatever other platforms
   * are built beside it: the parts of a build over several machines have the inputs of a single
   * one.
   */
  static Digest of(
      BuildRequest request,
      ComponentRequest asked,
      Family family,
      RawManifest top,
      Platform platform,
      Descriptor entry,
      Instant timestamp,
      Digest configuration,
      Changes changes) {
    List<String> parts = new ArrayList<>();
    parts.add(Product.nameAndVersion());
    parts.add(asked.id());
    parts.add(request.format() + " " + family);
    parts.add(asked.base() + " " + top.digest()); // the name stands in a label
    parts.add(platform + " " + entry.digest() + " " + timestamp);
    parts.add(configuration.toString());
    parts.add(changes.labels().toString());
    for (FileChange file : changes.files()) {
      parts.add(file.old().path() + " " + file.inputs());
    }
    for (AddedTree tree : changes.trees()) {
      parts.add(tree.path() + " " + tree.inputs().orElse("not known yet"));
    }
    for (Removal removal : changes.removals()) {
      parts.add("without " + removal.path());
    }
    return digest(parts);
  }

  /**
   * What decides an index.
   *
   * @param images the inputs of its images, in its order
   */
  public static Digest of(List<Digest> images) {
    return digest(images.stream().map(Digest::toString).toList());
  }

  static Digest ofPlans(List<PlatformPlan> platforms) {
    return of(platforms.stream().map(PlatformPlan::inputs).toList());
  }

  private static Digest digest(List<String> parts) {
    return Digest.of(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }
}
