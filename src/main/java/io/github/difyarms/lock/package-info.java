/**
 * The lock: what a build was made of, kept in {@code dify-arms.lock.json} beside the POM, and how a
 * later plan differs from it.
 *
 * <p>A lock is a sorted list of values, each under the path it has in the file; what is compared,
 * shown and renewed are these values, so that all three speak of the same things. May use {@code
 * model}, {@code image}, {@code store} and {@code error}.
 *
 * <pre>{@code
 * Optional<Lock> lock = new LockFile(path).read();
 * Comparison now = Comparison.of(lock.orElseThrow(), Lock.of(plan, agents), true);
 * now.changed().forEach(item -> log.message(item.name()));
 * }</pre>
 */
@NullMarked
package io.github.difyarms.lock;

import org.jspecify.annotations.NullMarked;
