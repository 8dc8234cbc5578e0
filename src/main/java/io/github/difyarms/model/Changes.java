package io.github.difyarms.model;

import java.util.List;
import java.util.SortedMap;

/**
 * What a component makes of one platform of its base.
 *
 * @param files the files that get other bytes
 * @param trees directories that are added
 * @param removals what is removed
 * @param labels image labels of the component's own
 * @param summary one line for people: what was recognised and changed
 * @param notes things worth knowing
 * @param warnings things worth acting on
 */
public record Changes(
    List<FileChange> files,
    List<AddedTree> trees,
    List<Removal> removals,
    SortedMap<String, String> labels,
    String summary,
    List<String> notes,
    List<String> warnings) {
  /** Creates changes that neither add nor remove anything. */
  public Changes(
      List<FileChange> files,
      SortedMap<String, String> labels,
      String summary,
      List<String> notes,
      List<String> warnings) {
    this(files, List.of(), List.of(), labels, summary, notes, warnings);
  }

  /** Returns whether everything that decides the result is known. */
  public boolean settled() {
    return files.stream().allMatch(FileChange::settled)
        && trees.stream().allMatch(tree -> tree.inputs().isPresent());
  }
}
