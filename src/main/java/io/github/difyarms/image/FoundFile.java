package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A regular file as a container would see it, with the directories above it.
 *
 * @param asked the path it was asked for by
 * @param path where it really lies, after symbolic links
 * @param attributes owner, mode, time and extended attributes
 * @param size size in bytes
 * @param digest SHA-256 of the content
 * @param content the content, unless it is larger than was asked for
 * @param parents attributes of every directory above it that a layer has an entry for, from the
 *     topmost such layer, outermost first
 * @param layer position of the layer that holds it, 0 is the lowest
 */
public record FoundFile(
    AbsoluteUnixPath asked,
    AbsoluteUnixPath path,
    EntryAttributes attributes,
    long size,
    Digest digest,
    Optional<BlobContent> content,
    SortedMap<String, EntryAttributes> parents,
    int layer) {}
