package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.net.HttpTransport;
import java.nio.file.Path;
import java.util.Optional;

/** Brings source trees onto this machine. Thread-safe, also against other builds. */
public final class Sources {
  private final Path cache;
  private final HttpTransport http;
  private final SourceListener listener;
  private final boolean offline;

  /**
   * Creates the way to sources.
   *
   * @param cache a folder of the user's own; {@code git} and {@code archives} are made in it
   * @param http the client through which git speaks HTTP
   * @param listener hears what is fetched
   * @param offline whether only what is on this machine may be used
   */
  public Sources(Path cache, HttpTransport http, SourceListener listener, boolean offline) {
    this.cache = cache;
    this.http = http;
    this.listener = listener;
    this.offline = offline;
  }

  /**
   * Asks a source whether it has a revision, as {@code git ls-remote} does; nothing is fetched.
   *
   * @param revision a tag, branch or commit id; {@code HEAD} is there in every repository
   * @return the commit; empty when the repository does not tell, because it has no such name or the
   *     name is a commit id, and for what is no repository
   * @throws DifyArmsException {@code SOURCE_UNREACHABLE}, {@code SOURCE_UNREADABLE}, {@code
   *     OFFLINE}
   */
  public Optional<String> look(SourceLocation location, String revision) {
    if (location instanceof SourceLocation.Git git) {
      return new GitSource(git, revision, cache.resolve("git"), http, listener, offline).look();
    }
    return Optional.empty();
  }

  /**
   * Brings one state of a source.
   *
   * @param location where it is
   * @param revision of a git repository: a tag, else a branch, else a full commit id; a directory
   *     and an archive are what they are
   * @throws DifyArmsException {@code SOURCE_UNREACHABLE}, {@code REVISION_MISSING}, {@code
   *     SOURCE_UNREADABLE}, {@code OFFLINE}, {@code CACHE_UNSAFE}
   */
  public SourceTree fetch(SourceLocation location, String revision) {
    if (location instanceof SourceLocation.Git git) {
      return new GitSource(git, revision, cache.resolve("git"), http, listener, offline).fetch();
    }
    if (location instanceof SourceLocation.Archive archive) {
      return new ArchiveSource(
              archive, cache.resolve("archives"), listener, Unpacking.Limits.DEFAULT)
          .fetch();
    }
    Path directory = ((SourceLocation.Directory) location).path();
    return FolderTree.of(directory, location.shown(), () -> WorkTree.commit(directory));
  }
}
