package io.github.difyarms.build;

import io.github.difyarms.image.Addition;
import io.github.difyarms.image.AppendedImage;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerFiles;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Removal;
import io.github.difyarms.model.Target;
import io.github.difyarms.proof.Prover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A planned component with its layers on disk and its manifests made: all that is left is to send.
 *
 * @param plan the plan
 * @param images the images, one for each platform
 * @param readBack whether what was published is read again from where it was put
 */
record Prepared(ComponentPlan plan, List<Image> images, boolean readBack) {
  /**
   * One platform.
   *
   * @param plan the plan
   * @param made the new files, in the order of the plan's changes
   * @param trees the new directories, in the order of the plan's changes
   * @param appended the new config, manifest and layer
   * @param findings how it differs from its base, when that was looked at before it was published
   */
  record Image(
      PlatformPlan plan,
      List<MadeFile> made,
      List<MadeTree> trees,
      AppendedImage appended,
      Optional<Prover.Findings> findings) {
    Image with(Prover.Findings found) {
      return new Image(plan, made, trees, appended, Optional.of(found));
    }
  }

  /**
   * Returns whether what was published is read again from where it was put. A folder is; of a
   * registry the bytes are known that it took by their digests.
   */
  static boolean readsBack(BuildRequest request, ComponentPlan plan) {
    return request.readBack() || !(plan.request().target() instanceof Target.Registry);
  }

  /**
   * Makes the new files, writes the layers into the output directory and delivers them.
   *
   * @param delivery takes layers and configs; nothing yet names what it brings
   */
  static Prepared of(
      BuildRequest request, ComponentPlan plan, Delivery delivery, Parallel parallel, BuildLog log)
      throws IOException {
    PreparedImages images = new PreparedImages(request, plan, delivery, parallel, log);
    return new Prepared(
        plan, parallel.branches(plan.platforms(), images::image), readsBack(request, plan));
  }

  /** Returns the images as an index names them. */
  List<Indexes.Child> children() {
    return images.stream()
        .map(
            image ->
                new Indexes.Child(
                    image.plan().entry(),
                    image.plan().base().manifest().raw(),
                    image.appended().manifest()))
        .toList();
  }

  /** Returns every warning, those of the plan and those that making the files brought. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(plan.warnings());
    for (Image image : images) {
      image.made().forEach(made -> warnings.addAll(made.warnings()));
    }
    return warnings.stream().distinct().toList();
  }

  /**
   * Returns what the new layer consists of.
   *
   * @param directory a folder of the image's own; made when it is not there
   */
  static LayerFiles files(
      PlatformPlan plan, List<MadeFile> made, List<MadeTree> trees, Path directory)
      throws IOException {
    NewLayer layer = new NewLayer(Files.createDirectories(directory), plan.fileTime());
    Changes changes = plan.changes();
    for (int i = 0; i < changes.files().size(); i++) {
      layer.replace(changes.files().get(i).old(), made.get(i));
    }
    for (int i = 0; i < changes.trees().size(); i++) {
      layer.add(changes.trees().get(i), trees.get(i));
    }
    for (Removal removal : changes.removals()) {
      layer.remove(removal);
    }
    return layer.files();
  }

  /** Puts a layer on a base; everything but the layer is decided by the plan. */
  static AppendedImage append(
      BuildRequest request,
      ComponentPlan plan,
      PlatformPlan platform,
      List<MadeFile> made,
      LayerBlob layer) {
    SortedMap<String, String> labels = new TreeMap<>(platform.changes().labels());
    made.forEach(file -> labels.putAll(file.labels()));
    String base = plan.request().base().toString();
    labels.put(Product.LABEL_PREFIX + "version", Product.version());
    labels.put(Product.LABEL_PREFIX + "component", plan.request().id());
    labels.put(Product.LABEL_PREFIX + "base.name", base);
    labels.put(Product.LABEL_PREFIX + "base.digest", plan.base().digest().toString());
    labels.put(Product.LABEL_PREFIX + "configuration", plan.configuration().toString());
    labels.put(Product.LABEL_PREFIX + "inputs", platform.inputs().toString());
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put("org.opencontainers.image.base.name", base);
    annotations.put("org.opencontainers.image.base.digest", platform.entry().digest().toString());
    return AppendedImage.of(
        platform.base(),
        new Addition(
            layer,
            labels,
            annotations,
            platform.timestamp(),
            Product.nameAndVersion() + " " + plan.request().id()),
        family(request, plan, platform));
  }

  /** An index may name manifests of the other family, as {@code docker buildx imagetools} makes. */
  private static Family family(BuildRequest request, ComponentPlan plan, PlatformPlan platform) {
    return request.format() == Format.AUTO && plan.request().target() instanceof Target.Registry
        ? Family.of(platform.base().manifest().raw().mediaType())
        : plan.family();
  }
}
