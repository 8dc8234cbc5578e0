package io.github.difyarms.proof;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.LayerListing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the new layer may hold: the promised files, what is added and removed, and the directories
 * above, each with its owner, mode and extended attributes: those of the base where it has one.
 */
final class LayerRules {
  private final Map<String, EntryAttributes> files = new TreeMap<>();
  private final Map<String, EntryAttributes> directories = new TreeMap<>();
  private final Map<String, Digest> made;

  /** What the base does not have. */
  private final Set<String> added;

  LayerRules(Promise promise) {
    made = new HashMap<>(promise.made());
    added = promise.added().keySet();
    for (FoundFile file : promise.files()) {
      files.put(file.path().toString(), file.attributes());
      directories.putAll(file.parents());
    }
    directories.putAll(promise.parents());
    promise
        .added()
        .forEach(
            (path, added) -> {
              (added.digest().isPresent() ? files : directories).put(path, added.attributes());
              added.digest().ifPresent(digest -> made.put(path, digest));
            });
  }

  List<String> violations(LayerListing listing) {
    List<String> violations = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (LayerListing.Item item : listing.items()) {
      EntryAttributes base =
          item.file()
              ? files.get(item.path())
              : item.directory() ? directories.get(item.path()) : null;
      if (base == null) {
        violations.add("layer has " + item.path() + ", " + item.kind());
      } else if (!alike(base, item.attributes())) {
        violations.add(
            "layer has "
                + item.path()
                + " as "
                + text(item.attributes())
                + (added.contains(item.path()) ? ", where it should be " : ", the base as ")
                + text(base));
      }
      if (item.file() && base != null && !item.digest().equals(digest(item.path()))) {
        violations.add("layer has other bytes in " + item.path() + " than were made");
      }
      if (!seen.add(item.path())) {
        violations.add("layer has " + item.path() + " twice");
      }
    }
    Stream.concat(directories.keySet().stream(), files.keySet().stream())
        .filter(path -> !seen.contains(path))
        .forEach(path -> violations.add("layer lacks " + path));
    return violations;
  }

  private Optional<Digest> digest(String path) {
    return Optional.ofNullable(made.get(path));
  }

  private static boolean alike(EntryAttributes base, EntryAttributes now) {
    return base.mode() == now.mode()
        && base.uid() == now.uid()
        && base.gid() == now.gid()
        && base.xattrs().equals(now.xattrs());
  }

  private static String text(EntryAttributes attributes) {
    return attributes.modeText()
        + " "
        + attributes.ownership()
        + (attributes.xattrs().isEmpty() ? "" : " " + attributes.xattrs());
  }
}
