package io.github.difyarms.python;

import java.util.Optional;

/**
 * The package index for what the agent depends on, and for uv and pip themselves.
 *
 * @param url its address; empty for the one that pip on this machine is configured with, or PyPI
 * @param trustedHost a host that may be reached without TLS or with an unknown certificate
 * @param origin where the value comes from, for people
 */
public record PythonIndex(Optional<String> url, Optional<String> trustedHost, String origin) {}
