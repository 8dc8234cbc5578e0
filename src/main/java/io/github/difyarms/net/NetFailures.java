package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;

/** Turns what the socket layer throws into stops with a code. */
public final class NetFailures {
  enum Kind {
    NO_CONNECTION,
    TLS,
    STALL,
    SENSELESS,
    BROKEN
  }

  private NetFailures() {}

  /**
   * Returns whether a stop came of the network alone: there is no connection, TLS fails, the
   * connection stalls or breaks. What was asked for may be there all the same.
   */
  public static boolean ofNetwork(DifyArmsException stop) {
    if (interrupted(stop)) {
      return false;
    }
    return switch (stop.code()) {
      case REGISTRY_UNREACHABLE, TLS_FAILED, STALLED, REGISTRY_FAILED -> true;
      default -> false;
    };
  }

  /** Returns whether a stop came of the end of the build, which says nothing of the other side. */
  public static boolean interrupted(DifyArmsException stop) {
    return stop.getCause() instanceof InterruptedException;
  }

  /** Returns the stop of a step that the end of the build met; the thread stays interrupted. */
  static DifyArmsException interrupted(String step, String why, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new DifyArmsException(
        ErrorCode.REGISTRY_FAILED, "the build was interrupted", step, why, cause);
  }

  static Kind kind(Exception failure) {
    if (failure instanceof ConnectException
        || failure instanceof UnknownHostException
        || failure instanceof NoRouteToHostException
        || failure instanceof ConnectTimeoutException
        || failure instanceof ProxyRefusedException) {
      return Kind.NO_CONNECTION;
    }
    if (failure instanceof SocketTimeoutException) {
      return Kind.STALL;
    }
    if (failure instanceof MessageConstraintException) {
      return Kind.SENSELESS;
    }
    if (failure instanceof SSLException && !cutOff(failure)) {
      return Kind.TLS;
    }
    return Kind.BROKEN;
  }

  /** A handshake that broke off because the connection did says nothing about certificates. */
  private static boolean cutOff(Exception failure) {
    return caused(failure, EOFException.class).isPresent()
        || caused(failure, SocketException.class).isPresent();
  }

  /** Returns whether TLS failed because the other side does not speak it. */
  static boolean notTls(Exception failure) {
    return failure instanceof SSLException
        && caused(failure, GeneralSecurityException.class).isEmpty()
        && !String.valueOf(failure.getMessage()).contains("alert");
  }

  private static <T extends Throwable> Optional<T> caused(Throwable failure, Class<T> type) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return Optional.of(type.cast(t));
      }
    }
    return Optional.empty();
  }

  /** Returns a failure in few words. */
  static String describe(Exception failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? name : name + ": " + message;
  }

  /**
   * Returns the stop for a failed step.
   *
   * @param what the step, for example {@code GET https://registry.example/v2/…}
   * @param failure what was thrown at last
   */
  public static DifyArmsException stop(String what, IOException failure) {
    String why = describe(failure);
    return switch (kind(failure)) {
      case NO_CONNECTION ->
          stop(ErrorCode.REGISTRY_UNREACHABLE, "no connection", what, why, failure);
      case TLS ->
          stop(
              ErrorCode.TLS_FAILED,
              notTls(failure)
                  ? "TLS was expected, but the host answers in plain HTTP or something else"
                  : "the TLS connection was refused",
              what,
              tlsDetail(failure),
              failure);
      case STALL -> stop(ErrorCode.STALLED, "the other side stopped answering", what, why, failure);
      case SENSELESS ->
          stop(
              ErrorCode.PROTOCOL_VIOLATION,
              "the head of the answer is longer than any real one",
              what,
              why,
              failure);
      case BROKEN ->
          failure instanceof BodyTooLargeException
              ? stop(ErrorCode.LIMIT_EXCEEDED, "the answer is too long", what, why, failure)
              : stop(ErrorCode.REGISTRY_FAILED, "the connection broke", what, why, failure);
    };
  }

  private static String tlsDetail(IOException failure) {
    String detail =
        caused(failure, GeneralSecurityException.class)
            .map(cause -> describe(failure) + "\n" + describe(cause))
            .orElseGet(() -> describe(failure));
    boolean dated =
        caused(failure, CertificateExpiredException.class).isPresent()
            || caused(failure, CertificateNotYetValidException.class).isPresent();
    return dated ? detail + "\nthis machine's clock says " + Instant.now() : detail;
  }

  private static DifyArmsException stop(
      ErrorCode code, String what, String where, String why, IOException failure) {
    return new DifyArmsException(code, what, where, why, failure);
  }
}
