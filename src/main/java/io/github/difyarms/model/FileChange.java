package io.github.difyarms.model;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;

/**
 * A file of the base that gets other bytes; owner, mode and extended attributes stay.
 *
 * @param old the file as the base has it
 * @param content the new bytes
 * @param digest SHA-256 of the new bytes
 * @param size size of the new bytes
 */
public record FileChange(FoundFile old, BlobContent content, Digest digest, long size) {}
