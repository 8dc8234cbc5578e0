package io.github.difyarms.build;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Product;
import io.github.difyarms.model.Removal;
import io.github.difyarms.proof.Promise;
import io.github.difyarms.proof.Prover;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the images of a component were found to differ in.
 *
 * @param platforms the findings, in the order of the component's images
 * @param index differences of the index; nothing for a single manifest
 */
record Proofs(List<Prover.Findings> platforms, List<Difference> index) {
  /** Compares every image of a component, and its index, with the base. */
  static Proofs of(Prepared prepared, RawManifest top, ImageSource published, Parallel parallel)
      throws IOException {
    ComponentPlan plan = prepared.plan();
    String id = plan.request().id();
    List<Prover.Findings> platforms =
        parallel.branches(
            prepared.images(),
            image ->
                image.findings().isPresent() ? image.findings().get() : of(image, published, id));
    return new Proofs(
        platforms,
        plan.index()
            ? Indexes.prove(plan.base(), top, prepared.children(), plan.family(), id)
            : List.of());
  }

  /** Compares one image of a component. */
  static Prover.Findings of(Prepared.Image image, ImageSource published, String component)
      throws IOException {
    return Prover.prove(
        promise(image),
        published,
        image.appended().manifest().digest(),
        component + " " + image.plan().platform());
  }

  private static Promise promise(Prepared.Image image) {
    PlatformPlan plan = image.plan();
    List<FoundFile> files = plan.changes().files().stream().map(FileChange::old).toList();
    Map<String, Digest> made = new HashMap<>();
    for (int i = 0; i < files.size(); i++) {
      made.put(files.get(i).path().toString(), image.made().get(i).digest());
    }
    SortedMap<String, Promise.Added> added = new TreeMap<>();
    List<AddedTree> trees = plan.changes().trees();
    for (int i = 0; i < trees.size(); i++) {
      put(added, trees.get(i), image.trees().get(i));
    }
    for (Removal removal : plan.changes().removals()) {
      added.put(
          removal.whiteout(),
          new Promise.Added(NewLayer.ofWhiteouts(), Optional.of(Digest.of(new byte[0]))));
    }
    SortedMap<String, EntryAttributes> parents = new TreeMap<>();
    trees.forEach(tree -> parents.putAll(tree.parents()));
    plan.changes().removals().forEach(removal -> parents.putAll(removal.parents()));
    return new Promise(
        plan.base(),
        files,
        made,
        added,
        trees.stream().map(AddedTree::path).toList(),
        parents,
        Indexes.converted(plan.base().manifest().raw(), image.appended().manifest()),
        Product.LABEL_PREFIX);
  }

  private static void put(SortedMap<String, Promise.Added> added, AddedTree tree, MadeTree made) {
    NewLayer.directories(tree, made)
        .forEach(
            (path, attributes) -> added.put(path, new Promise.Added(attributes, Optional.empty())));
    for (MadeTree.File file : made.files()) {
      added.put(
          tree.path() + "/" + file.path(),
          new Promise.Added(tree.attributesOf(file.executable()), Optional.of(file.digest())));
    }
  }
}
