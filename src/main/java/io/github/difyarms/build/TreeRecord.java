package io.github.difyarms.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.Tree;
import io.github.difyarms.image.TreeIndex;
import io.github.difyarms.image.TreeQuery;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.io.InputStream;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one layer says of a directory, kept so that the layer is read once only. */
final class TreeRecord {
  /** Raised when a record means something else than before; others count as absent. */
  private static final int VERSION = 1;

  /** Larger content is kept as a document beside the record. */
  private static final int MOST_INSIDE = 1 << 16;

  private TreeRecord() {}

  /** Returns the key: the layer, and what was asked for. */
  static String key(Digest layer, TreeQuery query) {
    return layer + " " + query;
  }

  static ObjectNode write(TreeIndex index, BuildCache cache) throws IOException {
    ObjectNode json = Json.object().put("version", VERSION);
    ObjectNode entries = json.putObject("entries");
    for (Map.Entry<String, Tree.Entry> entry : index.entries().entrySet()) {
      entries.set(entry.getKey(), write(entry.getValue(), cache));
    }
    write(json.putArray("hidden"), index.hidden());
    write(json.putArray("opaque"), index.opaque());
    write(json.putArray("implied"), index.implied());
    return json;
  }

  private static void write(ArrayNode array, SortedSet<String> paths) {
    paths.forEach(array::add);
  }

  private static ObjectNode write(Tree.Entry entry, BuildCache cache) throws IOException {
    ObjectNode json = Json.object().put("kind", entry.kind().name()).put("size", entry.size());
    json.set("attributes", SearchRecord.write(entry.attributes()));
    entry.linkTarget().ifPresent(target -> json.put("linkTarget", target));
    if (entry.content().isPresent()) {
      try (InputStream in = entry.content().get().open()) {
        byte[] content = in.readAllBytes();
        Digest digest = Digest.of(content);
        json.put("digest", digest.toString());
        if (content.length <= MOST_INSIDE) {
          json.put("content", content);
        } else {
          cache.keepDocument(digest, content);
        }
      }
    }
    return json;
  }

  /** Returns the kept index; empty when the record is damaged, incomplete or another version's. */
  static Optional<TreeIndex> read(ObjectNode json, BuildCache cache) {
    if (json.path("version").asInt() != VERSION) {
      return Optional.empty();
    }
    try {
      TreeMap<String, Tree.Entry> entries = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : json.required("entries").properties()) {
        entries.put(entry.getKey(), entry(entry.getValue(), cache));
      }
      return Optional.of(
          new TreeIndex(
              entries,
              paths(json.required("hidden")),
              paths(json.required("opaque")),
              paths(json.required("implied"))));
    } catch (IOException
        | IllegalArgumentException
        | DateTimeParseException
        | DifyArmsException e) {
      return Optional.empty(); // the layer is read again
    }
  }

  private static Tree.Entry entry(JsonNode json, BuildCache cache) throws IOException {
    return new Tree.Entry(
        Tree.Kind.valueOf(json.required("kind").asText()),
        SearchRecord.attributes(json.required("attributes")),
        json.required("size").asLong(),
        Optional.ofNullable(json.get("linkTarget")).map(JsonNode::asText),
        json.has("digest") ? Optional.of(content(json, cache)) : Optional.empty());
  }

  private static BlobContent content(JsonNode json, BuildCache cache) throws IOException {
    Digest digest = Digest.parse(json.required("digest").asText());
    byte[] inside = json.path("content").binaryValue();
    byte[] content =
        inside != null
            ? inside
            : cache.document(digest).orElseThrow(() -> new IOException("the content is gone"));
    if (!digest.matches(content)) {
      throw new IOException("the content was changed");
    }
    return BlobContent.of(content);
  }

  private static SortedSet<String> paths(JsonNode array) {
    TreeSet<String> paths = new TreeSet<>();
    array.forEach(path -> paths.add(path.asText()));
    return paths;
  }
}
