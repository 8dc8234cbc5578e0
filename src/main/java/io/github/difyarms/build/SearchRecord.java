package io.github.difyarms.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.store.BuildCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a search in a base brought, kept so that the same base's layers are read once only. */
final class SearchRecord {
  /** Raised when a record means something else than before; others count as absent. */
  private static final int VERSION = 3;

  /** Larger content, programs for one, is kept as a file of its own beside the record. */
  private static final int MOST_INSIDE = 1 << 16;

  private SearchRecord() {}

  /** Returns the key: the base's manifest and what was asked for. */
  static String key(Digest manifest, List<WantedFile> wanted) {
    return manifest + " " + wanted;
  }

  /** Returns the key of what the topmost layers decide, whatever lies below them. */
  static String key(List<Descriptor> layers, int depth, List<WantedFile> wanted) {
    return layers.subList(layers.size() - depth, layers.size()).stream()
            .map(Descriptor::digest)
            .toList()
        + " "
        + wanted;
  }

  static ObjectNode write(SearchResult result, int layers, BuildCache cache) throws IOException {
    ObjectNode json = Json.object().put("version", VERSION).put("depth", result.depth());
    ArrayNode found = json.putArray("found");
    for (FoundFile file : result.found().values()) {
      ObjectNode entry = found.addObject();
      entry.put("asked", file.asked().toString()).put("path", file.path().toString());
      entry.put("size", file.size()).put("digest", file.digest().toString());
      entry.put("fromTop", layers - file.layer());
      entry.set("attributes", write(file.attributes()));
      ObjectNode parents = entry.putObject("parents");
      file.parents().forEach((path, attributes) -> parents.set(path, write(attributes)));
      if (file.content().isPresent()) {
        try (InputStream in = file.content().get().open()) {
          byte[] content = in.readAllBytes();
          if (content.length <= MOST_INSIDE) {
            entry.put("content", content);
          } else {
            cache.keepDocument(file.digest(), content);
            entry.put("contentKept", true);
          }
        }
      }
    }
    write(json.putArray("absent"), result.absent());
    write(json.putArray("notSearched"), result.notSearched());
    return json;
  }

  private static void write(ArrayNode array, Set<AbsoluteUnixPath> paths) {
    paths.stream().map(AbsoluteUnixPath::toString).sorted().forEach(array::add);
  }

  static ObjectNode write(EntryAttributes attributes) {
    ObjectNode json =
        Json.object()
            .put("mode", attributes.mode())
            .put("uid", attributes.uid())
            .put("gid", attributes.gid())
            .put("modified", attributes.modified().toString());
    ObjectNode xattrs = json.putObject("xattrs");
    attributes.xattrs().forEach(xattrs::put);
    return json;
  }

  /** Brings a file's content again that the cache turns out not to have. */
  @FunctionalInterface
  interface Recovery {
    byte[] content(AbsoluteUnixPath asked) throws IOException;
  }

  /** Returns the kept search; empty when the record is damaged or another version's. */
  static Optional<SearchResult> read(
      ObjectNode json, int layers, BuildCache cache, Recovery recovery) {
    if (json.path("version").asInt() != VERSION) {
      return Optional.empty();
    }
    try {
      Map<AbsoluteUnixPath, FoundFile> found = new LinkedHashMap<>();
      for (JsonNode entry : json.required("found")) {
        FoundFile file = file(entry, layers, cache, recovery);
        found.put(file.asked(), file);
      }
      return Optional.of(
          new SearchResult(
              found,
              paths(json.required("absent")),
              paths(json.required("notSearched")),
              0,
              json.required("depth").asInt()));
    } catch (IOException
        | IllegalArgumentException
        | DateTimeParseException
        | DifyArmsException e) {
      return Optional.empty(); // the search is done again
    }
  }

  private static FoundFile file(JsonNode entry, int layers, BuildCache cache, Recovery recovery)
      throws IOException {
    AbsoluteUnixPath asked = AbsoluteUnixPath.get(entry.required("asked").asText());
    Digest digest = Digest.parse(entry.required("digest").asText());
    byte[] content = entry.path("content").binaryValue();
    if (content != null && !digest.matches(content)) {
      throw new IOException("the content was changed");
    }
    SortedMap<String, EntryAttributes> parents = new TreeMap<>();
    for (Map.Entry<String, JsonNode> parent : entry.required("parents").properties()) {
      parents.put(parent.getKey(), attributes(parent.getValue()));
    }
    return new FoundFile(
        asked,
        AbsoluteUnixPath.get(entry.required("path").asText()),
        attributes(entry.required("attributes")),
        entry.required("size").asLong(),
        digest,
        entry.path("contentKept").asBoolean()
            ? Optional.of(kept(digest, cache, () -> recovery.content(asked)))
            : Optional.ofNullable(content).map(BlobContent::of),
        parents,
        layers - entry.required("fromTop").asInt());
  }

  private static BlobContent kept(Digest digest, BuildCache cache, Reading again)
      throws IOException {
    if (!cache.hasDocument(digest)) {
      throw new IOException("the content is not in the cache any more");
    }
    return () -> {
      Optional<byte[]> bytes = cache.document(digest);
      return new ByteArrayInputStream(bytes.isPresent() ? bytes.get() : again.read());
    };
  }

  @FunctionalInterface
  private interface Reading {
    byte[] read() throws IOException;
  }

  private static Set<AbsoluteUnixPath> paths(JsonNode array) {
    Set<AbsoluteUnixPath> paths = new HashSet<>();
    array.forEach(path -> paths.add(AbsoluteUnixPath.get(path.asText())));
    return paths;
  }

  static EntryAttributes attributes(JsonNode json) {
    TreeMap<String, String> xattrs = new TreeMap<>();
    json.required("xattrs")
        .properties()
        .forEach(x -> xattrs.put(x.getKey(), x.getValue().asText()));
    return new EntryAttributes(
        json.required("mode").asInt(),
        json.required("uid").asLong(),
        json.required("gid").asLong(),
        Instant.parse(json.required("modified").asText()),
        xattrs);
  }
}
