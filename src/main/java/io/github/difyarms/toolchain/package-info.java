/**
 * Go, instgo and C compilers: finding, downloading and checking them, and running them with an
 * environment that is ours.
 *
 * <p>May use {@code net}, {@code binary} and {@code error}; {@code component} uses it.
 *
 * <pre>{@code
 * GoToolchain go = toolchains.provide("1.26.4");
 * InstgoTool instgo = provisioning.provide(request);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.toolchain;

import org.jspecify.annotations.NullMarked;
