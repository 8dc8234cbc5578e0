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
 * @param making what makes them, for people
 * @param production makes the new bytes; called while building, not while planning
 */
public record FileChange(FoundFile old, String inputs, Making making, Production production) {
  /**
   * Returns a change that cannot be made, because a tool is not here: what a plan without downloads
   * comes to.
   */
  public static FileChange unsettled(FoundFile old, String inputs, Making making) {
    return new FileChange(
        old,
        inputs,
        making,
        () -> {
          throw new IllegalStateException("this plan was made without its tools");
        });
  }

  /** Returns whether everything that decides the new bytes is known. */
  public boolean settled() {
    if (making instanceof Making.Compiled compiled) {
      return compiled.instgo().sha256().isPresent();
    }
    return making instanceof Making.Rewritten;
  }

  /** Returns a change whose new bytes are there already. */
  public static FileChange of(FoundFile old, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    MadeFile made = MadeFile.of(BlobContent.of(bytes), digest, bytes.length);
    return new FileChange(
        old, digest.toString(), new Making.Rewritten(digest, bytes.length), () -> made);
  }
}
