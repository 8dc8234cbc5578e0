package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Optional;

/**
 * Fetches files: to a temporary neighbour first, resumed when the connection breaks, checked, then
 * renamed. Redirects are followed within the rules of {@link AddressGuard}. Thread-safe.
 */
public final class Downloads {
  private static final int FIRST_WORDS = 300;

  /** Progress that makes up for a failure; less, and a server that trickles would never end. */
  private static final long PROGRESS = 1 << 20;

  private final HttpTransport transport;
  private final AddressGuard guard;
  private final DownloadProgress progress;
  private final boolean offline;

  /**
   * Creates downloads.
   *
   * @param transport stays the caller's to close
   */
  public Downloads(HttpTransport transport, NetListener listener, DownloadProgress progress) {
    this(transport, listener, progress, false);
  }

  /**
   * Creates downloads.
   *
   * @param transport stays the caller's to close
   * @param offline whether only this machine may be asked; {@link ErrorCode#OFFLINE} otherwise
   */
  public Downloads(
      HttpTransport transport, NetListener listener, DownloadProgress progress, boolean offline) {
    this.offline = offline;
    this.transport = transport;
    this.guard = new AddressGuard(transport, listener);
    this.progress = progress;
  }

  /**
   * Fetches one file.
   *
   * @param target where it goes; missing directories above it are made, a file there is replaced,
   *     and untouched by anything that fails
   * @throws DifyArmsException when there is no answer, the connection broke for good, {@link
   *     ErrorCode#DIGEST_MISMATCH}, {@link ErrorCode#LIMIT_EXCEEDED}, {@link
   *     ErrorCode#REDIRECT_REFUSED}, {@link ErrorCode#CACHE_UNSAFE}
   */
  public DownloadResult fetch(Download download, Path target) {
    Path file = target.toAbsolutePath();
    try {
      Files.createDirectories(parent(file));
      Path partial = Files.createTempFile(parent(file), ".download", "");
      try {
        return fetch(download, partial, file);
      } finally {
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /**
   * Reads a short answer, whatever its status.
   *
   * @param limit longest body that is accepted, in bytes
   * @throws DifyArmsException when there is no answer
   */
  public HttpAnswer read(Download download, int limit) {
    Retries retries = transport.retries(download.toString());
    while (true) {
      try {
        return open(call(download)).read(limit);
      } catch (IOException e) {
        if (e instanceof BodyTooLargeException || !retries.again(e)) {
          throw NetFailures.stop(download.toString(), e);
        }
      }
    }
  }

  /**
   * Asks about a file without fetching it.
   *
   * @throws DifyArmsException when there is no answer, {@link ErrorCode#REDIRECT_REFUSED}
   */
  public DownloadResult look(Download download) {
    HttpAnswer answer = open(call("HEAD", download)).readExplanation();
    boolean same =
        download.etag().isPresent() && answer.headers().first("ETag").equals(download.etag());
    if (answer.status() == 304 || (answer.successful() && same)) {
      return new DownloadResult.NotModified();
    }
    return answer.successful()
        ? new DownloadResult.Offered(
            answer.headers().number("Content-Length").stream().mapToLong(n -> n).findFirst())
        : new DownloadResult.Refused(answer.status(), words(answer), answer.uri());
  }

  private DownloadResult fetch(Download download, Path partial, Path file) throws IOException {
    PartialFile part = new PartialFile(download, partial, progress);
    Retries retries = transport.retries(download.toString());
    while (true) {
      HttpExchange exchange = open(part.continued(call(download)));
      if (exchange.status() == 304 && download.etag().isPresent()) {
        exchange.readExplanation();
        return new DownloadResult.NotModified();
      }
      if (exchange.status() == 416 && part.startOver()) {
        exchange.readExplanation();
        continue;
      }
      if (!exchange.successful()) {
        HttpAnswer answer = exchange.readExplanation();
        return new DownloadResult.Refused(answer.status(), words(answer), answer.uri());
      }
      long before = part.size();
      try {
        Optional<IOException> failure = part.append(exchange);
        if (failure.isEmpty()) {
          return finished(part, exchange, file);
        }
        if (part.size() - before >= PROGRESS) {
          retries.progressed();
        }
        if (!retries.again(failure.get())) {
          throw NetFailures.stop(download.toString(), failure.get());
        }
      } finally {
        exchange.abandon();
      }
    }
  }

  private static DownloadResult finished(PartialFile part, HttpExchange exchange, Path file)
      throws IOException {
    String sha256 = part.verifiedSha256();
    long size = part.size();
    publish(part.path(), file);
    return new DownloadResult.Fetched(
        file,
        sha256,
        size,
        exchange.headers().first("ETag"),
        exchange.headers().first("Last-Modified"),
        exchange.uri());
  }

  private HttpExchange open(HttpCall call) {
    URI meant = call.uri();
    if (offline && !Hosts.loopback(Hosts.host(String.valueOf(meant.getHost())))) {
      throw new DifyArmsException(
          ErrorCode.OFFLINE,
          "no connection outside this machine is allowed",
          SafeUrl.of(meant),
          "Maven runs offline (-o), or the parameter offline is set");
    }
    HttpCall bare = call.at(URI.create(meant.toString().replaceFirst("//[^@/]*@", "//")));
    HttpCall own =
        Optional.ofNullable(meant.getUserInfo())
            .map(login -> bare.with("Authorization", "Basic " + base64(login)))
            .orElse(bare);
    // Neither the login nor the permission to do without TLS was given for another host.
    return Redirects.follow(
        transport.open(own),
        guard,
        next ->
            transport.open(
                AddressGuard.sameAuthority(meant, next)
                    ? own.at(next)
                    : bare.refusingPlain().at(next)));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpCall call(Download download) {
    return call("GET", download);
  }

  private static HttpCall call(String method, Download download) {
    HttpCall call = HttpCall.of(method, download.uri());
    HttpCall asked = download.etag().map(tag -> call.with("If-None-Match", tag)).orElse(call);
    return download.allowPlain() ? asked.allowingPlain() : asked;
  }

  /** Returns the beginning of a body as one printable line. */
  public static String words(HttpAnswer answer) {
    String text = new String(answer.body(), StandardCharsets.UTF_8);
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > FIRST_WORDS ? line.substring(0, FIRST_WORDS) + " ..." : line;
  }

  private static Path parent(Path absolute) {
    return Optional.ofNullable(absolute.getParent()).orElse(absolute);
  }

  private static void publish(Path partial, Path file) throws IOException {
    try {
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** All that is fetched goes into the cache. */
  private static DifyArmsException unwritable(Path file, IOException cause) {
    return new DifyArmsException(
        ErrorCode.CACHE_UNSAFE,
        "a downloaded file cannot be written",
        file.toString(),
        cause.toString(),
        cause);
  }
}
