package io.github.difyarms.registry;

import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.Redirects;
import java.net.URI;

/**
 * Asks for a blob and goes where the registry sends us: blobs may live elsewhere, and whoever
 * serves them there never sees credentials.
 */
record BlobFetch(Session session, Scopes scopes, RegistryClient client) {
  /** Returns the answer that is no redirect any more. */
  HttpExchange get(URI blob, long offset) {
    return Redirects.follow(
        session.open(ranged(blob, offset), scopes),
        client.guard(),
        next -> client.open(ranged(next, offset)));
  }

  private static HttpCall ranged(URI uri, long offset) {
    HttpCall call = HttpCall.get(uri);
    return offset == 0 ? call : call.with("Range", "bytes=" + offset + "-");
  }
}
