package io.github.difyarms.proof;

import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.FoundFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What may differ between an image and its base, and nothing else: one more layer with files of the
 * base that have other bytes, the entries that go with a layer, labels of ours, the annotations
 * that name the base.
 *
 * @param base the base
 * @param files the files that have other bytes
 * @param made digests of the new bytes, by the files' paths
 * @param added entries that the base does not have, those that remove something among them
 * @param trees directories among them that are told as one
 * @param parents further directories above them, as the base has them
 * @param converted whether media types may be those of the other family of formats
 * @param labels what the names of our labels begin with
 */
public record Promise(
    BaseImage base,
    List<FoundFile> files,
    Map<String, Digest> made,
    SortedMap<String, Added> added,
    List<String> trees,
    SortedMap<String, EntryAttributes> parents,
    boolean converted,
    String labels) {
  /** Creates a promise that nothing is added but what replaces files. */
  public Promise(
      BaseImage base,
      List<FoundFile> files,
      Map<String, Digest> made,
      boolean converted,
      String labels) {
    this(base, files, made, new TreeMap<>(), List.of(), new TreeMap<>(), converted, labels);
  }

  /**
   * An entry that the base does not have.
   *
   * @param attributes what it has; its time is not looked at
   * @param digest hash of a file's bytes; empty for a directory
   */
  public record Added(EntryAttributes attributes, Optional<Digest> digest) {}
}
