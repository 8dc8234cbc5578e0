package io.github.difyarms.build;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Family;
import io.github.difyarms.image.GrowingBlob;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.PlatformPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Brings the blobs of one component to its target: the base's layers while the new files are still
 * being made, and a layer with a program while it is compressed. Blobs that nothing names do no
 * harm; what names them is written after all of them.
 */
final class Delivery {
  /** A smaller layer is compressed in less time than the one request more takes that this needs. */
  static final long STREAMED_BYTES = 16 << 20;

  /** Longer than any round trip. */
  private static final int LONGEST_OPENING_SECONDS = 1;

  private final ComponentPlan plan;
  private final Repositories.Target target;
  private final Set<Digest> known;
  private final boolean acquainted;
  private final LayerMemory memory;
  private final long streamedBytes;
  private final BuildLog log;
  private final Map<Digest, Transfer> transfers = new ConcurrentHashMap<>();
  private final Set<Digest> seen = ConcurrentHashMap.newKeySet();

  /**
   * Ends when the target has answered somebody: each component tries a wrong password once, not
   * eight times.
   */
  private final CompletableFuture<Void> answered = new CompletableFuture<>();

  /** Uploads that are being opened for layers that are being written. */
  private final Set<CompletableFuture<Void>> opening = ConcurrentHashMap.newKeySet();

  /**
   * Creates a delivery.
   *
   * @param known blobs that are taken to be there without looking
   * @param acquainted whether the target has answered already
   * @param streamedBytes uncompressed size from which on a layer with a program is streamed
   */
  Delivery(
      ComponentPlan plan,
      Repositories.Target target,
      Set<Digest> known,
      boolean acquainted,
      LayerMemory memory,
      long streamedBytes,
      BuildLog log) {
    this.plan = plan;
    this.target = target;
    this.known = known;
    this.acquainted = acquainted;
    this.memory = memory;
    this.streamedBytes = streamedBytes;
    this.log = log;
  }

  /** Returns the blobs that were taken to be there without looking. */
  Set<Digest> known() {
    return known;
  }

  /** Returns how each blob came there. */
  Map<Digest, Transfer> transfers() {
    return transfers;
  }

  /** Returns the blobs that are in their place, as far as anybody knows. */
  Set<Digest> there() {
    Set<Digest> there = new HashSet<>(known);
    there.addAll(transfers.keySet());
    return there;
  }

  /** Returns the blobs of which nobody but the registry knows that they came there. */
  Set<Digest> said() {
    Set<Digest> said = new HashSet<>();
    transfers.forEach(
        (digest, transfer) -> {
          if (transfer.said()) {
            said.add(digest);
          }
        });
    return said;
  }

  /**
   * Returns a delivery that goes on from here.
   *
   * @param missing what is not in its place after all
   * @param to takes it
   */
  Delivery lacking(Set<Digest> missing, Repositories.Target to) {
    Set<Digest> left = new HashSet<>(known);
    left.removeAll(missing);
    Delivery next = new Delivery(plan, to, left, true, memory, streamedBytes, log);
    next.transfers.putAll(transfers);
    next.transfers.keySet().removeAll(missing);
    return next;
  }

  private record Upload(PlatformPlan platform, Descriptor blob) {}

  /** Brings the layers of the base. */
  void bases(ImageSource source, Parallel parallel) throws IOException {
    List<Upload> uploads = new ArrayList<>();
    for (PlatformPlan platform : plan.platforms()) {
      for (Descriptor layer : platform.base().manifest().layers()) {
        if (MediaTypes.isForeign(layer.mediaType())
            || !seen.add(layer.digest())
            || transfers.containsKey(layer.digest())) {
          continue;
        }
        if (known.contains(layer.digest())) {
          transfers.put(layer.digest(), new Transfer(Transfer.Kind.PRESENT, 0));
        } else {
          uploads.add(new Upload(platform, layer));
        }
      }
    }
    if (uploads.isEmpty()) {
      taken();
      return;
    }
    Parallel.Work<Upload, Transfer> copy =
        upload ->
            send(
                upload.platform(),
                upload.blob(),
                () -> target.writer().copyBlob(upload.blob(), source, this::taken));
    int alone = acquainted ? 0 : 1;
    List<Transfer> unused =
        parallel.beside(
            () -> first(uploads.subList(0, alone), copy, parallel),
            () -> {
              awaitAnswer();
              awaitOpened();
              return parallel.leaves(uploads.subList(alone, uploads.size()), copy);
            });
  }

  private void first(List<Upload> alone, Parallel.Work<Upload, Transfer> copy, Parallel parallel)
      throws IOException {
    try {
      List<Transfer> unused = parallel.leaves(alone, copy);
      taken(); // if nobody could tell sooner
    } catch (IOException | RuntimeException e) {
      answered.completeExceptionally(e); // unless it is complete: then others learn it otherwise
      throw e;
    }
  }

  private void taken() {
    answered.complete(null);
  }

  /**
   * Waits until layers that are being written have their uploads. Those fill the line at once, on
   * the connections that are open; the base's layers are mounted, which takes no bytes, or keep the
   * line busy long enough. A registry that is slow to open an upload holds nothing up.
   */
  private void awaitOpened() throws IOException {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(opening.toArray(CompletableFuture<?>[]::new));
    Void unused =
        Parallel.await(all.completeOnTimeout(null, LONGEST_OPENING_SECONDS, TimeUnit.SECONDS));
  }

  /**
   * Returns whether a layer is worth sending while it is compressed. Only programs are: what else
   * is large is the same for several platforms, and sent once.
   *
   * @param bytes uncompressed size
   */
  static boolean streams(PlatformPlan platform, long bytes) {
    return streams(platform, bytes, STREAMED_BYTES);
  }

  private static boolean streams(PlatformPlan platform, long bytes, long least) {
    return bytes >= least
        && platform.changes().files().stream()
            .anyMatch(file -> file.making() instanceof Making.Compiled);
  }

  /**
   * Returns whether a layer with these files has to be sent, and is worth it before it is whole.
   */
  boolean streams(PlatformPlan platform, List<MadeFile> made) {
    return streams(platform, made.stream().mapToLong(MadeFile::size).sum(), streamedBytes)
        && memory
            .recall(platform, made.stream().map(MadeFile::digest).toList())
            .filter(layer -> known.contains(layer.digest()))
            .isEmpty();
  }

  /**
   * Sends a layer while it is written.
   *
   * @param whole comes when it is written
   */
  void stream(PlatformPlan platform, GrowingBlob layer, CompletableFuture<LayerBlob> whole)
      throws IOException {
    layer.awaitBegin(); // it may have to wait for its turn, and no registry for it
    Transfer transfer = opened(layer);
    Descriptor blob = descriptor(platform, Parallel.await(whole));
    seen.add(blob.digest());
    sent(platform, blob, transfer);
  }

  private Transfer opened(GrowingBlob layer) throws IOException {
    CompletableFuture<Void> open = new CompletableFuture<>();
    opening.add(open);
    try {
      awaitAnswer();
      return target.writer().pushBlob(layer, () -> open.complete(null));
    } finally {
      open.complete(null); // if it never was
    }
  }

  /** Tells that a layer which is being sent is written now. */
  void streaming(PlatformPlan platform, LayerBlob layer) {
    log.transferring(id(), platform.platform(), descriptor(platform, layer));
  }

  /** Sends a layer, unless it is there. */
  void layer(PlatformPlan platform, LayerBlob layer) throws IOException {
    Digest digest = layer.digest();
    if (seen.add(digest) && !known.contains(digest) && !transfers.containsKey(digest)) {
      push(platform, descriptor(platform, layer), layer.content());
    }
  }

  /** Sends the config of an image, unless it was sent before. */
  void config(Prepared.Image image) throws IOException {
    Descriptor config = image.appended().configDescriptor();
    if (!transfers.containsKey(config.digest())) {
      push(image.plan(), config, BlobContent.of(image.appended().config()));
    }
  }

  private void push(PlatformPlan platform, Descriptor blob, BlobContent content)
      throws IOException {
    awaitAnswer();
    Transfer unused = send(platform, blob, () -> target.writer().pushBlob(blob, content));
  }

  @FunctionalInterface
  private interface Sending {
    Transfer run() throws IOException;
  }

  private Transfer send(PlatformPlan platform, Descriptor blob, Sending work) throws IOException {
    log.transferring(id(), platform.platform(), blob);
    Transfer transfer = work.run();
    sent(platform, blob, transfer);
    return transfer;
  }

  private void sent(PlatformPlan platform, Descriptor blob, Transfer transfer) {
    transfers.put(blob.digest(), transfer);
    log.transferred(id(), platform.platform(), blob, transfer);
  }

  private void awaitAnswer() throws IOException {
    Void unused = Parallel.await(answered);
  }

  private static Descriptor descriptor(PlatformPlan platform, LayerBlob layer) {
    return layer.descriptor(Family.of(platform.base().manifest().raw().mediaType()));
  }

  private String id() {
    return plan.request().id();
  }
}
