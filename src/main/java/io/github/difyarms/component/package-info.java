/**
 * The parts of Dify, each turning a base image into file and label changes.
 *
 * <p>May use {@code entrypoint}, {@code arms}, {@code source}, {@code toolchain}, {@code binary},
 * {@code image}, {@code model} and {@code error}; knows nothing of HTTP.
 *
 * <pre>{@code
 * Changes changes = new DifyApi(settings).changes(base);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.component;

import org.jspecify.annotations.NullMarked;
