package io.github.difyarms.lying;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.testing.MemoryBlobs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A dify-api in miniature for amd64 alone, with something wrong in it: every digest fits what it
 * names, so that only what the documents and layers say can be found wrong.
 */
final class ForgedBase implements Stage.Base {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Layer(byte[] bytes, long size) {}

  private final List<Layer> layers = new ArrayList<>();
  private Consumer<ObjectNode> config = json -> {};
  private Consumer<ObjectNode> manifest = json -> {};
  private Consumer<ObjectNode> index = json -> {};
  private UnaryOperator<String> configText = UnaryOperator.identity();
  private UnaryOperator<String> manifestText = UnaryOperator.identity();
  private UnaryOperator<String> indexText = UnaryOperator.identity();

  private ForgedBase() {}

  static ForgedBase api() {
    return new ForgedBase();
  }

  static ObjectNode object(JsonNode node) {
    return (ObjectNode) node;
  }

  /** Puts a layer on top of the others. */
  ForgedBase layer(byte[] bytes) {
    layers.add(new Layer(bytes, bytes.length));
    return this;
  }

  ForgedBase config(Consumer<ObjectNode> change) {
    config = change;
    return this;
  }

  ForgedBase manifest(Consumer<ObjectNode> change) {
    manifest = change;
    return this;
  }

  ForgedBase index(Consumer<ObjectNode> change) {
    index = change;
    return this;
  }

  ForgedBase configText(UnaryOperator<String> change) {
    configText = change;
    return this;
  }

  ForgedBase manifestText(UnaryOperator<String> change) {
    manifestText = change;
    return this;
  }

  ForgedBase indexText(UnaryOperator<String> change) {
    indexText = change;
    return this;
  }

  @Override
  public Digest pushTo(ImageSink sink, String repository, String tag) {
    MemoryBlobs honest = new MemoryBlobs();
    MiniatureImages.builder()
        .layers(5)
        .platforms("linux/amd64")
        .withoutAttestations()
        .build()
        .pushTo(honest, "", "1");
    ObjectNode indexJson = json(honest.manifest("1").bytes());
    ObjectNode entry = object(indexJson.at("/manifests/0"));
    ObjectNode manifestJson = json(honest.manifest(entry.path("digest").asText()).bytes());
    ObjectNode configJson =
        json(honest.bytes(Digest.parse(manifestJson.at("/config/digest").asText())));
    for (JsonNode layer : manifestJson.path("layers")) {
      sink.putBlob(repository, honest.bytes(Digest.parse(layer.path("digest").asText())));
    }
    for (Layer layer : layers) {
      sink.putBlob(repository, layer.bytes());
      Digest digest = Digest.of(layer.bytes());
      ((ArrayNode) manifestJson.path("layers"))
          .add(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, digest, layer.size()).json());
      ((ArrayNode) configJson.at("/rootfs/diff_ids")).add(digest.toString());
      ((ArrayNode) configJson.path("history")).addObject().put("created_by", "COPY . /");
    }
    config.accept(configJson);
    byte[] configBytes = written(configJson, configText);
    sink.putBlob(repository, configBytes);
    object(manifestJson.path("config"))
        .put("digest", Digest.of(configBytes).toString())
        .put("size", configBytes.length);
    manifest.accept(manifestJson);
    RawManifest child =
        RawManifest.of(MediaTypes.OCI_MANIFEST, written(manifestJson, manifestText));
    sink.putManifest(repository, child.digest().toString(), child);
    entry.put("digest", child.digest().toString()).put("size", child.bytes().length);
    index.accept(indexJson);
    RawManifest top = RawManifest.of(MediaTypes.OCI_INDEX, written(indexJson, indexText));
    sink.putManifest(repository, tag, top);
    return top.digest();
  }

  private static ObjectNode json(byte[] bytes) {
    return Json.readObject(bytes, "the miniature");
  }

  private static byte[] written(ObjectNode json, UnaryOperator<String> change) {
    return change
        .apply(new String(Json.write(json), StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }
}
