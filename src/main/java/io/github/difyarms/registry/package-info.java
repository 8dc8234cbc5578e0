/**
 * The distribution protocol: challenges and tokens, manifests, blobs that resume, mounts, uploads.
 *
 * <p>Knows nothing of Dify. Whoever reads or writes a registry may use it; it uses {@code image},
 * {@code net} and {@code error}.
 *
 * <pre>{@code
 * try (RegistryClient client = new RegistryClient(transport, RegistryOptions.defaults(), listener)) {
 *   Repository base = client.repository(from, credentials, Access.PULL, Set.of());
 *   Repository target = client.repository(to, credentials, Access.PUSH, Set.of(from));
 *   target.copyBlob(layer, base);
 *   target.putManifest("1.16.1-arms", manifest);
 * }
 * }</pre>
 */
@NullMarked
package io.github.difyarms.registry;

import org.jspecify.annotations.NullMarked;
