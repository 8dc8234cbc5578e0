package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.report.JsonDifferences;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A registry in this process with a miniature of an upstream image in it, and a look at what a
 * build made of it: read back from the registry's own bytes, not from the build's intent.
 */
public final class Demo implements AutoCloseable {
  private static final String UPSTREAM = "langgenius/dify-api";
  private static final String RESULT = "demo/dify-api";

  /** The tag of the miniature. */
  public static final String TAG = "miniature";

  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  /** Starts the registry and puts the miniature into it. */
  public Demo() {
    MiniatureImages.builder().build().pushTo(registry, UPSTREAM, TAG);
    registry.reset();
  }

  /** Returns the miniature's reference. */
  public ImageReference base() {
    return ImageReference.parse(registry.address() + "/" + UPSTREAM + ":" + TAG);
  }

  /** Returns the repository for the result. */
  public ImageReference target() {
    return ImageReference.parse(registry.address() + "/" + RESULT);
  }

  /** Returns how many requests the registry has counted. */
  public long requests() {
    return registry.requests();
  }

  /** Returns how many bytes of blobs the registry took for the result. */
  public long uploadedBytes() {
    return registry.uploadedBytes(RESULT);
  }

  /**
   * Reads the result back, checks every digest in it, and tells how it differs from its base.
   *
   * @return one line for each difference
   * @throws IllegalStateException when the registry does not hold what the build says it published
   */
  public List<String> differences(ComponentResult result) throws IOException {
    RawManifest top = manifest(RESULT, result.tags().get(0));
    require(top.digest().equals(result.digest()), "the tag names another index");
    RawManifest base = manifest(UPSTREAM, TAG);
    List<String> lines = new ArrayList<>();
    int kept = ImageIndex.of(top).manifests().size();
    int had = ImageIndex.of(base).manifests().size();
    lines.add("index: " + kept + " of " + had + " entries kept, attestations left out");
    List<String> first = List.of();
    for (PlatformResult platform : result.platforms()) {
      List<String> its =
          differences(
              manifest(UPSTREAM, platform.base().toString()),
              manifest(RESULT, platform.manifest().toString()));
      boolean alike = places(its).equals(places(first));
      lines.add(platform.platform() + (alike ? ": in the same places" : ":"));
      if (!alike) {
        lines.addAll(its);
      }
      first = first.isEmpty() ? its : first;
    }
    return lines;
  }

  /** What differs, without the values. */
  private static List<String> places(List<String> differences) {
    return differences.stream().map(line -> line.replaceFirst("(/\\S+) .*", "$1")).toList();
  }

  private List<String> differences(RawManifest base, RawManifest result) throws IOException {
    ImageManifest before = ImageManifest.of(base);
    ImageManifest after = ImageManifest.of(result);
    after.layers().forEach(layer -> blob(RESULT, layer.digest()));
    List<String> lines = new ArrayList<>();
    JsonDifferences.of(before.json(), after.json()).forEach(l -> lines.add("  manifest " + l));
    ImageConfig oldConfig = ImageConfig.of(blob(UPSTREAM, before.config().digest()));
    ImageConfig newConfig = ImageConfig.of(blob(RESULT, after.config().digest()));
    JsonDifferences.of(oldConfig.json(), newConfig.json())
        .forEach(line -> lines.add("  config   " + line));
    byte[] layer = blob(RESULT, after.layers().get(after.layers().size() - 1).digest());
    try (TarArchiveInputStream tar = open(layer)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        lines.add(
            String.format(
                "  layer    %04o %d:%d /%s",
                e.getMode() & 07777, e.getLongUserId(), e.getLongGroupId(), e.getName()));
      }
    }
    return lines;
  }

  /** Returns the text of a file in the result's new layer. */
  public String file(PlatformResult platform, String path) throws IOException {
    try (TarArchiveInputStream tar = open(blob(RESULT, platform.layer().digest()))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (("/" + e.getName()).equals(path)) {
          return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new IllegalStateException("the new layer has no " + path);
  }

  /** Returns the start script as the miniature has it. */
  public String upstreamScript() {
    return StartScript.SOCKETIO.text();
  }

  private static TarArchiveInputStream open(byte[] layer) throws IOException {
    InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(layer));
    return new TarArchiveInputStream(gzip, StandardCharsets.UTF_8.name());
  }

  private RawManifest manifest(String repository, String identifier) {
    Optional<RawManifest> found = registry.manifest(repository, identifier);
    require(found.isPresent(), "the registry has no " + repository + " " + identifier);
    RawManifest manifest = found.orElseThrow();
    require(manifest.digest().matches(manifest.bytes()), "damaged: " + manifest.digest());
    Json.readObject(manifest.bytes(), identifier);
    return manifest;
  }

  private byte[] blob(String repository, Digest digest) {
    Optional<byte[]> found = registry.blob(repository, digest);
    require(found.isPresent(), "the registry has no " + repository + " " + digest);
    require(digest.matches(found.orElseThrow()), "damaged: " + digest);
    return found.orElseThrow();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }

  @Override
  public void close() {
    registry.close();
  }
}
