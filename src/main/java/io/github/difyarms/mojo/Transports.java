package io.github.difyarms.mojo;

import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import java.util.ArrayList;
import java.util.List;

/**
 * The transports of one run: registries, tools and agents have one each, so that their traffic is
 * counted apart, and all of them end together.
 */
final class Transports implements AutoCloseable {
  private final HttpOptions options;
  private final NetListener listener;
  private final List<HttpTransport> all = new ArrayList<>();

  Transports(HttpOptions options, NetListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /** Returns one more. */
  HttpTransport open() {
    HttpTransport transport = new HttpTransport(options, listener);
    all.add(transport);
    return transport;
  }

  /** Ends the requests of threads that are interrupted, see {@link HttpTransport#breakOff()}. */
  void breakOff() {
    all.forEach(HttpTransport::breakOff);
  }

  @Override
  public void close() {
    all.forEach(HttpTransport::close);
  }
}
