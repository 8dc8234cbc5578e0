package io.github.difyarms.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.LayerWriter;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Removal;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which layer came of which files: a plan need not compress programs to know theirs. */
final class LayerMemory {
  private static final String LAYERS = "layers";

  private final BuildCache cache;

  LayerMemory(BuildCache cache) {
    this.cache = cache;
  }

  void remember(PlatformPlan platform, List<Digest> files, LayerBlob layer) {
    cache.keepRecord(
        LAYERS,
        key(platform, files),
        Json.object()
            .put("digest", layer.digest().toString())
            .put("size", layer.size())
            .put("diffId", layer.diffId().toString())
            .put("uncompressedSize", layer.uncompressedSize()));
  }

  /**
   * Returns the layer with these files, if it was made before; its bytes are not there.
   *
   * @param files digests of the new files, in the order of the plan's changes
   */
  Optional<LayerBlob> recall(PlatformPlan platform, List<Digest> files) {
    Optional<ObjectNode> record = cache.record(LAYERS, key(platform, files));
    try {
      return record.map(
          json ->
              new LayerBlob(
                  Digest.parse(json.path("digest").asText("")),
                  json.path("size").asLong(),
                  Digest.parse(json.path("diffId").asText("")),
                  json.path("uncompressedSize").asLong(),
                  () -> {
                    throw new IOException("only what the layer is called is remembered");
                  }));
    } catch (DifyArmsException e) {
      return Optional.empty(); // damaged
    }
  }

  /** The version is in it for all that decides how a layer is written. */
  private static String key(PlatformPlan platform, List<Digest> files) {
    List<String> lines = new ArrayList<>();
    lines.add(Product.nameAndVersion());
    lines.add(LayerWriter.deflateFingerprint());
    lines.add(platform.fileTime().toString());
    List<FileChange> changes = platform.changes().files();
    for (int i = 0; i < changes.size(); i++) {
      var old = changes.get(i).old();
      lines.add(old.path() + " " + old.attributes() + " " + old.parents());
      lines.add(files.get(i).toString());
    }
    for (AddedTree tree : platform.changes().trees()) {
      lines.add(tree.path() + " " + tree.attributes() + " " + tree.parents());
      lines.add(tree.inputs().orElseThrow());
    }
    for (Removal removal : platform.changes().removals()) {
      lines.add(removal.path() + " " + removal.parents());
    }
    return String.join("\n", lines);
  }
}
