/**
 * Images and records on this machine's disk: OCI layouts to write to, archives for {@code docker
 * load} packed from them, and the cache that lets an unchanged build end after two requests.
 *
 * <p>Implements the small interfaces of {@code image}; may use {@code image}, {@code cache} and
 * {@code error}.
 *
 * <pre>{@code
 * ImageTarget target = OciLayout.create(Path.of("target/images/dify-api"));
 * }</pre>
 */
@NullMarked
package io.github.difyarms.store;

import org.jspecify.annotations.NullMarked;
