/**
 * Reads programs without running them: ELF headers and what a dynamic loader would need, the build
 * information and the package names that Go leaves in its programs, and ELF images that a program
 * carries inside. Pure Java, no I/O beyond the file it is given.
 *
 * <p>May use {@code error}; {@code toolchain} and {@code component} use it.
 *
 * <pre>{@code
 * ElfFacts facts = ElfFacts.read(Path.of("main"));
 * facts.interpreter(); // /lib64/ld-linux-x86-64.so.2, or empty for a static program
 * }</pre>
 */
@NullMarked
package io.github.difyarms.binary;

import org.jspecify.annotations.NullMarked;
