package io.github.difyarms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A registry with the images that the Go components start from, and what is built from them. Their
 * release is one that no table knows.
 */
public final class GoImages implements AutoCloseable {
  /** The release in every tag. */
  public static final String RELEASE = "9.9.9";

  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  public GoImages() {
    push(MiniatureImages.pluginDaemonLocal(), PluginDaemon.ID, RELEASE + "-local");
    push(MiniatureImages.pluginDaemonServerless(), PluginDaemon.ID, RELEASE + "-serverless");
    push(MiniatureImages.sandbox(), Sandbox.ID, RELEASE);
  }

  public EmbeddedRegistry registry() {
    return registry;
  }

  /** Puts another base beside those. */
  public void push(MiniatureImages.Builder image, String component, String tag) {
    image.build().pushTo(registry, "langgenius/dify-" + component, tag);
  }

  /** Returns the reference of a base. */
  public String base(String component, String tag) {
    return registry.address() + "/langgenius/dify-" + component + ":" + tag;
  }

  /** Returns the reference of a base by its digest, without a tag. */
  public String byDigest(String component, String tag) {
    String repository = "langgenius/dify-" + component;
    return registry.address()
        + "/"
        + repository
        + "@"
        + registry.manifest(repository, tag).orElseThrow().digest();
  }

  /** Returns what a build of both components asks for. */
  public List<ComponentRequest> both(Workshop workshop) {
    return List.of(
        request(workshop, PluginDaemon.ID, RELEASE + "-local"),
        request(workshop, Sandbox.ID, RELEASE));
  }

  private ComponentRequest request(Workshop workshop, String component, String tag) {
    return workshop.request(
        component, base(component, tag), registry.address() + "/acme/dify-" + component);
  }

  /** Builds one component from a base with this tag. */
  public BuildResult build(GoBench bench, Workshop workshop, String component, String tag) {
    workshop.with(bench.components());
    return workshop.run(List.of(request(workshop, component, tag)));
  }

  /** Builds the plugin daemon from the flavour {@code -local}, for this machine's usual target. */
  public BuildResult daemon(GoBench bench, Workshop workshop) {
    return build(bench, workshop.platforms("linux/amd64"), PluginDaemon.ID, RELEASE + "-local");
  }

  /** Builds the sandbox for one platform. */
  public BuildResult sandbox(GoBench bench, Workshop workshop) {
    return build(bench, workshop.platforms("linux/amd64"), Sandbox.ID, RELEASE);
  }

  /**
   * Returns how many requests named something: manifests and tags. Blobs that nothing names may
   * come while programs are being compiled.
   */
  public long pushes() {
    return registry.recorded().stream()
        .filter(request -> request.method().equals("PUT"))
        .filter(request -> request.path().contains("/manifests/"))
        .count();
  }

  /** Returns how many requests changed something. */
  public long writes() {
    return registry.recorded().stream()
        .filter(request -> !Set.of("GET", "HEAD").contains(request.method()))
        .count();
  }

  /** Returns what the config of a result says about a container: labels, start command. */
  public JsonNode run(ComponentResult component, PlatformResult platform) {
    byte[] config = registry.blob("acme/dify-" + component.id(), platform.config()).orElseThrow();
    return Json.readObject(config, "config").path("config");
  }

  /** Returns the headers of the entries of the new layer of a result. */
  public List<TarArchiveEntry> layer(ComponentResult component, PlatformResult platform) {
    List<TarArchiveEntry> entries = new ArrayList<>();
    try (TarArchiveInputStream tar = open(component, platform)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        entries.add(e);
      }
      return entries;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the program of a result to where it can be run. */
  public Path program(ComponentResult component, PlatformResult platform, Path file) {
    String name = platform.files().get(0).path().substring(1);
    try (TarArchiveInputStream tar = open(component, platform)) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (e.getName().equals(name)) {
          Files.createDirectories(file.getParent());
          Files.write(file, tar.readAllBytes());
          if (!file.toFile().setExecutable(true)) {
            throw new IOException(file.toString());
          }
          return file;
        }
      }
      throw new IllegalStateException(name + " is not in the new layer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TarArchiveInputStream open(ComponentResult component, PlatformResult platform)
      throws IOException {
    String repository = "acme/dify-" + component.id();
    ImageManifest manifest =
        ImageManifest.of(
            registry.manifest(repository, platform.manifest().toString()).orElseThrow());
    var last = manifest.layers().get(manifest.layers().size() - 1);
    byte[] bytes = registry.blob(repository, last.digest()).orElseThrow();
    return new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(bytes)));
  }

  @Override
  public void close() {
    registry.close();
  }
}
