/**
 * Outputs for people and machines from a build's result.
 *
 * <p>May use {@code model}, {@code image} values, {@code store} for atomic files, and {@code
 * error}.
 *
 * <pre>{@code
 * ResultFiles.write(result, outputDirectory);
 * String html = ReportPage.of(result, List.of("deploy/README.md"));
 * }</pre>
 */
@NullMarked
package io.github.difyarms.report;

import org.jspecify.annotations.NullMarked;
