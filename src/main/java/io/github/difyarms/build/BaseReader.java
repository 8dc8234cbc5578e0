package io.github.difyarms.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.BaseTrees;
import io.github.difyarms.component.Component;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.BlobSource;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FileSearch;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.store.BuildCache;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads a base image, each document once: what the cache has by digest is not asked for again. */
final class BaseReader {
  private static final int MOST_CONFIG_BYTES = 8 << 20;
  private static final String BASES = "bases";
  private static final String FILES = "files";
  private static final String TOPMOST = "topmost";
  private static final long MOST_KEPT_LAYER_BYTES = 256 << 10;

  private final ImageSource source;
  private final BuildCache cache;
  private final Turns turns;

  BaseReader(ImageSource source, BuildCache cache) {
    this(source, cache, new Turns());
  }

  /**
   * Creates a reader.
   *
   * @param turns shared with readers beside this one, whose images may have layers in common
   */
  BaseReader(ImageSource source, BuildCache cache, Turns turns) {
    this.source = source;
    this.cache = cache;
    this.turns = turns;
  }

  /**
   * What a reference names now.
   *
   * @param digest its digest, if the registry told it
   * @param document the index (or single manifest), if it had to be read
   */
  record Named(Optional<Digest> digest, Optional<RawManifest> document) {}

  /**
   * Asks what a reference names now, with one request. Where it was seen before, a HEAD tells
   * whether the document in the cache is still the one; Docker Hub does not count it against the
   * pull limit.
   */
  Named named(ImageReference reference) throws IOException {
    if (last(reference, cache).isPresent()) {
      return new Named(source.head(reference.identifier()), Optional.empty());
    }
    RawManifest top = read(reference);
    return new Named(Optional.of(top.digest()), Optional.of(top));
  }

  /** Reads the index (or single manifest) a reference names. */
  RawManifest top(ImageReference reference) throws IOException {
    return top(reference, named(reference));
  }

  /**
   * Reads the index (or single manifest) a reference names.
   *
   * @param named the answer to {@link #named}
   */
  RawManifest top(ImageReference reference, Named named) throws IOException {
    if (named.document().isPresent()) {
      return named.document().get();
    }
    Optional<RawManifest> cached = named.digest().flatMap(this::cached);
    if (cached.isEmpty()) {
      return read(reference);
    }
    if (!last(reference, cache).equals(named.digest())) {
      remember(reference, cached.get().digest()); // the tag went back to what it was before
    }
    return cached.get();
  }

  private RawManifest read(ImageReference reference) throws IOException {
    RawManifest top = source.manifest(reference.identifier());
    keep(top);
    remember(reference, top.digest());
    return top;
  }

  private void remember(ImageReference reference, Digest digest) {
    cache.keepRecord(BASES, reference.toString(), Json.object().put("digest", digest.toString()));
  }

  /** Returns what a reference named when it was last read. */
  static Optional<Digest> last(ImageReference reference, BuildCache cache) {
    try {
      return cache
          .record(BASES, reference.toString())
          .map(record -> Digest.parse(record.path("digest").asText("")));
    } catch (DifyArmsException e) {
      return Optional.empty(); // a damaged record tells nothing
    }
  }

  /** Returns whether a manifest or index need not be asked for again. */
  boolean keeps(Digest manifest) {
    return cached(manifest).isPresent();
  }

  private Optional<RawManifest> cached(Digest digest) {
    return cache
        .document(digest)
        .map(
            bytes -> {
              String type =
                  Json.readDocument(bytes, digest.toString()).path("mediaType").asText("");
              return new RawManifest(type, bytes, digest);
            })
        .filter(raw -> !raw.mediaType().isEmpty());
  }

  private void keep(RawManifest manifest) {
    cache.keepDocument(manifest.digest(), manifest.bytes());
  }

  /** Reads manifest and config of one platform, that of the entry. */
  BaseImage image(Descriptor entry) throws IOException {
    Optional<RawManifest> cached = cached(entry.digest());
    RawManifest raw =
        cached.isPresent() ? cached.get() : source.manifest(entry.digest().toString());
    keep(raw);
    BaseImage image = image(raw);
    image.requirePlatformOf(entry);
    return image;
  }

  /** Reads the config of a manifest that is here already. */
  BaseImage image(RawManifest raw) throws IOException {
    ImageManifest manifest = ImageManifest.of(raw);
    Descriptor descriptor = manifest.config();
    Optional<byte[]> cached = cache.document(descriptor.digest());
    byte[] bytes;
    if (cached.isPresent()) {
      bytes = cached.get();
    } else {
      bytes = config(source, descriptor);
      cache.keepDocument(descriptor.digest(), bytes);
    }
    return new BaseImage(manifest, ImageConfig.of(bytes));
  }

  /** Reads a config, checked against its digest. */
  static byte[] config(BlobSource source, Descriptor descriptor) throws IOException {
    if (descriptor.size() > MOST_CONFIG_BYTES) {
      throw new DifyArmsException(
          ErrorCode.LIMIT_EXCEEDED,
          "the image config is larger than " + MOST_CONFIG_BYTES + " bytes",
          descriptor.digest().toString(),
          descriptor.size() + " bytes");
    }
    try (InputStream in = source.open(descriptor)) {
      return in.readAllBytes();
    }
  }

  /** Finds the files a component wants. */
  SearchResult files(BaseImage base, Component component) throws IOException {
    List<Descriptor> layers = base.manifest().layers();
    List<WantedFile> wanted = component.wanted();
    String key = SearchRecord.key(base.manifest().raw().digest(), wanted);
    Optional<SearchResult> kept = kept(FILES, key, base, component);
    if (kept.isEmpty()) {
      kept = ofTopmostLayers(base, component);
    }
    if (kept.isPresent()) {
      return kept.get();
    }
    SearchResult result = search(base, component);
    ObjectNode record = SearchRecord.write(result, layers.size(), cache);
    cache.keepRecord(FILES, key, record);
    if (result.notSearched().isEmpty()) { // else the history had its say too
      cache.keepRecord(TOPMOST, SearchRecord.key(layers, result.depth(), wanted), record);
    }
    // As kept: large content then lies on disk and not in memory for the rest of the build.
    return SearchRecord.read(record, layers.size(), cache, recovery(base, component))
        .orElse(result);
  }

  /** Returns listings of a base's directories. */
  BaseTrees trees(BaseImage base) {
    return new LayerTrees(
        new KeptLayers(source, cache, turns), base.manifest().layers(), cache, turns);
  }

  private SearchResult search(BaseImage base, Component component) throws IOException {
    return FileSearch.search(
        new KeptLayers(source, cache, turns), base, component.wanted(), SearchLimits.DEFAULT);
  }

  /** Of a document that was damaged, which only reading it tells. */
  private SearchRecord.Recovery recovery(BaseImage base, Component component) {
    return asked -> content(search(base, component), asked);
  }

  private byte[] content(SearchResult result, AbsoluteUnixPath asked) throws IOException {
    FoundFile file = Objects.requireNonNull(result.found().get(asked));
    try (InputStream in = file.content().orElseThrow().open()) {
      byte[] bytes = in.readAllBytes();
      cache.keepDocument(file.digest(), bytes);
      return bytes;
    }
  }

  /** A base that moved may have got other layers only below those that decide. */
  private Optional<SearchResult> ofTopmostLayers(BaseImage base, Component component) {
    List<Descriptor> layers = base.manifest().layers();
    for (int depth = 1; depth <= layers.size(); depth++) {
      String key = SearchRecord.key(layers, depth, component.wanted());
      Optional<SearchResult> kept = kept(TOPMOST, key, base, component);
      if (kept.isPresent()) {
        return kept;
      }
    }
    return Optional.empty();
  }

  private Optional<SearchResult> kept(
      String kind, String key, BaseImage base, Component component) {
    int layers = base.manifest().layers().size();
    return cache
        .record(kind, key)
        .flatMap(json -> SearchRecord.read(json, layers, cache, recovery(base, component)));
  }

  /** Small layers, that of a start script for one, are kept whole when they are read. */
  private record KeptLayers(BlobSource source, BuildCache cache, Turns turns)
      implements BlobSource {
    @Override
    public InputStream open(Descriptor blob) throws IOException {
      if (blob.size() > MOST_KEPT_LAYER_BYTES) {
        return source.open(blob);
      }
      synchronized (turns.of(blob.digest())) {
        Optional<byte[]> kept = cache.document(blob.digest());
        if (kept.isEmpty()) {
          try (InputStream in = source.open(blob)) {
            kept = Optional.of(in.readAllBytes());
          }
          cache.keepDocument(blob.digest(), kept.get());
        }
        return new ByteArrayInputStream(kept.get());
      }
    }
  }
}
