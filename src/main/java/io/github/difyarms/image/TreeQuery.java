package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;

/**
 * What somebody wants to know of a directory in an image.
 *
 * @param root the directory; it and the directories above it are always listed
 * @param listed regular expression over whole paths below the root ({@code /a/b}) that are listed
 * @param kept regular expression over those of them that are files whose bytes are wanted
 * @param mostBytes the largest such file that is kept; a larger one is listed without its bytes
 */
public record TreeQuery(AbsoluteUnixPath root, String listed, String kept, long mostBytes) {}
