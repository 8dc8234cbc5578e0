/**
 * The walk of an image: {@link io.github.difyarms.build.Planner} reads and decides, {@link
 * io.github.difyarms.build.Builder} writes. Concurrency and cache keys live here.
 *
 * <p>May use {@code component}, {@code image}, {@code registry}, {@code net}, {@code store}, {@code
 * model}, {@code log} and {@code error}.
 *
 * <pre>{@code
 * BuildResult result = new BuildService(components, repositories, cache, log).build(request);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.build;

import org.jspecify.annotations.NullMarked;
