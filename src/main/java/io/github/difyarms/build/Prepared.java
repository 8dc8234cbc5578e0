package io.github.difyarms.build;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Addition;
import io.github.difyarms.image.AppendedImage;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerFiles;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A planned component with its layers on disk and its manifests made: all that is left is to send.
 *
 * @param plan the plan
 * @param images the images, one for each platform
 */
record Prepared(ComponentPlan plan, List<Image> images) {
  /**
   * One platform.
   *
   * @param plan the plan
   * @param appended the new config, manifest and layer
   */
  record Image(PlatformPlan plan, AppendedImage appended) {}

  /** Writes the layers into the output directory. */
  static Prepared of(BuildRequest request, ComponentPlan plan, BuildLog log) {
    List<Image> images = new ArrayList<>();
    for (PlatformPlan platform : plan.platforms()) {
      Path directory =
          request
              .outputDirectory()
              .resolve(plan.request().id())
              .resolve(platform.platform().fileName());
      try {
        LayerBlob layer = layer(platform, directory);
        log.layered(plan.request().id(), platform.platform(), layer);
        images.add(new Image(platform, append(request, plan, platform, layer)));
      } catch (IOException e) {
        throw new DifyArmsException(
            ErrorCode.OUTPUT_NOT_WRITABLE,
            "the new layer cannot be written",
            directory.toString(),
            e.toString(),
            e);
      }
    }
    return new Prepared(plan, images);
  }

  private static LayerBlob layer(PlatformPlan plan, Path directory) throws IOException {
    Path files = directory.resolve("files");
    Files.createDirectories(files);
    LayerFiles.Builder layer = new LayerFiles.Builder("dify-arms");
    for (FileChange change : plan.changes().files()) {
      change
          .old()
          .parents()
          .forEach((path, attributes) -> layer.add(files, AbsoluteUnixPath.get(path), attributes));
      Path file = files.resolve(change.old().path().toString().substring(1));
      Files.createDirectories(file.getParent());
      try (InputStream in = change.content().open()) {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      }
      layer.add(
          file, change.old().path(), change.old().attributes().withModified(plan.timestamp()));
    }
    return LayerWriter.write(layer.build(), directory.resolve("layer.tar.gz"));
  }

  private static AppendedImage append(
      BuildRequest request, ComponentPlan plan, PlatformPlan platform, LayerBlob layer) {
    SortedMap<String, String> labels = new TreeMap<>(platform.changes().labels());
    String base = plan.request().base().toString();
    labels.put(Product.LABEL_PREFIX + "version", Product.version());
    labels.put(Product.LABEL_PREFIX + "component", plan.request().id());
    labels.put(Product.LABEL_PREFIX + "base.name", base);
    labels.put(Product.LABEL_PREFIX + "base.digest", plan.base().digest().toString());
    labels.put(Product.LABEL_PREFIX + "inputs", plan.inputs().toString());
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
