package io.github.difyarms.model;

/**
 * Something of the base that the result does not have any more.
 *
 * @param path the file, or the directory with all that was in it
 * @param of what it belonged to: {@code opentelemetry-instrumentation-flask 0.62b1}
 */
public record RemovedPath(String path, String of) {}
