/**
 * The benchmark: this plugin and the tools that people would otherwise use, raced against real
 * registries on one machine, and how the build grows with its input. Not part of the product and
 * not of the tests; {@code src/bench/run} starts it.
 */
@NullMarked
package io.github.difyarms.bench;

import org.jspecify.annotations.NullMarked;
