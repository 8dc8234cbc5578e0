package io.github.difyarms.build;

import io.github.difyarms.image.AppendedImage;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerFiles;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.io.file.PathUtils;

/**
 * The image that a plan will come to, without making a program: all of it where the new files are
 * known, and otherwise one of about its size.
 *
 * @param plan the plan
 * @param image the image
 * @param exact whether its digests and sizes will be these
 * @param mostLayerBytes bytes that the new layer has at most
 */
record Preview(PlatformPlan plan, AppendedImage image, boolean exact, long mostLayerBytes) {
  /** A program of Go takes about half of its size in a layer (measured). */
  private static final int COMPRESSED = 2;

  /** What the agent brings into a program besides what it does to the program's own code. */
  private static final long AGENT_BYTES = 32L << 20;

  /** What a layer has besides its files. */
  private static final long FRAME_BYTES = 64L << 10;

  /** An agent and what it needs take about this much as wheels, and in a layer (measured). */
  private static final long USUAL_AGENT_BYTES = 24L << 20;

  /** A wheel unpacked is so many times as large (measured). */
  private static final int UNPACKED = 4;

  /** What no agent comes near. */
  private static final long MOST_WHEELS_BYTES = 128L << 20;

  private static final Digest UNKNOWN = Digest.of(new byte[0]);

  static List<Preview> of(BuildRequest request, ComponentPlan plan, BuildCache cache)
      throws IOException {
    List<Preview> previews = new ArrayList<>();
    for (PlatformPlan platform : plan.platforms()) {
      previews.add(of(request, plan, platform, cache));
    }
    return previews;
  }

  private static Preview of(
      BuildRequest request, ComponentPlan plan, PlatformPlan platform, BuildCache cache)
      throws IOException {
    Optional<LayerBlob> known = known(platform, cache);
    LayerBlob layer = known.orElseGet(() -> guess(platform));
    return new Preview(
        platform,
        Prepared.append(request, plan, platform, List.of(), layer),
        known.isPresent(),
        known.isPresent() ? layer.size() : most(platform));
  }

  private static Optional<LayerBlob> known(PlatformPlan platform, BuildCache cache)
      throws IOException {
    List<FileChange> files = platform.changes().files();
    List<Digest> digests =
        files.stream()
            .map(FileChange::making)
            .map(Preview::digest)
            .flatMap(Optional::stream)
            .toList();
    if (digests.size() < files.size() || !platform.changes().settled()) {
      return Optional.empty();
    }
    Optional<LayerBlob> before = new LayerMemory(cache).recall(platform, digests);
    boolean texts =
        platform.changes().trees().isEmpty()
            && files.stream().allMatch(file -> file.making() instanceof Making.Rewritten);
    return before.isPresent() || !texts ? before : Optional.of(made(platform, cache));
  }

  private static Optional<Digest> digest(Making making) {
    if (making instanceof Making.Rewritten rewritten) {
      return Optional.of(rewritten.digest());
    }
    return making instanceof Making.Compiled compiled
        ? compiled.cached().map(Making.Cached::digest)
        : Optional.empty();
  }

  /** Writes the layer of a text or two, to see what it is called. */
  private static LayerBlob made(PlatformPlan platform, BuildCache cache) throws IOException {
    List<MadeFile> made = new ArrayList<>();
    for (FileChange file : platform.changes().files()) {
      made.add(file.production().make());
    }
    Path folder = Files.createDirectories(cache.folder("scratch"));
    Path directory = Files.createTempDirectory(folder, "plan");
    try {
      LayerFiles files = Prepared.files(platform, made, List.of(), directory);
      return LayerWriter.write(files, directory.resolve("layer.tar.gz"));
    } finally {
      PathUtils.deleteDirectory(directory);
    }
  }

  private static LayerBlob guess(PlatformPlan platform) {
    long tar = 0;
    long size = 0;
    for (FileChange file : platform.changes().files()) {
      long bytes = bytes(file);
      tar += bytes;
      size += file.making() instanceof Making.Compiled ? bytes / COMPRESSED : bytes;
    }
    for (AddedTree tree : platform.changes().trees()) {
      long wheels = wheels(tree).orElse(USUAL_AGENT_BYTES);
      tar += UNPACKED * wheels;
      size += wheels;
    }
    return new LayerBlob(
        UNKNOWN,
        size,
        UNKNOWN,
        tar,
        () -> {
          throw new IOException("this layer is only guessed at");
        });
  }

  /** Returns the bytes of a tree's wheels, when all of them are known. */
  private static OptionalLong wheels(AddedTree tree) {
    Optional<List<PackedWheel>> wheels = tree.packing().wheels();
    return wheels.isPresent() && wheels.get().stream().allMatch(wheel -> wheel.size() > 0)
        ? OptionalLong.of(wheels.get().stream().mapToLong(PackedWheel::size).sum())
        : OptionalLong.empty();
  }

  private static long bytes(FileChange file) {
    if (file.making() instanceof Making.Rewritten rewritten) {
      return rewritten.size();
    }
    if (file.making() instanceof Making.Pending pending) {
      return pending.size();
    }
    return ((Making.Compiled) file.making())
        .cached()
        .map(Making.Cached::size)
        .orElse(file.old().size());
  }

  /** Nothing of a program that has to be compiled is certain, so this errs on the safe side. */
  private static long most(PlatformPlan platform) {
    long most = FRAME_BYTES;
    for (FileChange file : platform.changes().files()) {
      boolean known = digest(file.making()).isPresent();
      boolean program = file.making() instanceof Making.Compiled;
      most += known || !program ? bytes(file) : 2 * file.old().size() + AGENT_BYTES;
    }
    for (AddedTree tree : platform.changes().trees()) {
      most += wheels(tree).stream().map(bytes -> 2 * bytes).findFirst().orElse(MOST_WHEELS_BYTES);
    }
    return most;
  }
}
