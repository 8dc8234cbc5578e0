/**
 * The proof of what changed: a published image is compared with its base, from the bytes of both,
 * and held to the closed list of differences.
 *
 * <p>May use {@code model}, {@code image} and {@code error}.
 *
 * <pre>{@code
 * Prover.Findings findings = Prover.prove(promise, target.reader(), manifest, "api linux/amd64");
 * }</pre>
 */
@NullMarked
package io.github.difyarms.proof;

import org.jspecify.annotations.NullMarked;
