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
import io.github.difyarms.proof.DifferenceText;
import io.github.difyarms.proof.JsonDifferences;
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
 * A registry in this process with miniatures of the upstream images in it, and a look at what a
 * build made of them: read back from the registry's own bytes, not from the build's intent.
 */
public final class Demo implements AutoCloseable {
  /** The tag of the miniatures; the plugin daemon's has {@code -local} behind it. */
  public static final String TAG = "miniature";

  private static final String API = "api";

  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  /** Starts the registry and puts the miniatures into it. */
  public Demo() {
    for (DemoImage image : DemoImage.ALL) {
      image.miniature().pushTo(registry, image.upstream(), image.tag());
    }
    registry.reset();
  }

  /** Returns the reference of the miniature of dify-api. */
  public ImageReference base() {
    return base(API);
  }

  /**
   * Returns a miniature's reference.
   *
   * @param component id of the component: {@code api}, {@code plugin-daemon}, {@code sandbox}
   */
  public ImageReference base(String component) {
    DemoImage image = DemoImage.of(component);
    return ImageReference.parse(registry.address() + "/" + image.upstream() + ":" + image.tag());
  }

  /** Returns the repository for the result of dify-api. */
  public ImageReference target() {
    return target(API);
  }

  /** Returns the repository for a component's result. */
  public ImageReference target(String component) {
    return ImageReference.parse(registry.address() + "/" + DemoImage.of(component).result());
  }

  /** Returns how many requests the registry has counted. */
  public long requests() {
    return registry.requests();
  }

  /** Returns how many bytes of blobs the registry took for the result of dify-api. */
  public long uploadedBytes() {
    return uploadedBytes(API);
  }

  /** Returns how many bytes of blobs the registry took for a component's result. */
  public long uploadedBytes(String component) {
    return registry.uploadedBytes(DemoImage.of(component).result());
  }

  /**
   * Reads the result back, checks every digest in it, and tells how it differs from its base.
   *
   * @return one line for each difference
   * @throws IllegalStateException when the registry does not hold what the build says it published
   */
  public List<String> differences(ComponentResult result) throws IOException {
    DemoImage image = DemoImage.of(result.id());
    RawManifest top = manifest(image.result(), result.tags().get(0));
    require(top.digest().equals(result.digest()), "the tag names another index");
    RawManifest base = manifest(image.upstream(), image.tag());
    List<String> lines = new ArrayList<>();
    int kept = ImageIndex.of(top).manifests().size();
    int had = ImageIndex.of(base).manifests().size();
    String dropped = kept == had ? "" : ", attestations left out";
    lines.add("index: " + kept + " of " + had + " entries kept" + dropped);
    List<String> first = List.of();
    for (PlatformResult platform : result.platforms()) {
      List<String> its =
          differences(
              image,
              manifest(image.upstream(), platform.base().toString()),
              manifest(image.result(), platform.manifest().toString()));
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

  private List<String> differences(DemoImage image, RawManifest base, RawManifest result)
      throws IOException {
    ImageManifest before = ImageManifest.of(base);
    ImageManifest after = ImageManifest.of(result);
    after.layers().forEach(layer -> blob(image.result(), layer.digest()));
    List<String> lines = new ArrayList<>();
    JsonDifferences.of(before.json(), after.json())
        .forEach(it -> lines.add("  manifest " + DifferenceText.of(it)));
    ImageConfig oldConfig = ImageConfig.of(blob(image.upstream(), before.config().digest()));
    ImageConfig newConfig = ImageConfig.of(blob(image.result(), after.config().digest()));
    JsonDifferences.of(oldConfig.json(), newConfig.json())
        .forEach(it -> lines.add("  config   " + DifferenceText.of(it)));
    byte[] layer = blob(image.result(), after.layers().get(after.layers().size() - 1).digest());
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

  /** Returns the text of a file in the new layer of dify-api's result. */
  public String file(PlatformResult platform, String path) throws IOException {
    return new String(file(API, platform, path), StandardCharsets.UTF_8);
  }

  /** Returns the bytes of a file in the new layer of a component's result. */
  public byte[] file(String component, PlatformResult platform, String path) throws IOException {
    byte[] layer = blob(DemoImage.of(component).result(), platform.layer().digest());
    try (TarArchiveInputStream tar = open(layer)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (("/" + e.getName()).equals(path)) {
          return tar.readAllBytes();
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
