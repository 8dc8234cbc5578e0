/**
 * The life of what the cache folder holds, whoever put it there: who is using the folder now, when
 * an entry was last used, and what goes when there is more than may be; and the locks by which
 * builds wait for each other.
 *
 * <p>Knows places and sizes, not contents; uses nothing of the other packages, and all that keep
 * something in the folder may use it.
 *
 * <pre>{@code
 * try (CacheRun run = CacheRun.begin(folder, limit, changed, evicted -> {})) {
 *   LastUse.note(folder.resolve("programs/0123"));
 * }
 * }</pre>
 */
@NullMarked
package io.github.difyarms.cache;

import org.jspecify.annotations.NullMarked;
