package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import java.util.Optional;

/**
 * A file that the result has with other bytes than the base.
 *
 * @param path where it lies in the image
 * @param mode its mode, unchanged, four octal digits
 * @param owner its numeric owner and group, unchanged: {@code 1001:1001}
 * @param oldDigest SHA-256 of the base's bytes
 * @param newDigest SHA-256 of the new bytes
 * @param build how the new bytes were compiled, when they were
 * @param text the new bytes as text, when they are a text
 */
public record ReplacedFile(
    String path,
    String mode,
    String owner,
    Digest oldDigest,
    Digest newDigest,
    Optional<ProgramBuild> build,
    Optional<String> text) {}
