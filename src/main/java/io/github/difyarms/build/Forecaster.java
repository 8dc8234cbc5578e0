package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.ComponentForecast;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.Cost;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.PlatformForecast;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Target;
import io.github.difyarms.registry.RegistryOptions;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Foretells what {@link Builder} does with a plan, step by step as it goes. Asks each target at
 * most once, by the HEAD that a build makes as well; writes nothing there.
 */
public final class Forecaster {
  private static final String INPUTS = "{inputs}";

  /** What documents may grow by while the new files are not known: sizes have more digits. */
  private static final long SLACK = 4096;

  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildRecords records;
  private final Tariff tariff = new Tariff(RegistryOptions.defaults().chunkSize());

  /**
   * Creates a forecaster.
   *
   * @param repositories opens sources and targets
   * @param cache the records of earlier builds
   */
  public Forecaster(Repositories repositories, BuildCache cache) {
    this.repositories = repositories;
    this.cache = cache;
    this.records = new BuildRecords(cache);
  }

  /**
   * Foretells what a plan comes to.
   *
   * @param plan a plan; one that was made without its tools will do
   * @throws IOException when a target cannot be asked
   */
  public Forecast of(BuildPlan plan) throws IOException {
    List<ComponentForecast> components;
    try (Parallel parallel = new Parallel()) {
      components = parallel.branches(plan.components(), component -> of(plan.request(), component));
    }
    components = new Challenges(repositories, tariff).addTo(components);
    List<String> warnings = plan.warnings();
    return new Forecast(
        plan,
        components,
        List.of(),
        List.of(),
        warnings,
        plan.request().failOnWarning() && !warnings.isEmpty()
            ? Optional.of("there are warnings, and failOnWarning is set")
            : Optional.empty());
  }

  private ComponentForecast of(BuildRequest request, ComponentPlan plan) throws IOException {
    String name = Targets.name(plan.request().target());
    if (plan.upToDate().isPresent()) {
      return new ComponentForecast(
          plan,
          name,
          plan.tags(),
          List.of(),
          List.of(),
          plan.upToDate().map(result -> result.digest()),
          tariff.acquaintance().plus(tariff.look()).plus(looks(plan, plan.tags().size())),
          Bounds.NOTHING,
          List.of());
    }
    List<Preview> previews = Preview.of(request, plan, cache);
    LayerWays ways = ways(plan);
    List<PlatformForecast> platforms = new ArrayList<>();
    for (Preview preview : previews) {
      platforms.add(ways.of(preview));
    }
    boolean exact = previews.stream().allMatch(Preview::exact);
    RawManifest top = top(plan, previews);
    Bounds pushing = ways.bounds();
    if (plan.request().target() instanceof Target.Registry) {
      pushing = pushing.plus(documents(request, plan, previews, top));
    }
    return new ComponentForecast(
        plan,
        name,
        tags(plan),
        plan.dropped().stream().map(entry -> DroppedEntries.of(entry, plan)).toList(),
        platforms,
        exact ? Optional.of(top.digest()) : Optional.empty(),
        reading(request, plan),
        pushing,
        notes(plan));
  }

  private LayerWays ways(ComponentPlan plan) throws IOException {
    return new LayerWays(
        plan,
        tariff,
        cache.blobs(),
        records.known(plan, Targets.reader(repositories, cache, plan.request())),
        records.asks(plan));
  }

  /** What planning asks again: nothing that the cache has. */
  private Bounds reading(BuildRequest request, ComponentPlan plan) throws IOException {
    BaseReader reader = new BaseReader(repositories.source(plan.request().base()), cache);
    Bounds sum = tariff.acquaintance().plus(tariff.look());
    if (!reader.keeps(plan.base().digest())) {
      sum = sum.plus(tariff.document(plan.base().bytes().length));
    }
    for (PlatformPlan platform : plan.platforms()) {
      RawManifest manifest = platform.base().manifest().raw();
      if (!manifest.digest().equals(plan.base().digest()) && !reader.keeps(manifest.digest())) {
        sum = sum.plus(tariff.document(manifest.bytes().length));
      }
      Descriptor config = platform.base().manifest().config();
      if (!cache.hasDocument(config.digest())) {
        sum = sum.plus(tariff.blob(config.size()));
      }
    }
    return sum.plus(again(request, plan));
  }

  /** An earlier result whose base is the same has been looked for, and was not there any more. */
  private Bounds again(BuildRequest request, ComponentPlan plan) {
    if (request.force()) {
      return Bounds.NOTHING;
    }
    if (!plan.settled()) { // there may be one, once the tools are known
      return new Bounds(Cost.NOTHING, looks(plan, plan.tags().size()).worstCase());
    }
    return records
        .earlier(plan.recordKey())
        .filter(earlier -> earlier.result().baseDigest().equals(plan.base().digest()))
        .map(earlier -> looks(plan, earlier.result().tags().size()))
        .orElse(Bounds.NOTHING);
  }

  /** HEADs for the tags of a result, or for its digest when it has none. */
  private Bounds looks(ComponentPlan plan, int tags) {
    if (!(plan.request().target() instanceof Target.Registry)) {
      return Bounds.NOTHING;
    }
    return times(Math.max(1, tags), tariff.look());
  }

  private static Bounds times(int number, Bounds each) {
    return Collections.nCopies(number, each).stream().reduce(Bounds.NOTHING, Bounds::plus);
  }

  /** Configs, manifests and tags, and what is read back of them. */
  private Bounds documents(
      BuildRequest request, ComponentPlan plan, List<Preview> previews, RawManifest top) {
    Bounds sum = Bounds.NOTHING;
    boolean byDigest = plan.index() || plan.tags().isEmpty() || request.readBack();
    for (Preview preview : previews) {
      long config = preview.image().config().length;
      long manifest = preview.image().manifest().bytes().length;
      long slack = preview.exact() ? 0 : SLACK;
      sum = sum.plus(tariff.push(config, config + slack));
      if (byDigest) {
        sum = sum.plus(tariff.manifest(manifest, manifest + slack));
      }
      if (request.readBack()) {
        long layer = preview.image().layer().size();
        sum = sum.plus(tariff.document(manifest + slack)).plus(tariff.blob(config + slack));
        sum =
            sum.plus(
                new Bounds(
                    tariff.blob(layer).expected(),
                    tariff.blob(preview.mostLayerBytes()).worstCase()));
      }
    }
    Bounds tag = tariff.manifest(top.bytes().length, top.bytes().length + SLACK);
    return times(plan.tags().size(), tag).plus(sum);
  }

  /** Returns what the tags will name. */
  private static RawManifest top(ComponentPlan plan, List<Preview> previews) {
    if (!plan.index()) {
      return previews.get(0).image().manifest();
    }
    List<Descriptor> children = new ArrayList<>();
    for (Preview preview : previews) {
      RawManifest manifest = preview.image().manifest();
      children.add(
          preview
              .plan()
              .entry()
              .pointingTo(manifest.mediaType(), manifest.digest(), manifest.bytes().length));
    }
    return ImageIndex.of(plan.base()).withManifests(children, plan.family());
  }

  /** The inputs of a plan without its tools are not those of the result. */
  private static List<String> tags(ComponentPlan plan) {
    boolean open =
        !plan.settled()
            && plan.request().target().tags().stream().anyMatch(t -> t.contains(INPUTS));
    return open
        ? plan.tags().stream().map(tag -> tag.replace(eight(plan.inputs()), INPUTS)).toList()
        : plan.tags();
  }

  private static String eight(Digest inputs) {
    return inputs.hex().substring(0, 8);
  }

  private static List<String> notes(ComponentPlan plan) {
    return Stream.concat(
            plan.platforms().stream().flatMap(platform -> platform.changes().notes().stream()),
            AcrRules.notes(plan.request()).stream())
        .distinct()
        .toList();
  }
}
