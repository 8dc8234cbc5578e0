/**
 * A registry and an object store inside this process, miniature images and Go sources shaped like
 * upstream's, and a stand-in for instgo: what the goal {@code demo} builds from, and what tests use
 * in place of the real ones.
 *
 * <p>The registry keeps to the OCI distribution specification and checks what it is sent; where the
 * specification leaves a choice it does what Debian's docker-registry 2.8 and distribution v3 do.
 * Uses {@code image}; nothing but {@code mojo} and tests uses this package.
 *
 * <pre>{@code
 * try (EmbeddedRegistry registry = EmbeddedRegistry.start()) {
 *   MiniatureImages.builder().build().pushTo(registry, "langgenius/dify-api", "1.16.1");
 *   // registry.address() + "/langgenius/dify-api:1.16.1" can be pulled now
 * }
 * }</pre>
 */
@NullMarked
package io.github.difyarms.demo;

import org.jspecify.annotations.NullMarked;
