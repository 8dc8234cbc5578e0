package io.github.difyarms.component;

import io.github.difyarms.source.Sources;
import io.github.difyarms.toolchain.BuildSlots;
import io.github.difyarms.toolchain.CToolchains;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.Instgos;
import java.nio.file.Path;

/**
 * What compiling is done with.
 *
 * @param host the machine that compiles
 * @param sources brings sources
 * @param toolchains brings Go
 * @param instgos brings instgo
 * @param instgo which instgo
 * @param commands runs child processes
 * @param compilers finds C compilers
 * @param slots bounds compiles at once
 * @param programs compiled programs of earlier builds
 * @param memory findings of earlier builds
 * @param scratch where compiles have their folders
 * @param kept where further results are kept, one folder below for each component and platform
 */
public record GoTools(
    Host host,
    Sources sources,
    GoToolchains toolchains,
    Instgos instgos,
    InstgoRequest instgo,
    Commands commands,
    CToolchains compilers,
    BuildSlots slots,
    ProgramCache programs,
    Memory memory,
    Path scratch,
    Path kept) {}
