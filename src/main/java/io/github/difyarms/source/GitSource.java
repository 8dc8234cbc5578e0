package io.github.difyarms.source;

import io.github.difyarms.cache.LastUse;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.HttpTransport;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/** One revision of a git repository, through the cache. */
final class GitSource {
  private final SourceLocation.Git location;
  private final String revision;
  private final HttpTransport http;
  private final SourceListener listener;
  private final boolean offline;
  private final GitCache cache;

  GitSource(
      SourceLocation.Git location,
      String revision,
      Path directory,
      HttpTransport http,
      SourceListener listener,
      boolean offline) {
    this.location = location;
    this.revision = revision;
    this.http = http;
    this.listener = listener;
    this.offline = offline && !location.local();
    this.cache = new GitCache(directory.resolve(key(location.url())));
    GitSystem.install();
  }

  /** A password that changes does not make another repository. */
  private static String key(String url) {
    String text = url;
    try {
      text = new URIish(url).setPass(null).toString();
    } catch (URISyntaxException e) {
      // Whatever it is, it is reported where it is used.
    }
    return TreeHash.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  SourceTree fetch() {
    if (GitNames.of(revision).isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.REVISION_MISSING,
          "the source repository has no revision " + revision,
          location.shown(),
          "no tag and no branch can be called so");
    }
    try {
      return CacheLock.holding(
          cache.directory(),
          () -> listener.warning("waiting for another build that reads " + location.shown()),
          this::twice);
    } catch (IOException e) {
      throw Stops.cache(cache.directory().toString(), e);
    }
  }

  /** Returns the commit that the remote has for the revision; the cache is not touched. */
  Optional<String> look() {
    if (offline) {
      throw offline("the repository is not asked");
    }
    try {
      Path scratch = Files.createTempDirectory("dify-arms-git");
      try (Repository repository = new GitCache(scratch.resolve("repository")).openOrCreate()) {
        return new GitRemote(http, location, listener, cache)
            .look(repository, revision)
            .map(ObjectId::name);
      } finally {
        Folders.delete(scratch);
      }
    } catch (IOException e) {
      throw Stops.unreadable(location.shown(), e);
    }
  }

  /** A damaged copy in the cache is dropped, once. */
  private SourceTree twice() throws IOException {
    try {
      return attempt();
    } catch (IOException e) {
      if (offline) {
        throw offline(Stops.words(e));
      }
      listener.warning(
          "the cached copy of "
              + location.shown()
              + " is damaged and fetched anew: "
              + Stops.words(e));
      cache.drop();
    }
    return attempt();
  }

  private SourceTree attempt() throws IOException {
    LastUse.note(cache.directory());
    try (Repository repository = cache.openOrCreate()) {
      Optional<ObjectId> known = known(repository);
      if (known.isPresent()) {
        listener.cached(location.shown(), revision, known.get().name());
        return tree(repository, known.get());
      }
      if (offline) {
        throw offline("the cache does not have " + revision);
      }
      return tree(
          repository, new GitRemote(http, location, listener, cache).bring(repository, revision));
    }
  }

  /** Returns the commit as far as it is settled without asking the remote. */
  private Optional<ObjectId> known(Repository repository) throws IOException {
    List<ObjectId> candidates = new ArrayList<>();
    if (offline) {
      for (String name : GitNames.of(revision)) {
        cache.remembered(name).ifPresent(candidates::add);
      }
    }
    if (GitNames.commit(revision)) {
      candidates.add(ObjectId.fromString(revision));
    }
    for (ObjectId candidate : candidates) {
      if (repository.getObjectDatabase().has(candidate)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  private SourceTree tree(Repository repository, ObjectId commit) throws IOException {
    return GitTree.of(cache.directory(), repository, commit, location.shown() + " " + revision);
  }

  private DifyArmsException offline(String why) {
    return new DifyArmsException(
        ErrorCode.OFFLINE,
        "the source is not in the cache and Maven runs offline",
        location.shown() + " " + revision,
        why);
  }
}
