package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Proof;
import io.github.difyarms.proof.DifferenceText;
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
 * build made of them. The build has to read its results back, so that its proof is of the
 * registry's own bytes.
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
   * Tells how a result differs from its base, by the proof that the build read back.
   *
   * @return one line for each difference
   * @throws IllegalStateException when the registry does not hold what the build says it published
   */
  public List<String> differences(ComponentResult result) {
    DemoImage image = DemoImage.of(result.id());
    RawManifest top = manifest(image.result(), result.tags().get(0));
    require(top.digest().equals(result.digest()), "the tag names another index");
    int kept = result.platforms().size();
    long dropped = result.index().stream().filter(d -> d.kind() == Difference.Kind.REMOVED).count();
    List<String> lines = new ArrayList<>();
    lines.add(
        "index: "
            + kept
            + " of "
            + (kept + dropped)
            + " entries kept"
            + (dropped == 0 ? "" : ", attestations left out"));
    List<String> first = List.of();
    for (PlatformResult platform : result.platforms()) {
      List<String> its = lines(platform.proof());
      boolean alike = places(its).equals(places(first));
      lines.add(platform.platform() + (alike ? ": in the same places" : ":"));
      if (!alike) {
        lines.addAll(its);
      }
      first = first.isEmpty() ? its : first;
    }
    return lines;
  }

  private static List<String> lines(Proof proof) {
    List<String> lines = new ArrayList<>();
    proof.manifest().forEach(it -> lines.add("  manifest " + DifferenceText.of(it)));
    proof.config().forEach(it -> lines.add("  config   " + DifferenceText.of(it)));
    for (Proof.LayerItem item : proof.layer()) {
      String slash = item.type().equals("directory") ? "/" : "";
      lines.add("  layer    " + item.mode() + " " + item.owner() + " " + item.path() + slash);
    }
    return lines;
  }

  /** What differs, without the values. */
  private static List<String> places(List<String> differences) {
    return differences.stream().map(line -> line.replaceFirst("(/\\S+) .*", "$1")).toList();
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
