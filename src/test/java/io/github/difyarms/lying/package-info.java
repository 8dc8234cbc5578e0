/**
 * Whole builds against a registry that lies, breaks off and stalls: one {@link
 * io.github.difyarms.lying.Lie} per misdeed.
 */
@NullMarked
package io.github.difyarms.lying;

import org.jspecify.annotations.NullMarked;
