/**
 * The Python agent on the machine that builds: its tarball, the wheels it needs for the Python of
 * an image, and what unpacking them would put there. Nothing of an image is run.
 *
 * <pre>{@code
 * AgentTarball agent = agents.provide();
 * WheelSet wheels = agents.resolve(agent, target, installed);
 * List<InstalledFile> tree = installer.install(agents.files(agent, wheels), scratch);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.python;

import org.jspecify.annotations.NullMarked;
