package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Finds files in the layers of a base image without unpacking anything to disk: topmost layer
 * first, each layer read once and to its end (which checks its digest), no layer read once
 * everything is settled.
 */
public final class FileSearch {
  private static final int MOST_LINKS = 10;
  private static final String XATTR = "SCHILY.xattr.";

  private final BlobSource source;
  private final List<Descriptor> layers;
  private final SearchLimits limits;
  private final Optional<LayerHistory> history;
  private int layersRead;
  private long optionalBytes;

  private FileSearch(
      BlobSource source,
      List<Descriptor> layers,
      SearchLimits limits,
      Optional<LayerHistory> history) {
    this.source = source;
    this.layers = layers;
    this.limits = limits;
    this.history = history;
  }

  /**
   * Looks for files in an image whose history may tell how far down an optional file is worth
   * looking for.
   *
   * @param source where the layers can be read
   * @param image the image
   * @param wanted what to look for
   * @param limits guards against hostile layers
   * @throws IOException when a layer cannot be read
   * @throws DifyArmsException as {@link #search(BlobSource, List, List, SearchLimits)}
   */
  public static SearchResult search(
      BlobSource source, BaseImage image, List<WantedFile> wanted, SearchLimits limits)
      throws IOException {
    return new FileSearch(
            source, image.manifest().layers(), limits, Optional.of(LayerHistory.of(image)))
        .run(wanted);
  }

  /**
   * Looks for files in an image.
   *
   * @param source where the layers can be read
   * @param layers the image's layers, lowest first
   * @param wanted what to look for
   * @param limits guards against hostile layers
   * @throws IOException when a layer cannot be read
   * @throws DifyArmsException {@link ErrorCode#FILE_MISSING} for a required file that is not there,
   *     {@link ErrorCode#FILE_NOT_REGULAR}, {@link ErrorCode#LIMIT_EXCEEDED}
   */
  public static SearchResult search(
      BlobSource source, List<Descriptor> layers, List<WantedFile> wanted, SearchLimits limits)
      throws IOException {
    return new FileSearch(source, layers, limits, Optional.empty()).run(wanted);
  }

  private SearchResult run(List<WantedFile> wanted) throws IOException {
    Map<AbsoluteUnixPath, FoundFile> found = new LinkedHashMap<>();
    Set<AbsoluteUnixPath> absent = new HashSet<>();
    Set<AbsoluteUnixPath> notSearched = new HashSet<>();
    List<PathSearch> searches = new ArrayList<>();
    for (WantedFile file : wanted) {
      searches.add(new PathSearch(file, file.path().toString()));
    }
    for (int links = 0; !searches.isEmpty(); links++) {
      if (links > MOST_LINKS) {
        throw notRegular(searches.get(0), "more than " + MOST_LINKS + " symbolic links");
      }
      boolean complete = readDown(searches);
      List<PathSearch> again = new ArrayList<>();
      for (PathSearch search : searches) {
        AbsoluteUnixPath asked = search.wanted().path();
        if (search.redirect().isPresent()) {
          again.add(new PathSearch(search.wanted(), search.redirect().get()));
        } else if (search.file().isPresent()) {
          found.put(asked, found(search));
        } else if (complete || search.finished()) {
          absent.add(asked);
        } else {
          notSearched.add(asked);
        }
      }
      searches = again;
    }
    for (WantedFile file : wanted) {
      if (file.required() && absent.contains(file.path())) {
        throw new DifyArmsException(
            ErrorCode.FILE_MISSING,
            "the base image has no " + file.path(),
            file.path().toString(),
            "none of its " + layers.size() + " layers has it, or a later layer removes it");
      }
    }
    return new SearchResult(found, absent, notSearched, layersRead);
  }

  /** Reads layers from the top until all is settled; false when the budget ended it before. */
  private boolean readDown(List<PathSearch> searches) throws IOException {
    for (int number = layers.size() - 1; number >= 0; number--) {
      List<PathSearch> open = searches.stream().filter(s -> !s.finished()).toList();
      if (open.isEmpty()) {
        return true;
      }
      Descriptor layer = layers.get(number);
      boolean optional = open.stream().allMatch(s -> !s.wanted().required() && s.file().isEmpty());
      if (optional) {
        if (number < lowestWorthReading(open)) {
          return false;
        }
        optionalBytes += layer.size();
        if (optionalBytes > limits.optionalBytes()) {
          return false;
        }
      }
      read(number, layer, open);
    }
    return true;
  }

  private int lowestWorthReading(List<PathSearch> searches) {
    return history.isEmpty()
        ? 0
        : searches.stream()
            .mapToInt(search -> history.get().lowestWorthReading("/" + search.path()))
            .min()
            .orElse(0);
  }

  private void read(int number, Descriptor layer, List<PathSearch> searches) throws IOException {
    layersRead++;
    Map<String, LayerEntry> entries = new HashMap<>();
    Set<String> whiteouts = new TreeSet<>();
    Set<String> opaque = new TreeSet<>();
    try (LayerStream stream = new LayerStream(source, layer, limits)) {
      for (TarArchiveEntry entry = stream.next(); entry != null; entry = stream.next()) {
        Optional<String> normal = normalise(entry.getName());
        if (normal.isEmpty()) {
          continue;
        }
        String path = normal.get();
        int slash = path.lastIndexOf('/');
        String name = path.substring(slash + 1);
        String directory = slash < 0 ? "" : path.substring(0, slash);
        if (name.equals(PathSearch.OPAQUE)) {
          opaque.add(directory);
        } else if (name.startsWith(PathSearch.WHITEOUT)) {
          String hidden = name.substring(PathSearch.WHITEOUT.length());
          whiteouts.add(directory.isEmpty() ? hidden : directory + "/" + hidden);
        } else if (searches.stream().anyMatch(s -> s.wants(path))) {
          entries.put(path, entry(entry, path, stream, searches));
        }
      }
      stream.drain();
    }
    resolveHardLinks(layer, entries, searches);
    for (PathSearch search : searches) {
      search.layer(number, entries, whiteouts, opaque);
    }
  }

  private static LayerEntry entry(
      TarArchiveEntry entry, String path, LayerStream stream, List<PathSearch> searches)
      throws IOException {
    LayerEntry.Kind kind = kind(entry);
    Digest digest = null;
    BlobContent content = null;
    if (kind == LayerEntry.Kind.FILE && searches.stream().anyMatch(s -> s.wantsContent(path))) {
      long most = searches.stream().mapToLong(s -> s.wanted().mostBytes()).max().orElse(0);
      MessageDigest sha256 = Digest.newMessageDigest("sha256");
      ByteArrayOutputStream kept = new ByteArrayOutputStream();
      boolean keep = entry.getSize() <= most;
      InputStream in = stream.content();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        if (keep) {
          kept.write(buffer, 0, n);
        }
      }
      digest = Digest.of("sha256", sha256.digest());
      content = keep ? BlobContent.of(kept.toByteArray()) : null;
    }
    String link = entry.getLinkName() == null ? "" : entry.getLinkName();
    return new LayerEntry(kind, link, attributes(entry), entry.getSize(), digest, content);
  }

  private static LayerEntry.Kind kind(TarArchiveEntry entry) {
    if (entry.isDirectory()) {
      return LayerEntry.Kind.DIRECTORY;
    }
    if (entry.isSymbolicLink()) {
      return LayerEntry.Kind.SYMLINK;
    }
    if (entry.isLink()) {
      return LayerEntry.Kind.HARD_LINK;
    }
    return entry.isFile() && !entry.isSparse() ? LayerEntry.Kind.FILE : LayerEntry.Kind.OTHER;
  }

  private static EntryAttributes attributes(TarArchiveEntry entry) {
    TreeMap<String, String> xattrs = new TreeMap<>();
    entry
        .getExtraPaxHeaders()
        .forEach(
            (key, value) -> {
              if (key.startsWith(XATTR)) {
                xattrs.put(key.substring(XATTR.length()), value);
              }
            });
    return new EntryAttributes(
        entry.getMode() & 07777,
        entry.getLongUserId(),
        entry.getLongGroupId(),
        entry.getLastModifiedTime().toInstant(),
        xattrs);
  }

  /** A hard link's bytes stand at an earlier entry of the same layer: read that layer again. */
  private void resolveHardLinks(
      Descriptor layer, Map<String, LayerEntry> entries, List<PathSearch> searches)
      throws IOException {
    for (PathSearch search : searches) {
      LayerEntry link = entries.get(search.path());
      if (link == null || link.kind() != LayerEntry.Kind.HARD_LINK) {
        continue;
      }
      String target = normalise(link.linkTarget()).orElse("");
      LayerEntry original = null;
      PathSearch content = new PathSearch(search.wanted(), target);
      layersRead++;
      try (LayerStream stream = new LayerStream(source, layer, limits)) {
        for (TarArchiveEntry entry = stream.next(); entry != null; entry = stream.next()) {
          if (normalise(entry.getName()).filter(target::equals).isPresent()) {
            original = entry(entry, target, stream, List.of(content));
          }
        }
        stream.drain();
      }
      if (original == null || original.kind() != LayerEntry.Kind.FILE) {
        throw notRegular(search, "it is a hard link to " + target + ", which is no regular file");
      }
      entries.put(search.path(), original);
    }
  }

  private static FoundFile found(PathSearch search) {
    LayerEntry entry = search.file().orElseThrow();
    Digest digest = entry.digest();
    if (entry.kind() != LayerEntry.Kind.FILE || digest == null) {
      throw notRegular(search, "it is a " + entry.kind().name().toLowerCase(java.util.Locale.ROOT));
    }
    return new FoundFile(
        search.wanted().path(),
        AbsoluteUnixPath.get("/" + search.path()),
        entry.attributes(),
        entry.size(),
        digest,
        Optional.ofNullable(entry.content()),
        search.parents(),
        search.fileLayer());
  }

  private static DifyArmsException notRegular(PathSearch search, String why) {
    return new DifyArmsException(
        ErrorCode.FILE_NOT_REGULAR,
        "the file to be replaced is not a regular file",
        search.wanted().path().toString(),
        why);
  }

  /** Strips leading {@code ./} and {@code /}; names that leave the root match nothing. */
  private static Optional<String> normalise(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.split("/", -1)) {
      if (part.equals("..")) {
        return Optional.empty();
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }
}
