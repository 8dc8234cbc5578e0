package io.github.difyarms.component;

import io.github.difyarms.source.SourceLocation;
import java.util.Optional;

/**
 * How dify-plugin-daemon is to be compiled.
 *
 * @param source where its source is
 * @param revision the revision to take; empty for the image's own
 * @param monitorPythonPlugins whether it is to start Python plugins with the Python agent
 */
public record DaemonSettings(
    SourceLocation source, Optional<String> revision, boolean monitorPythonPlugins) {}
