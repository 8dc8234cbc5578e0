package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a layer in Jib's words, with what Jib's types cannot express beside them.
 *
 * @param entries files and directories in Jib's description of a layer
 * @param attributes modes with four digits, extended attributes and exact times by path
 * @param contents bytes of files that are not read from their entry's source, by path
 */
public record LayerFiles(
    FileEntriesLayer entries,
    Map<AbsoluteUnixPath, EntryAttributes> attributes,
    Map<AbsoluteUnixPath, Content> contents) {
  /**
   * A file's bytes, checked while they are written into the layer.
   *
   * @param bytes the bytes
   * @param digest their digest
   * @param size their number
   */
  public record Content(BlobContent bytes, Digest digest, long size) {}

  /** Collects files and directories. */
  public static final class Builder {
    private final FileEntriesLayer.Builder entries = FileEntriesLayer.builder();
    private final Map<AbsoluteUnixPath, EntryAttributes> attributes = new LinkedHashMap<>();
    private final Map<AbsoluteUnixPath, Content> contents = new LinkedHashMap<>();

    /** Creates an empty collection with a name for the layer. */
    public Builder(String name) {
      entries.setName(name);
    }

    /**
     * Adds a file or a directory; a path that is there already is left as it is.
     *
     * @param source a regular file, or any directory when a directory is meant
     * @param path where it lies in the image
     * @param entry owner, mode, time and extended attributes
     */
    public Builder add(Path source, AbsoluteUnixPath path, EntryAttributes entry) {
      if (attributes.putIfAbsent(path, entry) == null) {
        entries.addEntry(
            source,
            path,
            FilePermissions.fromOctalString(String.format("%03o", entry.mode() & 0777)),
            entry.modified(),
            entry.ownership());
      }
      return this;
    }

    /** Adds a file whose bytes lie elsewhere, unless its path is there already. */
    public Builder add(Content content, AbsoluteUnixPath path, EntryAttributes entry) {
      if (!attributes.containsKey(path)) {
        contents.put(path, content);
        add(Path.of(path.toString()), path, entry); // Jib wants a source and does not look at it
      }
      return this;
    }

    /** Returns what was collected. */
    public LayerFiles build() {
      return new LayerFiles(entries.build(), Map.copyOf(attributes), Map.copyOf(contents));
    }
  }
}
