/**
 * Images as values: references, digests, platforms, descriptors; manifests, configs and indexes
 * over their raw JSON; layers; appending a layer as a pure function; finding a file in layers.
 *
 * <p>Knows nothing of HTTP and nothing of Dify. May use {@code error} only.
 *
 * <pre>{@code
 * ImageReference base = ImageReference.parse("docker.io/langgenius/dify-api:1.16.1");
 * Platform arm = Platform.parse("linux/arm64/v8"); // linux/arm64
 * }</pre>
 */
@NullMarked
package io.github.difyarms.image;

import org.jspecify.annotations.NullMarked;
