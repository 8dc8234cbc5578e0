package io.github.difyarms.image;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import java.util.Map;
import java.util.Set;

/**
 * What a search in a base image brought.
 *
 * @param found the files that are there, by the path they were asked for by
 * @param absent paths proven not to be there
 * @param notSearched optional paths whose absence would have cost too much to prove
 * @param layersRead how many layers were read, each once or more
 * @param depth how many layers, from the topmost down, decided all this
 */
public record SearchResult(
    Map<AbsoluteUnixPath, FoundFile> found,
    Set<AbsoluteUnixPath> absent,
    Set<AbsoluteUnixPath> notSearched,
    int layersRead,
    int depth) {}
