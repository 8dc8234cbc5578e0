/**
 * Source trees: one revision of a git repository, a directory or an archive, and what can be read
 * off a tree of Go sources (versions, packages) without compiling it.
 *
 * <p>May use {@code net} and {@code error}; {@code component} uses it.
 *
 * <pre>{@code
 * SourceTree tree = sources.fetch(SourceLocation.parse(url, directory), "0.6.3");
 * tree.exportTo(scratch);
 * }</pre>
 */
@NullMarked
package io.github.difyarms.source;

import org.jspecify.annotations.NullMarked;
