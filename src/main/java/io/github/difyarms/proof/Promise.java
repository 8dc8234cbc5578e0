package io.github.difyarms.proof;

import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import java.util.List;
import java.util.Map;

/**
 * What may differ between an image and its base, and nothing else: one more layer with files of the
 * base that have other bytes, the entries that go with a layer, labels of ours, the annotations
 * that name the base.
 *
 * @param base the base
 * @param files the files that have other bytes
 * @param made digests of the new bytes, by the files' paths
 * @param converted whether media types may be those of the other family of formats
 * @param labels what the names of our labels begin with
 */
public record Promise(
    BaseImage base,
    List<FoundFile> files,
    Map<String, Digest> made,
    boolean converted,
    String labels) {}
