package io.github.difyarms.net;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.net.URI;
import java.util.function.Function;

/** Goes where answers send us, as far as {@link AddressGuard} lets us. */
public final class Redirects {
  private static final int MOST = 5;

  private Redirects() {}

  /**
   * Returns the answer that is no redirect any more.
   *
   * @param first the answer of the address that was meant
   * @param guard what addresses may be used
   * @param open asks a further address; without credentials, which belong to the first
   * @throws DifyArmsException {@link ErrorCode#REDIRECT_REFUSED}
   */
  public static HttpExchange follow(
      HttpExchange first, AddressGuard guard, Function<URI, HttpExchange> open) {
    HttpExchange exchange = first;
    for (int hops = 0; exchange.redirect(); hops++) {
      if (hops == MOST) {
        throw new DifyArmsException(
            ErrorCode.REDIRECT_REFUSED,
            "an address is redirected again and again",
            SafeUrl.of(first.uri()),
            MOST + " redirects were followed");
      }
      String location = exchange.headers().first("Location").orElse("");
      exchange = open.apply(guard.resolve(exchange.uri(), location));
    }
    return exchange;
  }
}
