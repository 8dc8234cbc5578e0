package io.github.difyarms.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What somebody would write with jib-core: arguments are base, result, cache and two programs. */
final class JibBuild {
  private final String base;
  private final String result;
  private final Path cache;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private JibBuild(String base, String result, Path cache) {
    this.base = base;
    this.result = result;
    this.cache = cache;
  }

  public static void main(String[] arguments) throws Exception {
    JibBuild build = new JibBuild(arguments[0], arguments[1], Path.of(arguments[2]));
    List<CompletableFuture<JibContainer>> images = new ArrayList<>();
    for (int i = 0; i < Base.ARCHITECTURES.size(); i++) {
      String architecture = Base.ARCHITECTURES.get(i);
      Path program = Path.of(arguments[3 + i]);
      images.add(
          CompletableFuture.supplyAsync(() -> build.image(architecture, program), build.threads));
    }
    build.pushIndex(images.stream().map(CompletableFuture::join).toList());
    System.exit(0);
  }

  private JibContainer image(String architecture, Path program) {
    try {
      FileEntriesLayer layer =
          FileEntriesLayer.builder()
              .addEntry(
                  program,
                  AbsoluteUnixPath.get("/app/main"),
                  FilePermissions.fromOctalString("755"),
                  Instant.ofEpochSecond(1))
              .build();
      return com.google.cloud.tools.jib.api.Jib.from(RegistryImage.named(base))
          .setPlatforms(Set.of(new Platform(architecture, "linux")))
          .setFileEntriesLayers(List.of(layer))
          .setFormat(ImageFormat.Docker)
          .containerize(
              Containerizer.to(RegistryImage.named(result + "-" + architecture))
                  .setAllowInsecureRegistries(true)
                  .setBaseImageLayersCache(cache.resolve("base"))
                  .setApplicationLayersCache(cache.resolve("application"))
                  .setExecutorService(threads));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** jib-core makes an index only of images that have the same new layers. */
  private void pushIndex(List<JibContainer> images) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String repository = "http://" + result.replaceFirst("/", "/v2/");
    repository = repository.substring(0, repository.lastIndexOf(':')) + "/manifests/";
    ObjectNode index =
        Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.DOCKER_LIST);
    ArrayNode manifests = index.putArray("manifests");
    for (int i = 0; i < images.size(); i++) {
      String digest = images.get(i).getDigest().toString();
      HttpRequest head =
          HttpRequest.newBuilder(URI.create(repository + digest))
              .header("Accept", MediaTypes.DOCKER_MANIFEST)
              .method("HEAD", HttpRequest.BodyPublishers.noBody())
              .build();
      long size =
          client
              .send(head, HttpResponse.BodyHandlers.discarding())
              .headers()
              .firstValueAsLong("Content-Length")
              .orElseThrow();
      ObjectNode entry = manifests.addObject().put("mediaType", MediaTypes.DOCKER_MANIFEST);
      entry.put("size", size).put("digest", digest);
      entry.putObject("platform").put("architecture", Base.ARCHITECTURES.get(i)).put("os", "linux");
    }
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(repository + Task.TAG))
            .header("Content-Type", MediaTypes.DOCKER_LIST)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.write(index)))
            .build();
    HttpResponse<String> answer = client.send(put, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(answer.statusCode() + " " + answer.body());
    }
  }
}
