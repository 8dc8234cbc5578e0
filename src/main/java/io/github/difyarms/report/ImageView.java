package io.github.difyarms.report;

import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import java.util.List;

/**
 * One image of the report.
 *
 * @param anchor a fixed word to link to
 * @param id the component
 * @param reference what to deploy
 * @param tags further tags it was published under
 * @param rollback the upstream image by digest
 * @param upToDate whether nothing had to be done
 * @param partial whether it is one platform only, which no tag names
 * @param unknown whether files were replaced that this run knows nothing of
 * @param stacks its pictures
 * @param files the replaced files
 * @param agents agents that were put into it
 * @param removals what was removed from it
 * @param index how the index differs from upstream's
 * @param proofs how the platforms differ from upstream's
 * @param texts what changed in text files
 */
record ImageView(
    String anchor,
    String id,
    String reference,
    List<String> tags,
    String rollback,
    boolean upToDate,
    boolean partial,
    boolean unknown,
    List<StackView> stacks,
    List<FileView> files,
    List<AgentView> agents,
    List<RemovalView> removals,
    List<ProofView.Change> index,
    List<ProofView> proofs,
    List<TextView> texts) {
  boolean hasTags() {
    return !tags.isEmpty();
  }

  boolean hasAgents() {
    return !agents.isEmpty();
  }

  boolean hasRemovals() {
    return !removals.isEmpty();
  }

  boolean hasIndex() {
    return !index.isEmpty();
  }

  int indexCount() {
    return index.size();
  }

  boolean hasProof() {
    return !proofs.isEmpty();
  }

  /** "Nothing else changed" may only be said when all of every platform was compared. */
  private static List<ProofView> proofs(List<PlatformResult> platforms) {
    return platforms.stream().anyMatch(platform -> platform.proof().layer().isEmpty())
        ? List.of()
        : ProofView.of(platforms);
  }

  static ImageView of(int number, ComponentResult image) {
    return new ImageView(
        "image-" + number,
        image.id(),
        image.reference(),
        image.tags().stream().skip(1).toList(),
        image.base().contains("@") ? image.base() : image.base() + "@" + image.baseDigest(),
        image.upToDate(),
        image.partial(),
        image.platforms().stream().anyMatch(platform -> platform.files().isEmpty()),
        image.platforms().stream().map(StackView::of).toList(),
        FileView.of(image.platforms()),
        AgentView.of(image.platforms()),
        RemovalView.of(image.platforms()),
        ProofView.index(image.index()),
        proofs(image.platforms()),
        TextView.of(image.platforms()));
  }
}
