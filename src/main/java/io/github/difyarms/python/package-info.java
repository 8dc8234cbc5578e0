/**
 * The Python agent on the machine that builds: its tarball, the wheels it needs for the Python of
 * an image, and what unpacking them would put there. Nothing of an image is run.
 *
 * <pre>{@code
 * AgentTarball agent = agents.provide();
 * WheelSet wheels = agents.resolve(agent, target, installed);
 * List<Path> files = agents.files(agent, target, wheels);
 * List<InstalledFile> tree = WheelInstaller.install(files, "/app/api/.venv/bin/python", scratch);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.python;

import org.jspecify.annotations.NullMarked;
