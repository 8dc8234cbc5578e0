package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Reads images with nothing but the JDK's client, so that nobody vouches for himself. */
final class Image {
  private static final String ACCEPTED =
      String.join(
          ", ",
          MediaTypes.OCI_INDEX,
          MediaTypes.DOCKER_LIST,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.DOCKER_MANIFEST);

  private final HttpClient client = HttpClient.newHttpClient();
  private final String repository;
  private final long indexSize;
  private final Map<String, OnePlatform> platforms = new TreeMap<>();

  /** A layer or config: its digest and size. */
  record Blob(String digest, long size) {}

  /**
   * The image of one platform.
   *
   * @param manifestSize bytes of its manifest
   * @param config its config
   * @param layers its layers, lowest first
   * @param diffIds the digests of the plain layers
   */
  record OnePlatform(long manifestSize, Blob config, List<Blob> layers, List<String> diffIds) {
    Blob top() {
      return layers.get(layers.size() - 1);
    }
  }

  private Image(String repository, byte[] index) throws IOException {
    this.repository = repository;
    this.indexSize = index.length;
    for (JsonNode entry : Json.readObject(index, "index").path("manifests")) {
      String architecture = entry.path("platform").path("architecture").asText();
      if (Base.ARCHITECTURES.contains(architecture)) {
        platforms.put(architecture, platform(entry.path("digest").asText()));
      }
    }
  }

  /**
   * Reads an index and what it names.
   *
   * @param reference {@code host:port/repository:tag}
   */
  static Image read(String reference) throws IOException {
    int slash = reference.indexOf('/');
    int colon = reference.lastIndexOf(':');
    String repository =
        "http://" + reference.substring(0, slash) + "/v2/" + reference.substring(slash + 1, colon);
    HttpResponse<InputStream> answer =
        send(
            HttpClient.newHttpClient(),
            HttpRequest.newBuilder(
                    URI.create(repository + "/manifests/" + reference.substring(colon + 1)))
                .header("Accept", ACCEPTED)
                .build());
    byte[] bytes = answer.body().readAllBytes();
    String type = answer.headers().firstValue("Content-Type").orElse("");
    if (answer.statusCode() != 200 || !MediaTypes.isIndex(type)) {
      throw new IOException("no index under the tag: " + answer.statusCode() + " " + type);
    }
    return new Image(repository, bytes);
  }

  private OnePlatform platform(String digest) throws IOException {
    byte[] bytes = get("/manifests/" + digest);
    ObjectNode manifest = Json.readObject(bytes, "manifest");
    Blob config = blob(manifest.path("config"));
    List<Blob> layers = new ArrayList<>();
    manifest.path("layers").forEach(layer -> layers.add(blob(layer)));
    List<String> diffIds = new ArrayList<>();
    Json.readObject(get("/blobs/" + config.digest()), "config")
        .path("rootfs")
        .path("diff_ids")
        .forEach(it -> diffIds.add(it.asText()));
    return new OnePlatform(bytes.length, config, layers, diffIds);
  }

  private static Blob blob(JsonNode descriptor) {
    return new Blob(descriptor.path("digest").asText(), descriptor.path("size").asLong());
  }

  Map<String, OnePlatform> platforms() {
    return platforms;
  }

  /** Returns the bytes of everything but the layers of the base. */
  long newBytes() {
    return indexSize
        + platforms.values().stream()
            .mapToLong(it -> it.manifestSize() + it.config().size() + it.top().size())
            .sum();
  }

  /** Returns the bytes of all layers, each once. */
  long layerBytes() {
    Map<String, Long> sizes = new TreeMap<>();
    platforms.values().forEach(p -> p.layers().forEach(it -> sizes.put(it.digest(), it.size())));
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Compares it with what it should have come to.
   *
   * @return what is wrong with it; empty when nothing is
   */
  Optional<String> wrong(Image base, Map<String, Program> programs) throws IOException {
    for (String architecture : Base.ARCHITECTURES) {
      OnePlatform is = platforms.get(architecture);
      OnePlatform was = base.platforms.get(architecture);
      Program program = programs.get(architecture);
      if (is == null || was == null || program == null) {
        return Optional.of("there is no " + architecture);
      }
      int layers = was.layers().size();
      if (is.layers().size() != layers + 1 || is.diffIds().size() != layers + 1) {
        return Optional.of(architecture + " has " + is.layers().size() + " layers");
      }
      if (!is.diffIds().subList(0, layers).equals(was.diffIds())) {
        return Optional.of(architecture + " has not the base's layers");
      }
      for (Blob layer : is.layers()) {
        if (size(layer) != layer.size()) {
          return Optional.of("layer " + layer.digest() + " is not there");
        }
      }
      String found = programOf(is.top());
      if (!found.equals(program.digest().toString())) {
        return Optional.of(architecture + " has app/main " + found);
      }
    }
    return Optional.empty();
  }

  private String programOf(Blob layer) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new GZIPInputStream(
                new BufferedInputStream(open("/blobs/" + layer.digest()), 1 << 16), 1 << 16))) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        if (e.getName().replaceFirst("^(\\./|/)", "").equals("app/main")) {
          MessageDigest sha256 = Digest.of(new byte[0]).newMessageDigest();
          new DigestInputStream(tar, sha256).transferTo(java.io.OutputStream.nullOutputStream());
          return Digest.of("sha256", sha256.digest()).toString();
        }
      }
      return "not";
    }
  }

  private long size(Blob blob) throws IOException {
    HttpResponse<InputStream> answer =
        send(
            client,
            HttpRequest.newBuilder(URI.create(repository + "/blobs/" + blob.digest()))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    return answer.statusCode() == 200
        ? answer.headers().firstValueAsLong("Content-Length").orElse(-1)
        : -1;
  }

  private byte[] get(String path) throws IOException {
    try (InputStream in = open(path)) {
      return in.readAllBytes();
    }
  }

  private InputStream open(String path) throws IOException {
    HttpResponse<InputStream> answer =
        send(
            client,
            HttpRequest.newBuilder(URI.create(repository + path))
                .header("Accept", ACCEPTED)
                .build());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": " + answer.statusCode());
    }
    return answer.body();
  }

  private static HttpResponse<InputStream> send(HttpClient client, HttpRequest request)
      throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
