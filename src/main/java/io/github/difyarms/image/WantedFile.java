package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;

/**
 * A file somebody wants to find in a base image.
 *
 * @param path where it should be
 * @param required whether its absence is an error; the search for others stops at {@link
 *     SearchLimits#optionalBytes()}
 * @param mostBytes the largest content that is kept in memory; a larger file is described only
 */
public record WantedFile(AbsoluteUnixPath path, boolean required, long mostBytes) {}
