package io.github.difyarms.source;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.Retries;
import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectIdRef;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.jspecify.annotations.Nullable;

/** Conversations with the repository at one address. */
final class GitRemote {
  /** No limit. */
  private static final @Nullable Integer WHOLE = null;

  private static final String HEAD = org.eclipse.jgit.lib.Constants.HEAD;

  private final HttpTransport http;
  private final SourceLocation.Git location;
  private final SourceListener listener;
  private final GitCache cache;
  private final URIish address;

  GitRemote(
      HttpTransport http, SourceLocation.Git location, SourceListener listener, GitCache cache) {
    this.cache = cache;
    this.http = http;
    this.location = location;
    this.listener = listener;
    try {
      this.address = new URIish(location.url());
    } catch (URISyntaxException e) {
      throw unreachable("the address of the source is malformed", location.shown(), null);
    }
    boolean plain = "http".equals(address.getScheme());
    if (plain && !http.mayBePlain(authority())) {
      throw unreachable(
          "plain HTTP is not spoken with this host",
          "only loopback hosts and insecureRegistries may do without TLS",
          null);
    }
  }

  private String authority() {
    return address.getHost() + (address.getPort() > 0 ? ":" + address.getPort() : "");
  }

  /** One exchange with the remote. */
  private interface Conversation<T> {
    T hold(Transport transport) throws IOException;
  }

  /**
   * Asks which commit a revision is; nothing is fetched.
   *
   * @param scratch any repository, which stays as it is
   * @return empty when neither a tag nor a branch has this name
   * @throws DifyArmsException {@code SOURCE_UNREACHABLE}
   */
  Optional<ObjectId> look(Repository scratch, String revision) throws IOException {
    List<String> names = revision.equals(HEAD) ? List.of(HEAD) : GitNames.of(revision);
    RefSpec[] specs = names.stream().map(RefSpec::new).toArray(RefSpec[]::new);
    return converse(
        scratch,
        transport -> {
          try (FetchConnection connection = transport.openFetch(List.of(specs))) {
            Map<String, Ref> refs = connection.getRefsMap();
            return names.stream()
                .flatMap(name -> Optional.ofNullable(refs.get(name)).stream())
                .findFirst()
                .map(ref -> Optional.ofNullable(ref.getPeeledObjectId()).orElse(ref.getObjectId()));
          }
        });
  }

  /**
   * Brings the commit of a revision, without its history, into a repository.
   *
   * @return the commit
   * @throws DifyArmsException {@code SOURCE_UNREACHABLE}, {@code REVISION_MISSING}
   * @throws IOException when the repository in the cache is damaged
   */
  ObjectId bring(Repository repository, String revision) throws IOException {
    try {
      return converse(repository, transport -> shallow(repository, transport, revision));
    } catch (RefusedCommitException e) {
      converse(repository, transport -> everything(transport, revision));
      ObjectId commit = ObjectId.fromString(revision);
      if (!repository.getObjectDatabase().has(commit)) {
        throw missing(revision, Stops.words(e));
      }
      return commit;
    }
  }

  private <T> T converse(Repository repository, Conversation<T> conversation) throws IOException {
    Retries retries = http.retries("git fetch " + location.shown());
    while (true) {
      try (GitConnections connections = new GitConnections(http)) {
        try (Transport transport = open(repository, connections)) {
          return conversation.hold(transport);
        } catch (TransportException | NotSupportedException e) {
          throwIfDamaged(e);
          Optional<IOException> broken = connections.broken();
          if (broken.isEmpty() || !retries.again(broken.get())) {
            throw unreachable("the source repository cannot be read", Stops.words(e), e);
          }
        }
      }
    }
  }

  private Transport open(Repository repository, GitConnections connections) throws IOException {
    URIish bare = address.setPass(null);
    boolean web = "http".equals(bare.getScheme()) || "https".equals(bare.getScheme());
    Transport transport = Transport.open(repository, web ? bare.setUser(null) : bare);
    if (transport instanceof TransportHttp overHttp) {
      overHttp.setHttpConnectionFactory(connections);
      overHttp.setCredentialsProvider(new GitLogin(address));
    }
    if (transport instanceof SshTransport overSsh) {
      overSsh.setSshSessionFactory(new MachineSsh(System.getenv()));
    }
    transport.setDepth(1);
    // As if nothing were here: one commit without its history gains little from what is.
    repository.getObjectDatabase().setShallowCommits(Set.of());
    return transport;
  }

  private ObjectId shallow(Repository repository, Transport transport, String revision)
      throws IOException {
    List<String> names = GitNames.of(revision);
    RefSpec[] specs = names.stream().map(RefSpec::new).toArray(RefSpec[]::new);
    try (FetchConnection connection = transport.openFetch(List.of(specs))) {
      Map<String, Ref> refs = connection.getRefsMap();
      for (String name : names) {
        Ref ref = refs.get(name);
        if (ref != null) {
          return named(repository, connection, revision, ref);
        }
      }
      if (!GitNames.commit(revision)) {
        throw missing(revision, "neither a tag nor a branch has this name");
      }
      return unnamed(connection, revision);
    }
  }

  private ObjectId named(
      Repository repository, FetchConnection connection, String revision, Ref ref)
      throws IOException {
    ObjectId tip = ref.getObjectId();
    ObjectId promised = Optional.ofNullable(ref.getPeeledObjectId()).orElse(tip);
    if (repository.getObjectDatabase().has(promised)) {
      listener.cached(location.shown(), revision, promised.name());
    } else {
      listener.fetching(location.shown(), revision, promised.name());
      connection.fetch(NullProgressMonitor.INSTANCE, List.of(ref), Set.of());
    }
    ObjectId commit = peeled(repository, promised, revision);
    cache
        .remembered(ref.getName())
        .filter(before -> !before.equals(commit))
        .ifPresent(
            before ->
                listener.warning(
                    ref.getName()
                        + " of "
                        + location.shown()
                        + " has moved from "
                        + before.name()
                        + " to "
                        + commit.name()));
    cache.remember(ref.getName(), commit);
    return commit;
  }

  private ObjectId peeled(Repository repository, ObjectId id, String revision) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(id).toObjectId();
    } catch (IncorrectObjectTypeException e) {
      throw missing(revision, "the tag is not the tag of a commit");
    }
  }

  private ObjectId unnamed(FetchConnection connection, String revision) throws IOException {
    ObjectId commit = ObjectId.fromString(revision);
    listener.fetching(location.shown(), revision, revision);
    try {
      connection.fetch(
          NullProgressMonitor.INSTANCE,
          List.of(new ObjectIdRef.Unpeeled(Ref.Storage.NETWORK, revision, commit)),
          Set.of());
      return commit;
    } catch (TransportException e) {
      throwIfDamaged(e);
      throw new RefusedCommitException(e);
    }
  }

  /** Fetches all branches and tags: some servers hand out commits in no other way. */
  private ObjectId everything(Transport transport, String revision) throws IOException {
    transport.setDepth(WHOLE);
    try (FetchConnection connection = transport.openFetch()) {
      List<Ref> wanted =
          connection.getRefs().stream()
              .filter(
                  r ->
                      r.getName().startsWith("refs/heads/") || r.getName().startsWith("refs/tags/"))
              .toList();
      connection.fetch(NullProgressMonitor.INSTANCE, wanted, Set.of());
      return ObjectId.fromString(revision);
    }
  }

  private static void throwIfDamaged(IOException failure) throws IOException {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof CorruptObjectException || t instanceof MissingObjectException) {
        throw (IOException) t;
      }
    }
  }

  private DifyArmsException missing(String revision, String why) {
    return new DifyArmsException(
        ErrorCode.REVISION_MISSING,
        "the source repository has no revision " + revision,
        location.shown(),
        why);
  }

  private DifyArmsException unreachable(String what, String why, @Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.SOURCE_UNREACHABLE,
        what,
        location.shown(),
        why.replace(location.url(), location.shown()),
        cause);
  }

  /** The remote does not hand out a commit by its id alone. */
  private static final class RefusedCommitException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedCommitException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
