package io.github.difyarms.build;

import io.github.difyarms.component.Component;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.SearchResult;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Reads the bases and decides what a build will do; writes nothing but the cache. */
public final class Planner {

  private final Map<String, Component> components;
  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildRecords records;
  private final BuildLog log;
  private final Turns turns = new Turns();

  /**
   * Creates a planner.
   *
   * @param components the components by id
   * @param repositories opens sources and targets
   * @param cache the records of earlier builds
   * @param log hears what is found
   */
  public Planner(
      Map<String, Component> components,
      Repositories repositories,
      BuildCache cache,
      BuildLog log) {
    this.components = Map.copyOf(components);
    this.repositories = repositories;
    this.cache = cache;
    this.records = new BuildRecords(cache);
    this.log = log;
  }

  /**
   * Plans a build.
   *
   * @throws IOException when a base cannot be read
   * @throws DifyArmsException when the request cannot be met, with the reason
   */
  public BuildPlan plan(BuildRequest request) throws IOException {
    try (Parallel parallel = new Parallel(repositories::breakOff)) {
      List<ComponentPlan> plans =
          parallel.branches(Asked.of(request), one -> plan(one.request(), one.image(), parallel));
      return new BuildPlan(request, plans);
    }
  }

  /** What one plan is made for. Without an index, each platform is an image of its own. */
  private record Asked(BuildRequest request, ComponentRequest image) {
    static List<Asked> of(BuildRequest request) {
      List<Asked> all = new ArrayList<>();
      for (ComponentRequest image : request.components()) {
        if (request.index()) {
          all.add(new Asked(request, image));
        } else {
          request.platforms().forEach(one -> all.add(new Asked(request.of(one), image)));
        }
      }
      return all;
    }
  }

  private ComponentPlan plan(BuildRequest request, ComponentRequest asked, Parallel parallel)
      throws IOException {
    Component component = components.get(asked.id());
    if (component == null) {
      throw new DifyArmsException(
          ErrorCode.COMPONENT_UNAVAILABLE,
          "the component " + asked.id() + " cannot be built by this version",
          "parameter components",
          "it builds " + String.join(", ", components.keySet()));
    }
    log.resolving(asked.id(), asked.base());
    ImageSource source = repositories.source(asked.base());
    BaseReader reader = new BaseReader(source, cache, turns);
    // Reading a source and asking for tools takes as long as asking the registry.
    CompletableFuture<BaseReader.Named> answer = new CompletableFuture<>();
    String recordKey =
        parallel.beside(
            () -> answer.complete(reader.named(asked.base())),
            () -> Inputs.recordKey(request, asked, component));
    BaseReader.Named now = Parallel.await(answer);
    Digest configuration = Inputs.configuration(request, component);
    Digest locked = Inputs.lockedConfiguration(request, component);
    Optional<BuildRecords.Earlier> earlier =
        request.force() ? Optional.empty() : records.earlier(recordKey);
    if (earlier.isPresent()) {
      ComponentResult result = earlier.get().result();
      if (now.digest().equals(Optional.of(result.baseDigest()))
          && published(asked, result, parallel)) {
        earlier.get().warnings().forEach(log::warning);
        return upToDate(asked, configuration, locked, recordKey, earlier.get());
      }
    }
    RawManifest top = reader.top(asked.base(), now);
    earlier
        .map(before -> before.result().baseDigest())
        .filter(before -> !before.equals(top.digest()))
        .ifPresent(before -> log.note(moved(asked, before, top.digest())));
    Entries entries = Entries.choose(top, asked, request.platforms(), reader);
    log.resolved(asked.id(), asked.base(), top.digest(), entries.platforms(), entries.dropped());
    List<PlatformPlan> platforms =
        parallel.branches(
            entries.chosen(),
            entry -> plan(request, asked, component, configuration, reader, top, entry));
    for (PlatformPlan platform : platforms) { // told in their order, whichever was ready first
      log.changed(asked.id(), platform.platform(), platform.changes().summary());
      platform.changes().notes().forEach(log::note);
      platform.changes().warnings().forEach(log::warning);
    }
    List<String> ofRegistry = AcrRules.warnings(asked);
    ofRegistry.forEach(log::warning);
    Digest inputs =
        request.index() ? Inputs.ofPlans(platforms) : platforms.get(0).inputs(); // as in its label
    return new ComponentPlan(
        asked,
        top,
        family(request.format(), asked, top),
        request.index()
            ? Tags.fill(asked.target().tags(), asked.base(), request.difyVersion(), inputs)
            : List.of(),
        entries.dropped(),
        platforms,
        configuration,
        locked,
        inputs,
        recordKey,
        Stream.concat(
                platforms.stream().flatMap(p -> p.changes().warnings().stream()),
                ofRegistry.stream())
            .distinct()
            .toList(),
        Optional.empty());
  }

  private static String moved(ComponentRequest asked, Digest before, Digest now) {
    return asked.id() + ": the base has moved since the last build, from " + before + " to " + now;
  }

  private PlatformPlan plan(
      BuildRequest request,
      ComponentRequest asked,
      Component component,
      Digest configuration,
      BaseReader reader,
      RawManifest top,
      Descriptor entry)
      throws IOException {
    BaseImage image = entry.digest().equals(top.digest()) ? reader.image(top) : reader.image(entry);
    Platform platform = entry.platform().orElseGet(image::platform);
    log.searching(asked.id(), platform);
    SearchResult files = reader.files(image, component);
    Instant timestamp =
        request
            .timestamp()
            .or(() -> image.config().created())
            .orElse(Instant.EPOCH)
            .truncatedTo(ChronoUnit.SECONDS);
    Optional<Instant> fileTime =
        request.timestamp().map(time -> time.truncatedTo(ChronoUnit.SECONDS));
    Changes changes =
        component.changes(
            new PlatformBase(
                asked.base(),
                request.difyVersion(),
                platform,
                image,
                fileTime,
                request.force(),
                files,
                reader.trees(image)));
    log.searched(asked.id(), platform);
    Digest inputs =
        Inputs.of(
            request,
            asked,
            family(request.format(), asked, top),
            top,
            platform,
            entry,
            timestamp,
            configuration,
            changes);
    return new PlatformPlan(platform, entry, image, changes, timestamp, fileTime, inputs);
  }

  private boolean published(ComponentRequest asked, ComponentResult earlier, Parallel parallel)
      throws IOException {
    ImageSource target = Targets.reader(repositories, cache, asked);
    List<String> names = earlier.partial() ? List.of(earlier.digest().toString()) : earlier.tags();
    return parallel
        .leaves(names, tag -> target.head(tag).equals(Optional.of(earlier.digest())))
        .stream()
        .allMatch(same -> same);
  }

  private static ComponentPlan upToDate(
      ComponentRequest asked,
      Digest configuration,
      Digest locked,
      String recordKey,
      BuildRecords.Earlier before) {
    ComponentResult earlier = before.result();
    return new ComponentPlan(
        asked,
        new RawManifest(earlier.mediaType(), new byte[0], earlier.baseDigest()),
        Family.of(earlier.mediaType()),
        earlier.tags(),
        List.of(),
        List.of(),
        configuration,
        locked,
        earlier.inputs(),
        recordKey,
        before.warnings(),
        Optional.of(earlier.asUpToDate()));
  }

  /** In an OCI layout other tools see OCI media types only. */
  static Family family(Format format, ComponentRequest asked, RawManifest top) {
    return switch (format) {
      case AUTO ->
          asked.target() instanceof Target.Registry ? Family.of(top.mediaType()) : Family.OCI;
      case DOCKER -> Family.DOCKER;
      case OCI -> Family.OCI;
    };
  }

  /** The entries of a base that are built, and those that are left out. */
  record Entries(List<Descriptor> chosen, List<Platform> platforms, List<Descriptor> dropped) {
    static Entries choose(
        RawManifest top, ComponentRequest asked, List<Platform> wanted, BaseReader reader)
        throws IOException {
      if (!MediaTypes.isIndex(top.mediaType())) {
        Platform only = reader.image(top).platform();
        check(asked.base(), wanted, List.of(only));
        return new Entries(List.of(top.descriptor()), List.of(only), List.of());
      }
      ImageIndex index = ImageIndex.of(top);
      List<Descriptor> chosen = new ArrayList<>();
      List<Platform> platforms = new ArrayList<>();
      for (Descriptor entry : index.images()) {
        Platform platform = entry.platform().orElseThrow();
        if (wanted.contains(platform) && !platforms.contains(platform)) {
          chosen.add(entry);
          platforms.add(platform);
        }
      }
      check(
          asked.base(),
          wanted,
          index.images().stream().map(entry -> entry.platform().orElseThrow()).toList());
      List<Descriptor> dropped =
          index.manifests().stream().filter(entry -> !chosen.contains(entry)).toList();
      return new Entries(chosen, platforms, dropped);
    }

    private static void check(ImageReference base, List<Platform> wanted, List<Platform> offered) {
      for (Platform platform : wanted) {
        if (!offered.contains(platform)) {
          throw new DifyArmsException(
              ErrorCode.PLATFORM_MISSING,
              "the base image has no " + platform,
              base.toString(),
              "it offers " + String.join(", ", offered.stream().map(Platform::toString).toList()));
        }
      }
    }
  }
}
