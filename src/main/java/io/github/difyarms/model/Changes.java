package io.github.difyarms.model;

import java.util.List;
import java.util.SortedMap;

/**
 * What a component makes of one platform of its base.
 *
 * @param files the files that get other bytes
 * @param labels image labels of the component's own
 * @param summary one line for people: what was recognised and changed
 * @param notes things worth knowing
 * @param warnings things worth acting on
 */
public record Changes(
    List<FileChange> files,
    SortedMap<String, String> labels,
    String summary,
    List<String> notes,
    List<String> warnings) {}
