/**
 * What happens during a build, as semantic events, and their renderings for people.
 *
 * <p>May use {@code model} and {@code image} values; anything that has something to tell may use
 * it.
 *
 * <pre>{@code
 * BuildLog log = new PlainBuildLog(mavenLog::info, mavenLog::warn);
 * log.published("api", result);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.log;

import org.jspecify.annotations.NullMarked;
