/**
 * Files to deploy with: images by digest, secrets by reference, only what belongs to the monitored
 * images. Written by a YAML library: no text enters YAML unquoted.
 *
 * <p>May use {@code model}, {@code arms} (quoting for the shell), the values of {@code image} and
 * {@code error}.
 *
 * <pre>{@code
 * SortedMap<String, byte[]> files = DeployFiles.of(result, DeploySettings.of("cn-hangzhou"));
 * }</pre>
 */
@NullMarked
package io.github.difyarms.deploy;

import org.jspecify.annotations.NullMarked;
