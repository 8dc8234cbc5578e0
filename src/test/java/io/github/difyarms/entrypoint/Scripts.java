package io.github.difyarms.entrypoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Start scripts of our own: the launch families of upstream's, and odd ones. */
final class Scripts {
  private Scripts() {}

  static String read(String name) {
    try (InputStream stream = Scripts.class.getResourceAsStream(name + ".sh")) {
      return EntrypointRewriter.decode(stream.readAllBytes(), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
