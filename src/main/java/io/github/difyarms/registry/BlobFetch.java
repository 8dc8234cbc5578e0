package io.github.difyarms.registry;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.HttpCall;
import io.github.difyarms.net.HttpExchange;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;

/**
 * Asks for a blob and goes where the registry sends us: blobs may live elsewhere, and whoever
 * serves them there never sees credentials.
 */
record BlobFetch(Session session, Scopes scopes, RegistryClient client) {
  private static final int MOST_REDIRECTS = 5;

  /** Returns the answer that is no redirect any more. */
  HttpExchange get(URI blob, long offset) {
    HttpExchange exchange = session.open(ranged(blob, offset), scopes);
    for (int hops = 0; exchange.redirect(); hops++) {
      if (hops == MOST_REDIRECTS) {
        throw new DifyArmsException(
            ErrorCode.REDIRECT_REFUSED,
            "a blob is redirected again and again",
            SafeUrl.of(blob),
            MOST_REDIRECTS + " redirects were followed");
      }
      String location = exchange.headers().first("Location").orElse("");
      URI next = client.guard().resolve(exchange.uri(), location);
      exchange = client.open(ranged(next, offset));
    }
    return exchange;
  }

  private static HttpCall ranged(URI uri, long offset) {
    HttpCall call = HttpCall.get(uri);
    return offset == 0 ? call : call.with("Range", "bytes=" + offset + "-");
  }
}
