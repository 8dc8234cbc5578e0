package io.github.difyarms.model;

import io.github.difyarms.image.EntryAttributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A directory that the base does not have.
 *
 * @param path where it lies: {@code /a/b}
 * @param parents the directories above it, as the base has them
 * @param attributes owner and time of everything in it, mode of its directories; programs in it get
 *     that mode too, other files the same without the right to execute
 * @param inputs what decides its content, whatever machine makes it; empty while something of it is
 *     not known
 * @param packing what it is made of, for people
 * @param production makes it
 */
public record AddedTree(
    String path,
    SortedMap<String, EntryAttributes> parents,
    EntryAttributes attributes,
    Optional<String> inputs,
    Packing packing,
    TreeProduction production) {
  private static final int EXECUTE = 0111;

  /** Returns what a file in it gets. */
  public EntryAttributes attributesOf(boolean executable) {
    return executable ? attributes : attributes.withMode(attributes.mode() & ~EXECUTE);
  }

  /** Makes the content of a directory, which may take minutes. */
  @FunctionalInterface
  public interface TreeProduction {
    /**
     * Makes the files.
     *
     * @param folder an empty folder for their bytes
     * @throws IOException when something on this machine cannot be read or written
     */
    MadeTree make(Path folder) throws IOException;

    /**
     * Returns what making it needs and cannot have without a connection; one line for each.
     *
     * @throws IOException when something on this machine cannot be read
     */
    default List<String> missing() throws IOException {
      return List.of();
    }
  }
}
