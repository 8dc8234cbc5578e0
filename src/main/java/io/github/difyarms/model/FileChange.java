package io.github.difyarms.model;

import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;

/**
 * A file of the base that gets other bytes; owner, mode and extended attributes stay.
 *
 * @param old the file as the base has it
 * @param inputs what decides the new bytes, whatever machine makes them: their digest when they are
 *     there already
 * @param production makes the new bytes; called while building, not while planning
 */
public record FileChange(FoundFile old, String inputs, Production production) {
  /** Returns a change whose new bytes are there already. */
  public static FileChange of(FoundFile old, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    MadeFile made = MadeFile.of(BlobContent.of(bytes), digest, bytes.length);
    return new FileChange(old, digest.toString(), () -> made);
  }
}
