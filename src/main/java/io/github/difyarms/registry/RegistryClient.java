package io.github.difyarms.registry;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.AddressGuard;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.net.Retries;
import io.github.difyarms.net.Traffic;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens repositories. Those of one registry, or of one part of it that has credentials of its own,
 * share challenge, credentials and tokens when these come from one source. Thread-safe.
 */
public final class RegistryClient implements AutoCloseable {
  private final HttpTransport transport;
  private final RegistryOptions options;
  private final AddressGuard guard;
  private final TokenServer tokens;
  private final Map<SessionKey, Session> sessions = new ConcurrentHashMap<>();

  private record SessionKey(String registry, String part, CredentialSource credentials) {
    static SessionKey of(ImageReference name, CredentialSource credentials) {
      return new SessionKey(name.registry(), credentials.part(name), credentials);
    }
  }

  /**
   * Creates a client.
   *
   * @param transport closed with the client
   */
  public RegistryClient(HttpTransport transport, RegistryOptions options, NetListener listener) {
    this.transport = transport;
    this.options = options;
    this.guard = new AddressGuard(transport, listener);
    this.tokens = new TokenServer(transport, new TokenHosts(options.tokenHosts()), guard);
  }

  /** Opens a repository; no request is made yet. */
  public Repository repository(ImageReference name, CredentialSource credentials, Access access) {
    return repository(name, credentials, access, List.of());
  }

  /**
   * Opens a repository; no request is made yet.
   *
   * @param mountSources repositories blobs will be mounted from, so that one token serves all;
   *     those of other registries are ignored
   */
  public Repository repository(
      ImageReference name,
      CredentialSource credentials,
      Access access,
      Collection<ImageReference> mountSources) {
    return new Repository(
        name, session(name, credentials), Scopes.of(name, access, mountSources), this);
  }

  private Session session(ImageReference name, CredentialSource credentials) {
    return sessions.computeIfAbsent(
        SessionKey.of(name, credentials), key -> new Session(name, credentials, transport, tokens));
  }

  /**
   * Opens a repository to find out what its registry can do; no request is made yet.
   *
   * @param mountSources repositories blobs may be mounted from; those of other registries are
   *     ignored
   */
  public RegistryProbe probe(
      ImageReference name,
      CredentialSource credentials,
      Access access,
      Collection<ImageReference> mountSources) {
    return new RegistryProbe(
        name, session(name, credentials), Scopes.of(name, access, mountSources), this);
  }

  /**
   * Returns whether a registry answered the first request with these credentials by asking who we
   * are, which took a request of its own; empty when nothing was asked of it yet.
   */
  public Optional<Boolean> challenged(ImageReference name, CredentialSource credentials) {
    return Optional.ofNullable(sessions.get(SessionKey.of(name, credentials)))
        .flatMap(Session::challenged);
  }

  /** Returns what went over the network so far. */
  public Traffic traffic() {
    return transport.traffic();
  }

  AddressGuard guard() {
    return guard;
  }

  long chunkSize() {
    return options.chunkSize();
  }

  Retries retries(String what) {
    return transport.retries(what);
  }

  HttpExchange open(HttpCall call) {
    return transport.open(call);
  }

  Optional<X509Certificate> certificate(URI address) {
    return transport.certificate(address.getRawAuthority());
  }

  @Override
  public void close() {
    transport.close();
  }
}
