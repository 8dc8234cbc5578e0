package io.github.difyarms.toolchain;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a compile is for.
 *
 * @param os {@code GOOS}
 * @param architecture {@code GOARCH}
 * @param cgo the C compiler, when C is compiled too; without it cgo is off
 * @param temporary a folder for temporary files
 */
public record GoTarget(String os, String architecture, Optional<CToolchain> cgo, Path temporary) {}
