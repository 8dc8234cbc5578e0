package io.github.difyarms.image;

import java.time.Instant;
import java.util.SortedMap;

/**
 * What is put on top of a base: one layer, and the few words about it.
 *
 * @param layer the new layer
 * @param labels image labels to be set
 * @param annotations manifest annotations to be set (OCI family only)
 * @param created the time in the history entry
 * @param createdBy the history entry's {@code created_by}
 */
public record Addition(
    LayerBlob layer,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Instant created,
    String createdBy) {}
