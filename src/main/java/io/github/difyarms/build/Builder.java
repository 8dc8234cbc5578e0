package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Carries out a plan: layers, blobs, manifests by digest, the index last, then its other tags. */
public final class Builder {
  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildRecords records;
  private final BuildLog log;

  /**
   * Creates a builder.
   *
   * @param repositories opens sources and targets
   * @param cache the records of earlier builds
   * @param log hears what is done
   */
  public Builder(Repositories repositories, BuildCache cache, BuildLog log) {
    this.repositories = repositories;
    this.cache = cache;
    this.records = new BuildRecords(cache);
    this.log = log;
  }

  /**
   * Builds what was planned.
   *
   * @param plan the plan
   * @param started when the run began, as {@link System#nanoTime()}
   * @throws IOException when something cannot be read or written; a tag moves only after everything
   *     it names is in place
   */
  public BuildResult build(BuildPlan plan, long started) throws IOException {
    stopOnWarnings(plan, plan.warnings());
    List<ComponentResult> results;
    List<String> warnings;
    OutputLock alone = OutputLock.of(plan.request().outputDirectory(), log);
    try (alone;
        Parallel parallel = new Parallel()) {
      // Every layer of every component first: a file that cannot be written must stop the build
      // before the first blob is sent.
      List<Prepared> prepared =
          parallel.branches(
              plan.components(),
              component -> Prepared.of(plan.request(), component, parallel, log));
      warnings = prepared.stream().flatMap(p -> p.warnings().stream()).distinct().toList();
      stopOnWarnings(plan, warnings); // compiling may have brought some
      List<Placed> placed =
          parallel.branches(prepared, component -> place(component, Optional.empty(), parallel));
      // Tags last, and of all components together: what one of them cannot do leaves the tags of
      // the others where they were.
      results = parallel.branches(placed, component -> publish(component, parallel));
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

  private static void stopOnWarnings(BuildPlan plan, List<String> warnings) {
    if (plan.request().failOnWarning() && !warnings.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.WARNINGS,
          "there are warnings, and failOnWarning is set",
          "parameter failOnWarning",
          String.join("\n", warnings));
    }
  }

  /**
   * A component whose blobs and manifests are in their place; nothing is missing but the tags.
   *
   * @param prepared what it was made from
   * @param target where it is
   * @param known blobs that were taken to be there without looking
   * @param transfers how the others came there
   * @param top what the tags will name
   * @param proofs how it differs from the base
   */
  private record Placed(
      Prepared prepared,
      Repositories.Target target,
      Set<Digest> known,
      Map<Digest, Transfer> transfers,
      RawManifest top,
      Proofs proofs) {
    ComponentPlan plan() {
      return prepared.plan();
    }
  }

  /** Places all but the tags. What is up to date is in its place. */
  private Placed place(Prepared prepared, Optional<Set<Digest>> trusted, Parallel parallel)
      throws IOException {
    ComponentPlan plan = prepared.plan();
    Repositories.Target target = Targets.open(repositories, cache, plan.request());
    if (plan.upToDate().isPresent()) {
      return new Placed(
          prepared, target, Set.of(), Map.of(), plan.base(), new Proofs(List.of(), List.of()));
    }
    Set<Digest> known = trusted.isPresent() ? trusted.get() : records.known(plan, target.reader());
    try {
      Map<Digest, Transfer> transfers = blobs(prepared, target, known, parallel);
      log.placing(plan.request().id());
      RawManifest top = manifests(prepared, target, parallel);
      log.placed(plan.request().id());
      Proofs proofs = Proofs.of(prepared, top, published(prepared, target), parallel);
      return new Placed(prepared, target, known, transfers, top, proofs);
    } catch (DifyArmsException e) {
      if (known.isEmpty() || !mayMissBlobs(e)) {
        throw e;
      }
      return placeAgain(prepared, parallel);
    }
  }

  /** A folder is read again; of a registry the bytes are known that it took by their digests. */
  private static ImageSource published(Prepared prepared, Repositories.Target target) {
    return readsBack(prepared) ? target.reader() : new MadeImages(prepared);
  }

  private static boolean readsBack(Prepared prepared) {
    return prepared.readBack() || !(prepared.plan().request().target() instanceof Target.Registry);
  }

  /** The registry lost a blob that its own index still names: places every one again. */
  private Placed placeAgain(Prepared prepared, Parallel parallel) throws IOException {
    log.note(
        prepared.plan().request().id()
            + ": the target lacks layers of its own image; copying again");
    return place(prepared, Optional.of(Set.of()), parallel);
  }

  private ComponentResult publish(Placed placed, Parallel parallel) throws IOException {
    ComponentPlan plan = placed.plan();
    Optional<ComponentResult> upToDate = plan.upToDate();
    if (upToDate.isPresent()) {
      log.published(upToDate.get());
      return upToDate.get();
    }
    Placed there = placed;
    if (!plan.partial()) {
      log.tagging(plan.request().id(), plan.tags());
    }
    try {
      tag(there);
    } catch (DifyArmsException e) {
      if (placed.known().isEmpty() || !mayMissBlobs(e)) {
        throw e;
      }
      there = placeAgain(placed.prepared(), parallel);
      tag(there);
    }
    String name = Targets.name(plan.request().target());
    ComponentResult result =
        Results.of(there.prepared(), name, there.top(), there.transfers(), there.proofs());
    if (rebased(plan, result)) {
      log.note(
          plan.request().id()
              + ": the new layer is the last image's; it is put on the base that moved");
    }
    records.remember(there.prepared(), result);
    log.published(result);
    return result;
  }

  /** Returns whether the base alone is another one than at the last build. */
  private boolean rebased(ComponentPlan plan, ComponentResult result) {
    return records
        .earlier(plan.recordKey())
        .map(BuildRecords.Earlier::result)
        .filter(before -> !before.baseDigest().equals(result.baseDigest()))
        .filter(before -> layers(before).equals(layers(result)))
        .isPresent();
  }

  private static List<Digest> layers(ComponentResult result) {
    return result.platforms().stream().map(platform -> platform.layer().digest()).toList();
  }

  private static void tag(Placed placed) throws IOException {
    for (String tag : placed.plan().tags()) {
      placed.target().writer().putManifest(tag, placed.top());
    }
  }

  /** A tag that may not move, or a push that is not allowed, fails the second time too. */
  private static boolean mayMissBlobs(DifyArmsException e) {
    String words = e.why().toLowerCase(Locale.ROOT);
    return e.code() == ErrorCode.PUSH_REFUSED
        && Stream.of("immutable", "denied", "unauthorized").noneMatch(words::contains);
  }

  private Map<Digest, Transfer> blobs(
      Prepared prepared, Repositories.Target target, Set<Digest> known, Parallel parallel)
      throws IOException {
    ComponentPlan plan = prepared.plan();
    var source = repositories.source(plan.request().base());
    Map<Digest, Transfer> transfers = new ConcurrentHashMap<>();
    List<Upload> uploads = new ArrayList<>();
    Set<Digest> seen = new HashSet<>();
    for (Prepared.Image image : prepared.images()) {
      PlatformPlan platform = image.plan();
      for (Descriptor layer : platform.base().manifest().layers()) {
        if (MediaTypes.isForeign(layer.mediaType()) || !seen.add(layer.digest())) {
          continue;
        }
        if (known.contains(layer.digest())) {
          transfers.put(layer.digest(), new Transfer(Transfer.Kind.PRESENT, 0));
        } else {
          uploads.add(new Upload(platform, layer, () -> target.writer().copyBlob(layer, source)));
        }
      }
      Family family = Family.of(image.appended().manifest().mediaType());
      Descriptor layer = image.appended().layer().descriptor(family);
      BlobContent content = image.appended().layer().content();
      if (seen.add(layer.digest()) && !known.contains(layer.digest())) {
        uploads.add(new Upload(platform, layer, () -> target.writer().pushBlob(layer, content)));
      }
      Descriptor config = image.appended().configDescriptor();
      BlobContent bytes = BlobContent.of(image.appended().config());
      uploads.add(new Upload(platform, config, () -> target.writer().pushBlob(config, bytes)));
    }
    Parallel.Work<Upload, Transfer> send =
        upload -> {
          log.transferring(plan.request().id(), upload.platform().platform(), upload.blob());
          Transfer transfer = upload.work().run();
          transfers.put(upload.blob().digest(), transfer);
          log.transferred(
              plan.request().id(), upload.platform().platform(), upload.blob(), transfer);
          return transfer;
        };
    // The first alone: a wrong password is tried once, not eight times, which locks accounts.
    parallel.leaves(uploads.subList(0, 1), send);
    parallel.leaves(uploads.subList(1, uploads.size()), send);
    return transfers;
  }

  /** Puts the manifests of the platforms by digest; returns what the tags will name. */
  private RawManifest manifests(Prepared prepared, Repositories.Target target, Parallel parallel)
      throws IOException {
    ComponentPlan plan = prepared.plan();
    RawManifest top = prepared.images().get(0).appended().manifest();
    if (plan.index()) {
      parallel.leaves(
          prepared.images(),
          image -> {
            RawManifest manifest = image.appended().manifest();
            target.writer().putManifest(manifest.digest().toString(), manifest);
            return manifest;
          });
      top = Indexes.of(plan.base(), prepared.children(), plan.family());
    } else if (plan.partial() || readsBack(prepared)) {
      target.writer().putManifest(top.digest().toString(), top); // else its tag alone brings it
    }
    return top;
  }

  private record Upload(PlatformPlan platform, Descriptor blob, Sending work) {}

  @FunctionalInterface
  private interface Sending {
    Transfer run() throws IOException;
  }
}
