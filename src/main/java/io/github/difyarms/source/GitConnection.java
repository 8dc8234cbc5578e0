package io.github.difyarms.source;

import io.github.difyarms.net.HttpBody;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.HttpHeaders;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.Retries;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * One request of JGit's, made by our client. Time limits, proxies and trust are the client's, so
 * what JGit wants to say about them is not heard.
 */
final class GitConnection implements HttpConnection, AutoCloseable {
  /** Said by the client itself, or by the body. */
  private static final Set<String> OURS = Set.of("accept-encoding", "content-type");

  private static final String LOGIN = "WWW-Authenticate";

  private final HttpTransport transport;
  private final URL url;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private String method = "GET";
  private @Nullable HttpExchange exchange;
  private @Nullable IOException broken;

  GitConnection(HttpTransport transport, URL url) {
    this.transport = transport;
    this.url = url;
  }

  /** Returns how reading the answer's body failed, if it did: the one failure JGit hides. */
  Optional<IOException> broken() {
    return Optional.ofNullable(broken);
  }

  private HttpExchange exchange() throws IOException {
    if (exchange == null) {
      exchange = perform(call());
    }
    return exchange;
  }

  private HttpCall call() {
    HttpCall call = HttpCall.of(method, URI.create(url.toString()));
    for (Map.Entry<String, String> header : headers.entrySet()) {
      if (!OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
        call = call.with(header.getKey(), header.getValue());
      }
    }
    return method.equals("POST")
        ? call.with(HttpBody.of(headers.getOrDefault("Content-Type", ""), body.toByteArray()))
        : call;
  }

  private HttpExchange perform(HttpCall call) throws IOException {
    Retries retries = transport.retries(call.toString());
    while (true) {
      try {
        HttpExchange answer = transport.exchange(call);
        if (answer.status() / 100 == 2 || !retries.again(answer.status(), answer.headers())) {
          return answer;
        }
        answer.close();
      } catch (IOException e) {
        if (!retries.again(e)) {
          throw e;
        }
      }
    }
  }

  private HttpHeaders answered() {
    return exchange == null ? HttpHeaders.of(Map.of()) : exchange.headers();
  }

  @Override
  public int getResponseCode() throws IOException {
    return exchange().status();
  }

  @Override
  public URL getURL() {
    return url;
  }

  @Override
  public String getResponseMessage() {
    return "";
  }

  /** Returns the fields that JGit looks for in this way: how to log in. */
  @Override
  public Map<String, List<String>> getHeaderFields() {
    return Map.of(LOGIN, answered().all(LOGIN));
  }

  @Override
  public void setRequestProperty(String key, String value) {
    headers.put(key, value);
  }

  @Override
  public void setRequestMethod(String newMethod) {
    method = newMethod;
  }

  @Override
  public void setUseCaches(boolean use) {}

  @Override
  public void setConnectTimeout(int millis) {}

  @Override
  public void setReadTimeout(int millis) {}

  @Override
  public @Nullable String getContentType() {
    return getHeaderField("Content-Type");
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new Body(exchange());
  }

  @Override
  public @Nullable String getHeaderField(String name) {
    return answered().first(name).orElse(null);
  }

  @Override
  public List<String> getHeaderFields(String name) {
    return answered().all(name);
  }

  @Override
  public int getContentLength() {
    return answered()
        .number("Content-Length")
        .filter(length -> length <= Integer.MAX_VALUE)
        .map(Long::intValue)
        .orElse(-1);
  }

  @Override
  public void setInstanceFollowRedirects(boolean follow) {}

  @Override
  public void setDoOutput(boolean output) {}

  @Override
  public void setFixedLengthStreamingMode(int length) {}

  @Override
  public OutputStream getOutputStream() {
    return body;
  }

  @Override
  public void setChunkedStreamingMode(int length) {}

  @Override
  public String getRequestMethod() {
    return method;
  }

  @Override
  public boolean usingProxy() {
    return false;
  }

  @Override
  public void connect() throws IOException {
    exchange();
  }

  @Override
  public void configure(KeyManager[] keys, TrustManager[] trust, SecureRandom random) {}

  @Override
  public void setHostnameVerifier(HostnameVerifier verifier) {}

  @Override
  public void close() throws IOException {
    if (exchange != null) {
      exchange.close();
    }
  }

  /** Closing it closes the exchange; a failure in it is remembered. */
  private final class Body extends FilterInputStream {
    private final HttpExchange answer;

    Body(HttpExchange answer) {
      super(answer.status() == 204 ? new ByteArrayInputStream(new byte[0]) : answer.body());
      this.answer = answer;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return super.read(bytes, offset, length);
      } catch (IOException e) {
        broken = e;
        throw e;
      }
    }

    @Override
    public void close() throws IOException {
      answer.close();
    }
  }
}
