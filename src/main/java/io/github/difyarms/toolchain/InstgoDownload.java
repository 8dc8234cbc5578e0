package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Download;
import io.github.difyarms.net.DownloadResult;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.Hosts;
import io.github.difyarms.net.NetFailures;
import io.github.difyarms.net.ProxyRefusedException;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks for instgo with TLS, and without it only where that is allowed: on this machine, or anywhere
 * when TLS fails and the user said so. A refusal (404) never leads to plain HTTP.
 */
final class InstgoDownload {
  private static final long MOST_BYTES = 1L << 30;

  private final Downloads downloads;
  private final ToolchainListener listener;

  InstgoDownload(Downloads downloads, ToolchainListener listener) {
    this.downloads = downloads;
    this.listener = listener;
  }

  /**
   * Nobody answers at the address, or only that he cannot now: the tool may be there all the same.
   */
  static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;
    private final transient DifyArmsException stop;

    private NoAnswer(DifyArmsException stop) {
      super(stop);
      this.stop = stop;
    }

    /** Returns the stop of a build that cannot do without an answer. */
    DifyArmsException stop() {
      return stop;
    }
  }

  /**
   * Returns a file that has come, or that the one with the ETag is still the newest.
   *
   * @throws NoAnswer when there is no connection, TLS fails, the connection stalls or breaks, or
   *     the server is out of order (5xx)
   */
  DownloadResult fetch(InstgoRequest request, Optional<String> etag, Path target) throws NoAnswer {
    return ask(request, etag, download -> downloads.fetch(download, target));
  }

  /** Asks only whether there is a file, and whether it is another one than that with the ETag. */
  DownloadResult look(InstgoRequest request, Optional<String> etag) throws NoAnswer {
    return ask(request, etag, downloads::look);
  }

  private DownloadResult ask(InstgoRequest request, Optional<String> etag, Asking asking)
      throws NoAnswer {
    URI address = request.address();
    if (!"https".equalsIgnoreCase(address.getScheme())) {
      boolean here = Hosts.loopback(Hosts.host(String.valueOf(address.getHost())));
      if (!here && !request.allowHttp()) {
        throw overHttp(address, "its address begins with http", null);
      }
      return handedOut(address, true, etag, asking);
    }
    try {
      return handedOut(address, false, etag, asking);
    } catch (DifyArmsException e) {
      if (!connectionFailed(e)) {
        throw e;
      }
      if (e.getCause() instanceof UnknownHostException
          || e.getCause() instanceof ProxyRefusedException) {
        // It would be no better in plain HTTP.
        throw new NoAnswer(notFound(address, e.what() + ": " + e.why(), e));
      }
      if (!request.allowHttp()) {
        throw new NoAnswer(overHttp(address, e.what() + ": " + e.why(), e));
      }
      return plain(address, etag, asking, e);
    }
  }

  private DownloadResult plain(
      URI address, Optional<String> etag, Asking asking, DifyArmsException failure)
      throws NoAnswer {
    URI plain = URI.create(address.toString().replaceFirst("(?i)^https:", "http:"));
    DownloadResult result = handedOut(plain, true, etag, asking);
    listener.note(
        "instgo was asked for in plain HTTP (instgo.allowHttp), because TLS with "
            + address.getHost()
            + " failed: "
            + failure.why());
    return result;
  }

  private DownloadResult handedOut(URI address, boolean plain, Optional<String> etag, Asking asking)
      throws NoAnswer {
    Download download = Download.of(address, MOST_BYTES).withPlain(plain).unless(etag);
    DownloadResult result;
    try {
      result = asking.of(download);
    } catch (DifyArmsException e) {
      if ((connectionFailed(e) && !plain) || !NetFailures.ofNetwork(e)) {
        throw e; // the caller may know another way, or it is about something else
      }
      throw new NoAnswer(notFound(address, e.what() + ": " + e.why(), e));
    }
    if (result instanceof DownloadResult.Refused refused) {
      DifyArmsException stop = notFound(refused.uri(), refused.explanation(), null);
      if (refused.status() >= 500) {
        throw new NoAnswer(stop);
      }
      throw stop;
    }
    return result;
  }

  @FunctionalInterface
  private interface Asking {
    DownloadResult of(Download download);
  }

  /** Returns whether no connection came about, TLS included. */
  private static boolean connectionFailed(DifyArmsException failure) {
    return switch (failure.code()) {
      case REGISTRY_UNREACHABLE, TLS_FAILED -> true;
      case REGISTRY_FAILED -> failure.getCause() instanceof SSLException; // reset in the handshake
      default -> false;
    };
  }

  private static DifyArmsException notFound(URI address, String why, @Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.TOOL_NOT_FOUND, "instgo cannot be downloaded", SafeUrl.of(address), why, cause);
  }

  private static DifyArmsException overHttp(URI address, String why, @Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.TOOL_OVER_HTTP,
        "instgo cannot be had with TLS, and plain HTTP is not allowed",
        SafeUrl.of(address),
        why,
        cause);
  }
}
