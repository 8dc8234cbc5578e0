package io.github.difyarms.registry;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.AddressGuard;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.HttpReply;
import io.github.difyarms.net.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is known about one registry and one source of credentials: the challenge, the credentials,
 * the tokens. Thread-safe.
 *
 * <p>There is no ping: the first real request meets the challenge. It goes alone, so that parallel
 * transfers do not all meet it.
 */
final class Session {
  private final String authority;
  private final HttpTransport transport;
  private final Authorization authorization;
  private final ReentrantLock firstRequest = new ReentrantLock();
  private volatile boolean acquainted;
  private volatile boolean challenged;

  Session(
      ImageReference repository,
      CredentialSource credentials,
      HttpTransport transport,
      TokenServer tokens) {
    this.authority = apiHost(repository.registry());
    this.transport = transport;
    this.authorization = new Authorization(repository, credentials, tokens);
  }

  /** Docker Hub's API does not live on the host that references name. */
  static String apiHost(String registry) {
    return registry.equals(ImageReference.DOCKER_HUB) ? "registry-1.docker.io" : registry;
  }

  /** Returns the address of something below {@code /v2/}. */
  URI uri(String path) {
    return transport.base(authority).resolve("/v2/" + path);
  }

  /** Returns what credentials were used, for messages. */
  String credentials() {
    return authorization.describe();
  }

  /** Returns whether the first request was answered by asking who we are; empty before it. */
  Optional<Boolean> challenged() {
    return acquainted ? Optional.of(challenged) : Optional.empty();
  }

  /** Makes a request and reads its answer. */
  HttpAnswer send(HttpCall call, Scopes scopes, int limit) {
    return authorized(call, scopes, ready -> transport.send(ready, limit));
  }

  /** Makes a request whose answer's body the caller reads. */
  HttpExchange open(HttpCall call, Scopes scopes) {
    return authorized(call, scopes, transport::open);
  }

  /** Makes a request exactly once, but for a 401 when it can be made again. */
  HttpAnswer once(HttpCall call, Scopes scopes) throws IOException {
    return authorized(call, scopes, ready -> transport.exchange(ready).readExplanation());
  }

  @FunctionalInterface
  private interface Sender<T extends HttpReply, E extends Exception> {
    T send(HttpCall call) throws E;
  }

  private <T extends HttpReply, E extends Exception> T authorized(
      HttpCall call, Scopes scopes, Sender<T, E> sender) throws E {
    if (!own(call.uri())) {
      return sender.send(call);
    }
    T reply = acquainted ? null : firstRequest(call, sender);
    if (reply == null) {
      Optional<String> used = authorization.header(scopes);
      reply = sender.send(with(call, used));
      return reply.status() == 401 ? renewed(call, scopes, sender, reply, used) : reply;
    }
    return reply.status() == 401 ? renewed(call, scopes, sender, reply, Optional.empty()) : reply;
  }

  /** Returns nothing when another thread's request was the first. */
  private <T extends HttpReply, E extends Exception> @Nullable T firstRequest(
      HttpCall call, Sender<T, E> sender) throws E {
    firstRequest.lock();
    try {
      if (acquainted) {
        return null;
      }
      T reply = sender.send(call);
      if (reply.status() == 401) {
        challenged = true;
        authorization.learn(reply.uri(), challenges(reply));
      }
      acquainted = true;
      return reply;
    } finally {
      firstRequest.unlock();
    }
  }

  private <T extends HttpReply, E extends Exception> T renewed(
      HttpCall call, Scopes scopes, Sender<T, E> sender, T refused, Optional<String> used)
      throws E {
    List<Challenge> challenges = challenges(refused);
    authorization.learn(refused.uri(), challenges);
    Optional<String> renewed = authorization.renew(scopes, challenges, used);
    if (renewed.isEmpty() || !call.repeatable()) {
      return refused; // a body already sent: its upload starts again, with what was renewed here
    }
    return sender.send(with(call.at(refused.uri()), renewed));
  }

  private static List<Challenge> challenges(HttpReply reply) {
    return Challenge.parse(reply.headers().all("WWW-Authenticate"));
  }

  private static HttpCall with(HttpCall call, Optional<String> header) {
    return header.map(value -> call.with("Authorization", value)).orElse(call);
  }

  private boolean own(URI uri) {
    return uri.getRawAuthority().equalsIgnoreCase(authority)
        || AddressGuard.sameAuthority(transport.base(authority), uri);
  }

  /** Returns the stop for a refused read. */
  DifyArmsException readFailure(HttpAnswer answer, String where) {
    return RegistryErrors.read(answer, where, credentials());
  }

  /** Returns the stop for a refused write. */
  DifyArmsException writeFailure(HttpAnswer answer, String where) {
    return RegistryErrors.write(answer, where, credentials());
  }
}
