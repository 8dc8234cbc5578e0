/**
 * Go, instgo and C compilers: finding, downloading and checking them, and running them with an
 * environment that is ours. The command line of docker, which is run the same way.
 *
 * <p>May use {@code net}, {@code binary} and {@code error}; {@code component} uses it.
 *
 * <pre>{@code
 * try (Commands commands = new Commands(new Redaction(secrets))) {
 *   GoToolchain go = toolchains.provide(toolchains.newestPatch("1.26").version());
 *   Path instgo = instgos.provide(request).copyInto(scratch);
 *   commands.run(Command.of(arguments, source, go.environment(target)).with(log::line));
 * }
 * }</pre>
 */
@NullMarked
package io.github.difyarms.toolchain;

import org.jspecify.annotations.NullMarked;
