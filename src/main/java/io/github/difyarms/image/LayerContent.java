package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * What one layer says about some paths.
 *
 * @param entries its entries by path; of several for one path the last, as in unpacking
 * @param whiteouts paths it removes from the layers below
 * @param opaque directories whose content it removes from the layers below
 */
record LayerContent(Map<String, LayerEntry> entries, Set<String> whiteouts, Set<String> opaque) {
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";

  /** Reads a layer once. */
  static LayerContent read(
      BlobSource source, Descriptor layer, SearchLimits limits, List<PathSearch> searches)
      throws IOException {
    return LayerStream.read(
        source,
        layer,
        limits,
        stream -> {
          LayerContent content =
              new LayerContent(new HashMap<>(), new HashSet<>(), new HashSet<>());
          for (TarArchiveEntry entry = stream.next(); entry != null; entry = stream.next()) {
            content.take(entry, stream, searches);
          }
          return content;
        });
  }

  private void take(TarArchiveEntry entry, LayerStream stream, List<PathSearch> searches)
      throws IOException {
    String path = normalise(entry.getName());
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    String directory = slash < 0 ? "" : path.substring(0, slash);
    if (name.equals(OPAQUE)) {
      opaque.add(directory);
    } else if (name.startsWith(WHITEOUT)) {
      String hidden = name.substring(WHITEOUT.length());
      String removed = directory.isEmpty() ? hidden : directory + "/" + hidden;
      if (searches.stream().anyMatch(s -> s.wants(removed))) {
        whiteouts.add(removed);
      }
    } else if (searches.stream().anyMatch(s -> s.wants(path))) {
      LayerEntry taken = entry(entry, path, stream, searches);
      if (!taken.directory()) { // it takes the place of a directory and of all that was in it
        entries.keySet().removeIf(below -> below.startsWith(path + "/"));
      }
      entries.put(path, taken);
    }
  }

  private static LayerEntry entry(
      TarArchiveEntry entry, String path, LayerStream stream, List<PathSearch> searches)
      throws IOException {
    long most = -1;
    for (PathSearch search : searches) {
      if (search.wantsContent(path)) {
        most = Math.max(most, search.wanted().mostBytes());
      }
    }
    LayerEntry taken =
        most < 0 ? LayerEntry.of(entry) : LayerEntry.of(entry, stream.content(), most);
    return taken.carriedOver("/" + path, stream.blob());
  }

  /**
   * Returns what a hard link leads to, with its bytes, from a layer that was read before: what
   * stood at that path when the link was made, whatever the layer puts there later.
   *
   * @param link the link's path
   */
  static LayerEntry original(
      BlobSource source, Descriptor layer, SearchLimits limits, PathSearch search, String link)
      throws IOException {
    Optional<LayerEntry> linked =
        LayerStream.read(
            source,
            layer,
            limits,
            stream -> {
              LayerContent content =
                  new LayerContent(new HashMap<>(), new HashSet<>(), new HashSet<>());
              Optional<LayerEntry> there = Optional.empty();
              for (TarArchiveEntry entry = stream.next(); entry != null; entry = stream.next()) {
                if (entry.isLink() && normalise(entry.getName()).equals(link)) {
                  there = Optional.ofNullable(content.entries().get(search.path()));
                }
                content.take(entry, stream, List.of(search));
              }
              return there;
            });
    return linked
        .filter(original -> original.kind() == LayerEntry.Kind.FILE)
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.FILE_NOT_REGULAR,
                    "the file to be replaced is not a regular file",
                    search.wanted().path().toString(),
                    "it is a hard link to /"
                        + search.path()
                        + ", which is "
                        + linked
                            .map(other -> other.kind().text())
                            .orElse("not in the same layer")));
  }

  /**
   * Returns a name as it is unpacked: without {@code ./} and a leading slash, {@code a/../b} as
   * {@code b}. {@code ..} does not lead out of the root.
   */
  static String normalise(String name) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }
}
