/**
 * Compressed archives that nobody has vouched for: what guards whoever unpacks one.
 *
 * <p>Everything that unpacks may use it: layers, sources, the agent. It uses nothing.
 *
 * <pre>{@code
 * try (StoredStream stored = new StoredStream(Files.newInputStream(file));
 *     TarArchiveInputStream tar = new TarArchiveInputStream(stored.gunzip(), "UTF-8")) {
 *   TarArchiveEntry first = tar.getNextEntry();
 * }
 * }</pre>
 */
@NullMarked
package io.github.difyarms.archive;

import org.jspecify.annotations.NullMarked;
