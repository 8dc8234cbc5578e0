package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.AppendedImage;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerFiles;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Production;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.proof.Prover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.io.file.PathUtils;

/**
 * Makes the images of a component: new files, then a layer of them that is sent while it is
 * compressed, then config and manifest. What goes to a registry is compared with its base at once,
 * while the network still has bytes to carry.
 */
record PreparedImages(
    BuildRequest request, ComponentPlan plan, Delivery delivery, Parallel parallel, BuildLog log) {

  Prepared.Image image(PlatformPlan platform) throws IOException {
    List<MadeFile> made = made(platform, Production::make);
    warn(made, List.of());
    try {
      return image(platform, made);
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.CACHE_CHANGED || !cached(made)) {
        throw e;
      }
    }
    // A program in the cache was damaged. Only putting it into the layer read it.
    List<MadeFile> checked = made(platform, Production::makeChecked);
    warn(checked, made);
    return image(platform, checked);
  }

  private static boolean cached(List<MadeFile> made) {
    return made.stream().flatMap(file -> file.build().stream()).anyMatch(ProgramBuild::cached);
  }

  @FunctionalInterface
  private interface Maker {
    MadeFile make(Production production) throws IOException;
  }

  private List<MadeFile> made(PlatformPlan platform, Maker maker) throws IOException {
    List<MadeFile> made = new ArrayList<>();
    for (FileChange change : platform.changes().files()) {
      made.add(maker.make(change.production()));
    }
    return made;
  }

  private void warn(List<MadeFile> made, List<MadeFile> before) {
    List<String> told = before.stream().flatMap(file -> file.warnings().stream()).toList();
    made.stream()
        .flatMap(file -> file.warnings().stream())
        .filter(warning -> !told.contains(warning))
        .forEach(log::warning);
  }

  private Prepared.Image image(PlatformPlan platform, List<MadeFile> made) throws IOException {
    Path directory =
        request
            .outputDirectory()
            .resolve(plan.request().id())
            .resolve(platform.platform().fileName());
    List<MadeTree> trees = new ArrayList<>();
    LayerFiles files;
    GrowingBlob blob;
    try {
      for (AddedTree tree : platform.changes().trees()) {
        Path folder = emptied(directory.resolve("tree-" + trees.size()));
        trees.add(tree.production().make(folder));
      }
      log.layering(plan.request().id(), platform.platform());
      files = Prepared.files(platform, made, trees, directory);
      blob = new GrowingBlob(directory.resolve("layer.tar.gz"));
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
    CompletableFuture<LayerBlob> whole = new CompletableFuture<>();
    Work rest =
        () -> {
          LayerBlob layer = layer(platform, files, blob, directory);
          AppendedImage appended = Prepared.append(request, plan, platform, made, layer);
          return new Prepared.Image(platform, made, trees, appended, Optional.empty());
        };
    if (!delivery.streams(platform, made)) {
      Prepared.Image image = rest.run();
      delivery.layer(platform, image.appended().layer());
      return finished(image);
    }
    return parallel.beside(
        () -> stream(platform, blob, whole),
        () -> {
          Prepared.Image image = rest.run();
          delivery.streaming(platform, image.appended().layer());
          whole.complete(image.appended().layer());
          return finished(image);
        });
  }

  private void stream(PlatformPlan platform, GrowingBlob blob, CompletableFuture<LayerBlob> whole)
      throws IOException {
    try {
      delivery.stream(platform, blob, whole);
    } catch (IOException | DifyArmsException e) {
      if (!blob.failed()) { // else whoever writes it tells why
        throw e;
      }
    }
  }

  @FunctionalInterface
  private interface Work {
    Prepared.Image run() throws IOException;
  }

  private LayerBlob layer(
      PlatformPlan platform, LayerFiles files, GrowingBlob blob, Path directory) {
    try {
      LayerBlob layer = parallel.inTurn(() -> LayerWriter.write(files, blob));
      log.layered(plan.request().id(), platform.platform(), layer);
      return layer;
    } catch (IOException e) {
      throw notWritable(directory, e);
    }
  }

  private Prepared.Image finished(Prepared.Image image) throws IOException {
    if (Prepared.readsBack(request, plan)) {
      delivery.config(image);
      return image;
    }
    return parallel.beside(
        () -> delivery.config(image), () -> image.with(parallel.inTurn(() -> findings(image))));
  }

  private Prover.Findings findings(Prepared.Image image) throws IOException {
    return Proofs.of(image, new MadeImages(List.of(image)), plan.request().id());
  }

  private static Path emptied(Path folder) throws IOException {
    if (Files.exists(folder)) {
      PathUtils.deleteDirectory(folder);
    }
    return Files.createDirectories(folder);
  }

  private static DifyArmsException notWritable(Path directory, IOException e) {
    return new DifyArmsException(
        ErrorCode.OUTPUT_NOT_WRITABLE,
        "the new layer cannot be written",
        directory.toString(),
        e.toString(),
        e);
  }
}
