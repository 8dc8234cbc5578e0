package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Joins images of single platforms, which several machines have pushed by digest, into the very
 * index that a single build makes.
 */
public final class Joiner {
  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildLog log;

  /**
   * Creates a joiner.
   *
   * @param repositories opens sources and targets
   * @param cache documents of bases that were read before
   * @param log hears what is done
   */
  public Joiner(Repositories repositories, BuildCache cache, BuildLog log) {
    this.repositories = repositories;
    this.cache = cache;
    this.log = log;
  }

  /**
   * Joins parts, of each component into one index.
   *
   * @param request the parts
   * @param started when the run began, as {@link System#nanoTime()}
   * @throws IOException when something cannot be read or written; a tag moves only after the
   *     indexes of all components are in place
   */
  public BuildResult join(JoinRequest request, long started) throws IOException {
    List<ComponentResult> results;
    List<String> warnings;
    try (Parallel parallel = new Parallel(repositories::breakOff)) {
      PartPlaces places = new PartPlaces(request.places());
      request.parts().forEach(places::requireTarget);
      List<FetchedPart> fetched = fetch(request.parts(), parallel);
      fetched.forEach(places::require);
      List<PartSet> sets = PartSet.of(request, fetched);
      warnings = sets.stream().flatMap(set -> set.warnings().stream()).distinct().toList();
      warnings.forEach(log::warning);
      List<Joined> joined = parallel.branches(sets, set -> join(request, set, parallel));
      for (Joined one : joined) {
        place(one);
      }
      results = parallel.branches(joined, this::publish);
    }
    Repositories.Traffic traffic = repositories.traffic();
    return new BuildResult(
        results,
        traffic.requests(),
        traffic.tokenRequests(),
        traffic.bytesReceived(),
        traffic.bytesSent(),
        Duration.ofNanos(System.nanoTime() - started),
        warnings,
        List.of());
  }

  private List<FetchedPart> fetch(List<JoinRequest.Part> parts, Parallel parallel)
      throws IOException {
    Parallel.Work<JoinRequest.Part, FetchedPart> read =
        part -> FetchedPart.of(part, target(part.image()).reader());
    // The first alone: a wrong password is tried once, not eight times, which locks accounts.
    List<FetchedPart> all = new ArrayList<>(parallel.leaves(parts.subList(0, 1), read));
    all.addAll(parallel.leaves(parts.subList(1, parts.size()), read));
    return all;
  }

  private Repositories.Target target(ImageReference image) {
    return repositories.target(image, image); // nothing is mounted
  }

  /**
   * An index that is made and not yet pushed.
   *
   * @param target where it goes
   * @param index whether it is one; the only image of a single platform is there already
   * @param top what the tags will name
   * @param tagsToSet those of the tags that name something else yet
   * @param result what is told of it
   */
  private record Joined(
      Repositories.Target target,
      boolean index,
      RawManifest top,
      List<String> tagsToSet,
      ComponentResult result) {}

  private Joined join(JoinRequest request, PartSet set, Parallel parallel) throws IOException {
    ImageReference base = set.base();
    log.resolving(set.component(), base);
    BaseReader reader = new BaseReader(repositories.source(base), cache);
    RawManifest top = reader.top(base, new BaseReader.Named(base.digest(), Optional.empty()));
    ComponentRequest asked =
        new ComponentRequest(
            set.component(), base, new Target.Registry(set.repository(), set.tags(request)));
    Planner.Entries entries = Planner.Entries.choose(top, asked, request.platforms(), reader);
    log.resolved(set.component(), base, top.digest(), entries.platforms(), entries.dropped());
    boolean index = MediaTypes.isIndex(top.mediaType());
    List<FetchedPart> parts =
        inOrder(set, entries.platforms(), index ? ImageIndex.of(top).images() : List.of());
    Format format = set.format(request);
    List<FittedPart> images = new ArrayList<>();
    for (int i = 0; i < entries.chosen().size(); i++) {
      Descriptor entry = entries.chosen().get(i);
      Platform platform = entries.platforms().get(i);
      BaseImage image =
          entry.digest().equals(top.digest()) ? reader.image(top) : reader.image(entry);
      images.add(FittedPart.of(parts.get(i), platform, entry, image, format));
    }
    List<Indexes.Child> children = images.stream().map(FittedPart::child).toList();
    Family family = Planner.family(format, asked, top);
    RawManifest made =
        index ? Indexes.of(top, children, family) : images.get(0).part().manifest().raw();
    List<Difference> differences =
        index ? Indexes.prove(top, made, children, family, set.component()) : List.of();
    Digest inputs = Inputs.of(images.stream().map(image -> image.part().inputs()).toList());
    List<String> tags =
        Tags.fill(
            set.tags(request),
            ImageReference.parse(set.baseName()),
            set.difyVersion(request),
            inputs);
    Repositories.Target target = target(set.repository());
    List<Boolean> there =
        parallel.leaves(
            tags, tag -> target.reader().head(tag).filter(made.digest()::equals).isPresent());
    List<String> toSet = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      if (!there.get(i)) {
        toSet.add(tags.get(i));
      }
    }
    ComponentResult result =
        new ComponentResult(
            set.component(),
            set.baseName(),
            top.digest(),
            set.repository().name(),
            tags,
            made.digest(),
            made.mediaType(),
            inputs,
            images.stream().map(FittedPart::result).toList(),
            differences,
            false);
    return new Joined(target, index, made, toSet, toSet.isEmpty() ? result.asUpToDate() : result);
  }

  /** Returns the parts in the order of the base's platforms. */
  private static List<FetchedPart> inOrder(
      PartSet set, List<Platform> wanted, List<Descriptor> entries) {
    SortedMap<Platform, FetchedPart> parts = new TreeMap<>();
    for (FetchedPart part : set.parts()) {
      Platform platform = part.platform(entries);
      FetchedPart other = parts.putIfAbsent(platform, part);
      if (other != null) {
        throw new DifyArmsException(
            ErrorCode.PART_DOUBLED,
            "there are two parts of " + set.component() + " for " + platform,
            other.where() + ", " + part.where(),
            other.digest() + " and " + part.digest());
      }
    }
    List<FetchedPart> ordered = new ArrayList<>();
    for (Platform platform : wanted) {
      FetchedPart part = parts.get(platform);
      if (part == null) {
        throw notAsked("there is no part of " + set.component() + " for " + platform, parts);
      }
      ordered.add(part);
    }
    for (Platform platform : parts.keySet()) {
      if (!wanted.contains(platform)) {
        throw notAsked(
            "there is a part of "
                + set.component()
                + " for "
                + platform
                + ", which is not asked for",
            parts);
      }
    }
    return ordered;
  }

  private static DifyArmsException notAsked(String what, SortedMap<Platform, FetchedPart> parts) {
    return new DifyArmsException(
        ErrorCode.PARTS_NOT_AS_ASKED,
        what,
        "parameters platforms and index.inputs",
        String.join(
            "\n",
            parts.entrySet().stream().map(e -> e.getKey() + ": " + e.getValue().where()).toList()));
  }

  /** By digest first: what a registry does not take is refused before any tag moves. */
  private void place(Joined joined) throws IOException {
    if (joined.index() && !joined.tagsToSet().isEmpty()) {
      log.placing(joined.result().id());
      joined.target().writer().putManifest(joined.top().digest().toString(), joined.top());
      log.placed(joined.result().id());
    }
  }

  private ComponentResult publish(Joined joined) throws IOException {
    ComponentResult result = joined.result();
    if (!joined.tagsToSet().isEmpty()) {
      log.tagging(result.id(), joined.tagsToSet());
      for (String tag : joined.tagsToSet()) {
        joined.target().writer().putManifest(tag, joined.top());
      }
    }
    log.published(result);
    return result;
  }
}
