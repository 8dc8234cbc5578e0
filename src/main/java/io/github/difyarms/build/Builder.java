package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.registry.BlobsUnknownException;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Carries out a plan: layers, blobs, manifests by digest, the index last, then its other tags. */
public final class Builder {
  /** How often a target is sent what it names; after that all it may lack goes at once. */
  private static final int MOST_MENDS = 4;

  private final Repositories repositories;
  private final BuildCache cache;
  private final BuildRecords records;
  private final BuildLog log;
  private final long streamedBytes;

  /**
   * Creates a builder that sends large programs while their layer is compressed.
   *
   * @param repositories opens sources and targets
   * @param cache the records of earlier builds
   * @param log hears what is done
   */
  public Builder(Repositories repositories, BuildCache cache, BuildLog log) {
    this(repositories, cache, log, Delivery.STREAMED_BYTES);
  }

  /**
   * Creates a builder.
   *
   * @param repositories opens sources and targets
   * @param cache the records of earlier builds
   * @param log hears what is done
   * @param streamedBytes uncompressed size from which on a layer with a program is sent while it is
   *     compressed
   */
  public Builder(Repositories repositories, BuildCache cache, BuildLog log, long streamedBytes) {
    this.repositories = repositories;
    this.cache = cache;
    this.records = new BuildRecords(cache);
    this.log = log;
    this.streamedBytes = streamedBytes;
  }

  /**
   * Builds what was planned.
   *
   * @param plan the plan; whoever asks keeps its output directory to this build with {@link
   *     OutputLock}
   * @param started when the run began, as {@link System#nanoTime()}
   * @throws IOException when something cannot be read or written; a tag moves only after everything
   *     it names is in place
   */
  public BuildResult build(BuildPlan plan, long started) throws IOException {
    stopOnWarnings(plan, plan.warnings());
    List<ComponentResult> results;
    List<String> warnings;
    try (Parallel parallel = new Parallel(repositories::breakOff)) {
      // Of every component all that nothing names yet; then what names it.
      List<Made> made = parallel.branches(plan.components(), one -> make(plan, one, parallel));
      warnings =
          made.stream().flatMap(one -> one.prepared().warnings().stream()).distinct().toList();
      stopOnWarnings(plan, warnings); // compiling may have brought some
      List<Placed> placed = parallel.branches(made, one -> place(one, parallel));
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
   * What was sent again because the target named it.
   *
   * @param rounds how often it named something
   * @param sent what was sent whatever the target said of it
   */
  private record Mends(int rounds, Set<Digest> sent) {
    Mends and(Set<Digest> more) {
      Set<Digest> all = new HashSet<>(sent);
      all.addAll(more);
      return new Mends(rounds + 1, all);
    }
  }

  /**
   * A component whose blobs are in their place.
   *
   * @param prepared what it was made from
   * @param target where they are
   * @param delivery how they came there
   * @param mends what of them came later
   */
  private record Made(
      Prepared prepared, Repositories.Target target, Delivery delivery, Mends mends) {
    /** Returns the same with blobs that are still to be brought. */
    Made lacking(Set<Digest> missing, Repositories.Target to, Mends after) {
      return new Made(prepared, target, delivery.lacking(missing, to), after);
    }

    /** Returns the target, whose word is not taken. */
    Repositories.Target distrusted() {
      return new Repositories.Target(new Unmounted(target.writer()), target.reader());
    }

    ComponentPlan plan() {
      return prepared.plan();
    }
  }

  /**
   * A component whose blobs and manifests are in their place; nothing is missing but the tags.
   *
   * @param made what it consists of
   * @param top what the tags will name
   * @param proofs how it differs from the base
   */
  private record Placed(Made made, RawManifest top, Proofs proofs) {
    ComponentPlan plan() {
      return made.plan();
    }
  }

  private Made make(BuildPlan all, ComponentPlan plan, Parallel parallel) throws IOException {
    Repositories.Target target = Targets.open(repositories, cache, plan.request());
    boolean asked = plan.upToDate().isEmpty() && records.asks(plan);
    Set<Digest> known = asked ? records.known(plan, target.reader()) : Set.of();
    Delivery delivery =
        new Delivery(plan, target, known, asked, new LayerMemory(cache), streamedBytes, log);
    Prepared prepared =
        parallel.beside(
            () -> delivery.bases(repositories.source(plan.request().base()), parallel),
            () -> Prepared.of(all.request(), plan, delivery, parallel, log));
    return new Made(prepared, target, delivery, new Mends(0, Set.of()));
  }

  /** Places the manifests, by digest. What is up to date is in its place. */
  private Placed place(Made made, Parallel parallel) throws IOException {
    if (made.plan().upToDate().isPresent()) {
      return new Placed(made, made.plan().base(), new Proofs(List.of(), List.of()));
    }
    try {
      return manifests(made, parallel);
    } catch (DifyArmsException e) {
      return place(again(made, e, parallel), parallel);
    }
  }

  private Placed manifests(Made made, Parallel parallel) throws IOException {
    Prepared prepared = made.prepared();
    Repositories.Target target = made.target();
    log.placing(made.plan().request().id());
    RawManifest top = manifests(prepared, target, parallel);
    log.placed(made.plan().request().id());
    ImageSource published =
        prepared.readBack() ? target.reader() : new MadeImages(prepared.images());
    return new Placed(made, top, Proofs.of(prepared, top, published, parallel));
  }

  /**
   * Sends blobs again that may not be there: those that the registry names; or else those of an
   * earlier build, which it may have lost though its own index still names them; then, when it
   * names none or too many one after the other, all that it said it has or has mounted.
   *
   * @param refusal what became of the manifests, thrown when nothing else is left to try
   */
  private Made again(Made made, DifyArmsException refusal, Parallel parallel) throws IOException {
    String id = made.plan().request().id();
    Delivery before = made.delivery();
    Set<Digest> digests = BlobsUnknownException.named(refusal);
    Optional<Made> mended = named(made, digests);
    if (mended.isPresent()) {
      log.note(id + ": the target lacks what was thought to be there; sending what it named");
      return brought(mended.get(), parallel);
    }
    if (mayMissBlobs(refusal) && !before.known().isEmpty()) {
      log.note(id + ": the target lacks layers that it was taken to have; copying again");
      return brought(made.lacking(before.known(), made.target(), made.mends()), parallel);
    }
    Set<Digest> said = before.said();
    boolean oneOfThem = digests.isEmpty() || !Collections.disjoint(digests, said);
    if (missesBlobs(refusal) && oneOfThem && !said.isEmpty()) {
      log.note(id + ": the target lacks layers that it said it has; sending them");
      return brought(made.lacking(said, made.distrusted(), made.mends()), parallel);
    }
    throw refusal;
  }

  /**
   * Returns how to go on when a registry names what it lacks. What nobody has asked it for yet is
   * asked for first; everything else is sent, once: whoever names it again does not keep it. When
   * no blob is named, but a manifest of a platform, those are put again.
   */
  private static Optional<Made> named(Made made, Set<Digest> digests) {
    Mends before = made.mends();
    Set<Digest> blobs = new HashSet<>(digests);
    blobs.retainAll(made.delivery().there());
    Set<Digest> missing = new HashSet<>(blobs);
    missing.removeAll(before.sent());
    if (digests.isEmpty()
        || before.rounds() == MOST_MENDS
        || (missing.isEmpty() && !blobs.isEmpty())) {
      return Optional.empty();
    }
    Set<Digest> unasked = new HashSet<>(missing);
    unasked.retainAll(made.delivery().known());
    return Optional.of(
        unasked.isEmpty()
            ? made.lacking(missing, made.distrusted(), before.and(missing))
            : made.lacking(unasked, made.target(), before.and(Set.of())));
  }

  /** Brings what its delivery lacks. */
  private Made brought(Made made, Parallel parallel) throws IOException {
    made.delivery().bases(repositories.source(made.plan().request().base()), parallel);
    for (Prepared.Image image : made.prepared().images()) {
      made.delivery().layer(image.plan(), image.appended().layer());
      made.delivery().config(image);
    }
    return made;
  }

  private ComponentResult publish(Placed placed, Parallel parallel) throws IOException {
    ComponentPlan plan = placed.plan();
    Optional<ComponentResult> upToDate = plan.upToDate();
    if (upToDate.isPresent()) {
      log.published(upToDate.get());
      return upToDate.get();
    }
    if (!plan.partial()) {
      log.tagging(plan.request().id(), plan.tags());
    }
    Placed there = tagged(placed, parallel);
    String name = Targets.name(plan.request().target());
    ComponentResult result =
        Results.of(
            there.made().prepared(),
            name,
            there.top(),
            there.made().delivery().transfers(),
            there.proofs());
    if (rebased(plan, result)) {
      log.note(
          plan.request().id()
              + ": the new layer is the last image's; it is put on the base that moved");
    }
    records.remember(there.made().prepared(), result);
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

  private Placed tagged(Placed placed, Parallel parallel) throws IOException {
    try {
      for (String tag : placed.plan().tags()) {
        placed.made().target().writer().putManifest(tag, placed.top());
      }
      return placed;
    } catch (DifyArmsException e) {
      return tagged(place(again(placed.made(), e, parallel), parallel), parallel);
    }
  }

  /** A tag that may not move, or a push that is not allowed, fails the second time too. */
  private static boolean mayMissBlobs(DifyArmsException e) {
    String words = e.why().toLowerCase(Locale.ROOT);
    return e.code() == ErrorCode.PUSH_REFUSED
        && Stream.of("immutable", "denied", "unauthorized").noneMatch(words::contains);
  }

  /** Sending gigabytes is tried for nothing less than the registry's own word. */
  private static boolean missesBlobs(DifyArmsException e) {
    return mayMissBlobs(e) && e.why().contains("BLOB_UNKNOWN");
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
    } else if (plan.partial() || prepared.readBack()) {
      target.writer().putManifest(top.digest().toString(), top); // else its tag alone brings it
    }
    return top;
  }
}
