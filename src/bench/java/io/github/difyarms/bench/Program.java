package io.github.difyarms.bench;

import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/**
 * A program for one platform, as plain file.
 *
 * @param file where it is
 * @param digest its SHA-256
 * @param size its bytes
 */
record Program(Path file, Digest digest, long size) {
  static Program of(Path file) throws IOException {
    MessageDigest sha256 = Digest.of(new byte[0]).newMessageDigest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return new Program(file, Digest.of("sha256", sha256.digest()), Files.size(file));
  }
}
