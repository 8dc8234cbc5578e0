package io.github.difyarms.image;

import io.airlift.compress.MalformedInputException;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * What zstd frames hold. Damaged ones fail as those of other formats do, by an {@link IOException}:
 * of some the library notices only that they lead out of its arrays.
 */
final class ZstdContent extends FilterInputStream {
  ZstdContent(InputStream stored) {
    super(new ZstdInputStream(new ZstdFrames(stored)));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (MalformedInputException | IndexOutOfBoundsException e) {
      throw new IOException("damaged zstd: " + e.getMessage(), e);
    }
  }
}
