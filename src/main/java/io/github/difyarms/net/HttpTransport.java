package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;

/**
 * Makes requests: one at a time with {@link #exchange}, with repetitions with {@link #send} and
 * {@link #open}. Thread-safe. Redirects are answers like any other.
 */
public final class HttpTransport implements AutoCloseable {
  private final HttpOptions options;
  private final NetListener listener;
  private final Pause pause;
  private final SchemeMemory schemes;
  private final CloseableHttpClient client;
  private final WriteStalls stalls;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final OpenRequests open = new OpenRequests();
  private final TrafficMeter meter = new TrafficMeter();
  private final SeenCertificates certificates = new SeenCertificates();

  /** Creates a transport that really waits between attempts. */
  public HttpTransport(HttpOptions options, NetListener listener) {
    this(options, listener, Pause.sleeping());
  }

  /** Creates a transport with another way to wait. */
  public HttpTransport(HttpOptions options, NetListener listener, Pause pause) {
    this.options = options;
    this.listener = listener;
    this.pause = pause;
    this.schemes = new SchemeMemory(options.insecureHosts());
    this.client = ApacheClient.create(options);
    this.stalls = new WriteStalls(options.stallTimeout());
  }

  /** Returns whether a host may be spoken to without TLS: loopback, or listed as insecure. */
  public boolean mayBePlain(String authority) {
    return schemes.mayBePlain(authority);
  }

  /**
   * Returns the address of a host: TLS, or what a host that may be plain has been found to speak.
   *
   * @param authority {@code host[:port]}
   */
  public URI base(String authority) {
    return URI.create(schemes.scheme(authority) + "://" + authority + "/");
  }

  /** Returns the attempts for a step that the caller repeats itself. */
  public Retries retries(String what) {
    return new Retries(what, options.retries(), listener, pause, Clock.systemUTC(), closed::get);
  }

  /**
   * Ends the requests of threads that are interrupted: a socket does not notice. Requests that such
   * a thread makes later are not begun.
   */
  public void breakOff() {
    open.breakOff();
  }

  /** Returns what went over the network so far. */
  public Traffic traffic() {
    return meter.traffic();
  }

  /**
   * Returns the certificate that a host has shown.
   *
   * @param authority {@code host[:port]}
   * @return empty when no TLS connection with it has come about
   */
  public Optional<X509Certificate> certificate(String authority) {
    return certificates.of(authority);
  }

  /**
   * Makes a request, repeating it while the failure may pass, and reads the answer.
   *
   * @param limit longest body that is accepted of a successful answer, in bytes
   * @throws DifyArmsException when there is no answer; an answer of any status is returned
   */
  public HttpAnswer send(HttpCall call, int limit) {
    Retries retries = retries(call.toString());
    while (true) {
      try {
        HttpExchange exchange = exchange(call);
        HttpAnswer answer =
            exchange.status() / 100 == 2 ? exchange.read(limit) : exchange.readExplanation();
        if (!call.repeatable() || !retries.again(answer.status(), answer.headers())) {
          return answer;
        }
      } catch (BodyTooLargeException e) {
        throw NetFailures.stop(call.toString(), e);
      } catch (IOException e) {
        if (!call.repeatable() || !retries.again(e)) {
          throw NetFailures.stop(call.toString(), e);
        }
      }
    }
  }

  /**
   * Makes a request, repeating it while the failure may pass, and leaves the body to be read.
   *
   * @throws DifyArmsException when there is no answer; an answer of any status is returned
   */
  public HttpExchange open(HttpCall call) {
    Retries retries = retries(call.toString());
    while (true) {
      try {
        HttpExchange exchange = exchange(call);
        if (exchange.status() / 100 == 2) {
          return exchange;
        }
        HttpAnswer answer = exchange.readExplanation();
        if (!retries.again(answer.status(), answer.headers())) {
          return HttpExchange.of(answer);
        }
      } catch (IOException e) {
        if (!retries.again(e)) {
          throw NetFailures.stop(call.toString(), e);
        }
      }
    }
  }

  /**
   * Makes a request once. For a host whose scheme is not settled yet, or was settled to another one
   * since the request was addressed, "once" includes the attempt with the other scheme.
   */
  public HttpExchange exchange(HttpCall call) throws IOException {
    if (schemes.settled(call.uri()) || !call.repeatable()) {
      return perform(call);
    }
    IOException failure;
    try {
      HttpExchange first = perform(call);
      Optional<HttpExchange> settled = unlessTlsWanted(first);
      if (settled.isPresent()) {
        schemes.settle(call.uri());
        return settled.get();
      }
      failure = new IOException("the host answers plain HTTP with a demand for TLS");
    } catch (IOException e) {
      if (!SchemeMemory.worthOther(call.uri().getScheme(), e)) {
        throw e;
      }
      failure = e;
    }
    return otherScheme(call, failure);
  }

  private static Optional<HttpExchange> unlessTlsWanted(HttpExchange first) {
    if (first.status() != 400 || first.uri().getScheme().equals("https")) {
      return Optional.of(first);
    }
    HttpAnswer answer = first.readExplanation();
    return SchemeMemory.wantsTls(answer) ? Optional.empty() : Optional.of(HttpExchange.of(answer));
  }

  private HttpExchange otherScheme(HttpCall call, IOException failure) throws IOException {
    HttpCall other = call.at(SchemeMemory.other(call.uri()));
    try {
      HttpExchange exchange = perform(other);
      schemes.settle(other.uri());
      return exchange;
    } catch (IOException e) {
      // A certificate that is not trusted is the better story than what plain HTTP met.
      boolean certificate = NetFailures.kind(e) == NetFailures.Kind.TLS && !NetFailures.notTls(e);
      IOException told = certificate ? e : failure;
      told.addSuppressed(certificate ? failure : e);
      throw told;
    }
  }

  private HttpExchange perform(HttpCall call) throws IOException {
    if (closed.get()) {
      throw new InterruptedIOException("closed");
    }
    URI uri = call.uri();
    if (!uri.getScheme().equals("https")
        && !call.plainAllowed()
        && !mayBePlain(uri.getRawAuthority())) {
      throw new DifyArmsException(
          ErrorCode.REDIRECT_REFUSED,
          "plain HTTP is not spoken with this host",
          SafeUrl.of(uri),
          "only loopback hosts and insecureRegistries may do without TLS");
    }
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), uri);
    request.setHeader("Accept-Encoding", "identity"); // digests are over the stored bytes
    for (Map.Entry<String, String> header : call.headers()) {
      request.addHeader(header.getKey(), header.getValue());
    }
    proxyLogin(uri).ifPresent(login -> request.setHeader("Proxy-Authorization", login));
    call.body()
        .ifPresent(body -> request.setEntity(meter.outgoing(call, body, stalls, request::cancel)));
    long start = System.nanoTime();
    int status = 0;
    OpenRequests.Entry entry = open.begin(request);
    boolean answered = false;
    try {
      meter.request(call.token());
      HttpHost host = new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort());
      HttpClientContext context = HttpClientContext.create();
      ClassicHttpResponse response = client.executeOpen(host, request, context);
      certificates.see(uri.getRawAuthority(), context);
      status = response.getCode();
      HttpExchange exchange = exchange(call, response, entry);
      answered = true; // until its body has been read the request is open
      return exchange;
    } finally {
      if (!answered) {
        entry.close();
      }
      listener.traced(
          new HttpTrace(
              call.method(), SafeUrl.of(uri), status, Duration.ofNanos(System.nanoTime() - start)));
    }
  }

  /**
   * Returns the login for a proxy that sees the request itself, not a tunnel. Said at once: a body
   * that was sent for a 407 cannot always be sent again.
   */
  private Optional<String> proxyLogin(URI uri) {
    return uri.getScheme().equals("https")
        ? Optional.empty()
        : options
            .proxies()
            .proxyFor(uri.getScheme(), uri.getHost(), Hosts.port(uri))
            .flatMap(HttpProxy::login)
            .map(HttpProxy.Login::basic);
  }

  private HttpExchange exchange(
      HttpCall call, ClassicHttpResponse response, OpenRequests.Entry entry) throws IOException {
    URI uri = call.uri();
    if (response.getCode() == 407) {
      Optional<HttpProxy> proxy =
          options.proxies().proxyFor(uri.getScheme(), uri.getHost(), Hosts.port(uri));
      if (proxy.isPresent()) {
        response.close();
        throw new ProxyRefusedException(proxy.get());
      }
    }
    HttpHeaders headers = new HttpHeaders();
    for (Header header : response.getHeaders()) {
      headers.add(header.getName(), String.valueOf(header.getValue()));
    }
    boolean counted = !call.token() && response.getCode() / 100 == 2;
    InputStream body =
        new PacedStream(meter.incoming(response.getEntity(), counted), options.stallTimeout());
    Closeable connection =
        () -> {
          try (entry) {
            response.close();
          }
        };
    return new HttpExchange(
        uri, response.getCode(), headers, body, connection, new SentSecrets(call));
  }

  @Override
  public void close() {
    closed.set(true); // what fails from now on is not tried again
    stalls.close();
    client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
  }
}
