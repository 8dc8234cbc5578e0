/**
 * Files to deploy with. Written by a YAML library: no text enters YAML unquoted.
 *
 * <p>May use {@code model}, {@code arms} and {@code error}.
 *
 * <pre>{@code
 * String yaml = ConfigMapYaml.of("dify-api-entrypoint", "entrypoint.sh", script);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.deploy;

import org.jspecify.annotations.NullMarked;
