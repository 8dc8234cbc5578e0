package io.github.difyarms.source;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The files of one state of a source repository. Thread-safe; nothing in it changes. */
public interface SourceTree {
  /** Returns where it is from, for people and records, without secrets. */
  String shown();

  /**
   * Returns the commit it is, 40 hex digits: always for git; for a directory when it is an
   * unchanged work tree; for an archive when {@code git archive} wrote it.
   */
  Optional<String> commit();

  /**
   * Returns what it is known by in records: the commit for git, {@code tree:} and a SHA-256 over
   * paths, kinds and contents otherwise.
   */
  String identity();

  /** Returns when the commit was made, for git. */
  default Optional<Instant> committed() {
    return Optional.empty();
  }

  /** Returns the paths of all files and symbolic links, with {@code /}, sorted. */
  List<String> paths();

  /**
   * Returns the content of a file.
   *
   * @param path as in {@link #paths()}
   * @return nothing when there is no such file, or it is a symbolic link
   * @throws io.github.difyarms.error.DifyArmsException {@code SOURCE_UNREADABLE}
   */
  Optional<byte[]> read(String path);

  /**
   * Writes all files, without {@code .git}. Executable bits are kept; symbolic links are kept as
   * long as they lead to a place inside.
   *
   * @param directory a new or empty directory
   * @throws io.github.difyarms.error.DifyArmsException {@code SOURCE_UNREADABLE}, {@code
   *     OUTPUT_NOT_WRITABLE}
   */
  void exportTo(Path directory);
}
