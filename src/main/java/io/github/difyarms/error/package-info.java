/**
 * What the plugin says when it stops: one exception type, one list of stable codes, all hints in
 * one place.
 *
 * <p>Every package may use it; it uses none.
 *
 * <pre>{@code
 * throw new DifyArmsException(
 *     ErrorCode.PLATFORM_MISSING,
 *     "the base image has no linux/riscv64",
 *     "docker.io/langgenius/dify-api:1.16.1",
 *     "it offers linux/amd64, linux/arm64");
 * }</pre>
 */
@NullMarked
package io.github.difyarms.error;

import org.jspecify.annotations.NullMarked;
