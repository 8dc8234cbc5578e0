package io.github.difyarms.build;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BaseLayer;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.RemovedPath;
import io.github.difyarms.model.ReplacedFile;
import io.github.difyarms.proof.Prover;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts together what was published, from the plan and from how the blobs came to their place. */
final class Results {
  private Results() {}

  static ComponentResult of(
      Prepared prepared,
      String name,
      RawManifest top,
      Map<Digest, Transfer> transfers,
      Proofs proofs) {
    ComponentPlan plan = prepared.plan();
    List<PlatformResult> platforms = new ArrayList<>();
    Set<Digest> counted = new HashSet<>();
    for (int i = 0; i < prepared.images().size(); i++) {
      platforms.add(of(prepared.images().get(i), transfers, counted, proofs.platforms().get(i)));
    }
    return new ComponentResult(
        plan.request().id(),
        plan.request().base().toString(),
        plan.base().digest(),
        name,
        plan.tags(),
        top.digest(),
        top.mediaType(),
        plan.inputs(),
        platforms,
        proofs.index(),
        false);
  }

  private static PlatformResult of(
      Prepared.Image image,
      Map<Digest, Transfer> transfers,
      Set<Digest> counted,
      Prover.Findings findings) {
    int mounted = 0;
    int streamed = 0;
    int present = 0;
    long bytes = 0;
    PlatformPlan plan = image.plan();
    List<BaseLayer> baseLayers = new ArrayList<>();
    for (Descriptor layer : plan.base().manifest().layers()) {
      Transfer transfer = transfers.get(layer.digest());
      baseLayers.add(
          new BaseLayer(
              layer.digest(),
              layer.size(),
              transfer == null ? Transfer.Kind.PRESENT : transfer.kind()));
      if (transfer == null) {
        continue;
      }
      boolean first = counted.add(layer.digest()); // platforms may share a layer
      switch (first ? transfer.kind() : Transfer.Kind.PRESENT) {
        case MOUNTED -> mounted++;
        case STREAMED -> {
          streamed++;
          bytes += transfer.bytes();
        }
        default -> present++;
      }
    }
    var appended = image.appended();
    return new PlatformResult(
        plan.platform(),
        plan.entry().digest(),
        appended.manifest().digest(),
        appended.configDescriptor().digest(),
        baseLayers,
        new PlatformResult.Layer(
            appended.layer().digest(),
            appended.layer().diffId(),
            appended.layer().size(),
            appended.layer().uncompressedSize()),
        files(image, findings.texts()),
        image.trees().stream().map(MadeTree::agent).toList(),
        plan.changes().removals().stream()
            .map(removal -> new RemovedPath(removal.path(), removal.of()))
            .toList(),
        new PlatformResult.Transfers(mounted, streamed, present, bytes),
        findings.proof());
  }

  private static List<ReplacedFile> files(Prepared.Image image, Map<String, String> texts) {
    List<ReplacedFile> files = new ArrayList<>();
    for (int i = 0; i < image.made().size(); i++) {
      FoundFile old = image.plan().changes().files().get(i).old();
      MadeFile made = image.made().get(i);
      files.add(
          new ReplacedFile(
              old.path().toString(),
              old.attributes().modeText(),
              old.attributes().ownership(),
              old.digest(),
              made.digest(),
              made.build(),
              Optional.ofNullable(texts.get(old.path().toString()))));
    }
    return List.copyOf(files);
  }
}
