package io.github.difyarms.source;

import io.github.difyarms.net.HttpTransport;
import java.io.IOException;
import java.net.Proxy;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/** The requests of one conversation with a repository. */
final class GitConnections implements HttpConnectionFactory, AutoCloseable {
  private final HttpTransport transport;
  private final List<GitConnection> connections = new CopyOnWriteArrayList<>();

  GitConnections(HttpTransport transport) {
    this.transport = transport;
  }

  @Override
  public HttpConnection create(URL url) {
    GitConnection connection = new GitConnection(transport, url);
    connections.add(connection);
    return connection;
  }

  /** Creates a connection; which proxy it takes is the client's decision. */
  @Override
  public HttpConnection create(URL url, @Nullable Proxy proxy) {
    return create(url);
  }

  /** Returns how reading an answer failed in the middle, if that happened. */
  Optional<IOException> broken() {
    return connections.stream().flatMap(c -> c.broken().stream()).findFirst();
  }

  @Override
  public void close() throws IOException {
    for (GitConnection connection : connections) {
      connection.close();
    }
  }
}
