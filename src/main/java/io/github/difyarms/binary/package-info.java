/**
 * Reading Linux programs: what an ELF file needs from its system, what Go left in a program about
 * its build and its packages, and whole ELF files inside a larger program.
 *
 * <p>Everything read here may be hostile: every offset and count is checked against the file before
 * it is used. May use {@code error} only.
 *
 * <pre>{@code
 * ElfFacts facts = ElfFacts.read(Path.of("/out/main"));
 * Optional<GoBuild> build = GoBuild.read(Path.of("/out/main"));
 * AddedModules added = AddedModules.between(known, build, GoPackages.of(Path.of("/out/main")));
 * SandboxLibraries libraries = SandboxLibraries.extract(base, Machine.of("arm64"), "image /main");
 * }</pre>
 */
@NullMarked
package io.github.difyarms.binary;

import org.jspecify.annotations.NullMarked;
