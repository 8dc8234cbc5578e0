package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds files in the layers of a base image without unpacking anything to disk: topmost layer
 * first, each layer read once and to its end (which checks its digest), no layer read once
 * everything is settled.
 */
public final class FileSearch {
  private static final int MOST_LINKS = 10;

  private final BlobSource source;
  private final List<Descriptor> layers;
  private final SearchLimits limits;
  private final Optional<LayerHistory> history;
  private int layersRead;
  private int lowest;
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
    this.lowest = layers.size();
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
          again.add(followed(search, search.redirect().get()));
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
      if (file.need() == WantedFile.Need.REQUIRED && absent.contains(file.path())) {
        throw new DifyArmsException(
            ErrorCode.FILE_MISSING,
            "the base image has no " + file.path(),
            file.path().toString(),
            "none of its " + layers.size() + " layers has it, or a later layer removes it");
      }
    }
    return new SearchResult(found, absent, notSearched, layersRead, layers.size() - lowest);
  }

  private static PathSearch followed(PathSearch search, PathSearch.Redirect redirect) {
    if (redirect.path().isEmpty()) {
      throw notRegular(search, "it is a symbolic link to the root directory");
    }
    if (redirect.uncertain()) {
      throw notRegular(
          search, "the symbolic link to it goes down and up again: " + redirect.text());
    }
    return new PathSearch(search.wanted(), redirect.path());
  }

  /** Reads layers from the top until all is settled; false when the budget ended it before. */
  private boolean readDown(List<PathSearch> searches) throws IOException {
    for (int number = layers.size() - 1; number >= 0; number--) {
      List<PathSearch> open = searches.stream().filter(s -> !s.finished()).toList();
      if (open.isEmpty()) {
        return true;
      }
      Descriptor layer = layers.get(number);
      boolean optional =
          open.stream()
              .allMatch(s -> s.wanted().need() == WantedFile.Need.OPTIONAL && s.file().isEmpty());
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
    lowest = Math.min(lowest, number);
    LayerContent content = LayerContent.read(source, layer, limits, searches);
    for (PathSearch search : searches) {
      LayerEntry entry = content.entries().get(search.path());
      if (entry != null
          && entry.kind() == LayerEntry.Kind.HARD_LINK
          && search.wantsContent(search.path())) {
        content.entries().put(search.path(), linked(layer, entry, search));
      }
    }
    for (PathSearch search : searches) {
      search.layer(number, content);
    }
  }

  /** A hard link's bytes stand at an earlier entry of the same layer: read that layer again. */
  private LayerEntry linked(Descriptor layer, LayerEntry link, PathSearch search)
      throws IOException {
    String target = LayerContent.normalise(link.linkTarget());
    if (target.isEmpty()) {
      throw notRegular(search, "it is a hard link to nothing");
    }
    layersRead++;
    return LayerContent.original(
        source, layer, limits, new PathSearch(search.wanted(), target), search.path());
  }

  private static FoundFile found(PathSearch search) {
    LayerEntry entry = search.file().orElseThrow();
    Digest digest = entry.digest();
    if (entry.kind() != LayerEntry.Kind.FILE || digest == null) {
      throw notRegular(search, "it is " + entry.kind().text());
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
}
