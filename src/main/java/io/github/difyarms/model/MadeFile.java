package io.github.difyarms.model;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * New bytes of a file.
 *
 * @param content the bytes
 * @param digest their SHA-256
 * @param size their number
 * @param build how they were compiled, when they were
 * @param labels image labels that are known only now
 * @param warnings things worth acting on that are known only now
 */
public record MadeFile(
    BlobContent content,
    Digest digest,
    long size,
    Optional<ProgramBuild> build,
    SortedMap<String, String> labels,
    List<String> warnings) {
  /** Returns bytes of which there is nothing more to tell. */
  public static MadeFile of(BlobContent content, Digest digest, long size) {
    return new MadeFile(content, digest, size, Optional.empty(), new TreeMap<>(), List.of());
  }
}
