/**
 * The one HTTP client: time limits, retries, proxies, trust, and where a request may go at all.
 *
 * <p>Knows nothing of registries. {@code registry} and everything that downloads may use it; it
 * uses {@code error} only. Redirects are never followed here and credentials never added: the
 * caller decides both, with {@link io.github.difyarms.net.AddressGuard}.
 *
 * <pre>{@code
 * try (HttpTransport transport = new HttpTransport(HttpOptions.defaults(), NetListener.silent())) {
 *   HttpAnswer answer = transport.send(HttpCall.get(URI.create("https://example.org/file")), 1 << 20);
 * }
 * }</pre>
 */
@NullMarked
package io.github.difyarms.net;

import org.jspecify.annotations.NullMarked;
