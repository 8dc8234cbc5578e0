package io.github.difyarms.build;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.image.WantedFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
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
  private SearchRecord() {}

  /** Returns the key: the base's manifest and what was asked for. */
  static String key(Digest manifest, List<WantedFile> wanted) {
    return manifest + " " + wanted;
  }

  static ObjectNode write(SearchResult result) throws IOException {
    ObjectNode json = Json.object();
    ArrayNode found = json.putArray("found");
    for (FoundFile file : result.found().values()) {
      ObjectNode entry = found.addObject();
      entry.put("asked", file.asked().toString()).put("path", file.path().toString());
      entry.put("size", file.size()).put("digest", file.digest().toString());
      entry.put("layer", file.layer());
      entry.set("attributes", write(file.attributes()));
      ObjectNode parents = entry.putObject("parents");
      file.parents().forEach((path, attributes) -> parents.set(path, write(attributes)));
      if (file.content().isPresent()) {
        try (InputStream in = file.content().get().open()) {
          entry.put("content", in.readAllBytes());
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

  private static ObjectNode write(EntryAttributes attributes) {
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

  /** Returns the kept search; empty when a kept content does not have its digest any more. */
  static Optional<SearchResult> read(ObjectNode json) throws IOException {
    Map<AbsoluteUnixPath, FoundFile> found = new LinkedHashMap<>();
    for (JsonNode entry : json.path("found")) {
      byte[] content = entry.path("content").binaryValue();
      Digest digest = Digest.parse(entry.path("digest").asText());
      if (content != null && !digest.matches(content)) {
        return Optional.empty();
      }
      SortedMap<String, EntryAttributes> parents = new TreeMap<>();
      for (Map.Entry<String, JsonNode> parent : entry.path("parents").properties()) {
        parents.put(parent.getKey(), attributes(parent.getValue()));
      }
      AbsoluteUnixPath asked = AbsoluteUnixPath.get(entry.path("asked").asText());
      found.put(
          asked,
          new FoundFile(
              asked,
              AbsoluteUnixPath.get(entry.path("path").asText()),
              attributes(entry.path("attributes")),
              entry.path("size").asLong(),
              digest,
              content == null ? Optional.empty() : Optional.of(BlobContent.of(content)),
              parents,
              entry.path("layer").asInt()));
    }
    return Optional.of(
        new SearchResult(found, paths(json.path("absent")), paths(json.path("notSearched")), 0));
  }

  private static Set<AbsoluteUnixPath> paths(JsonNode array) {
    Set<AbsoluteUnixPath> paths = new HashSet<>();
    array.forEach(path -> paths.add(AbsoluteUnixPath.get(path.asText())));
    return paths;
  }

  private static EntryAttributes attributes(JsonNode json) {
    TreeMap<String, String> xattrs = new TreeMap<>();
    json.path("xattrs").properties().forEach(x -> xattrs.put(x.getKey(), x.getValue().asText()));
    return new EntryAttributes(
        json.path("mode").asInt(),
        json.path("uid").asLong(),
        json.path("gid").asLong(),
        Instant.parse(json.path("modified").asText()),
        xattrs);
  }
}
