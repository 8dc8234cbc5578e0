package io.github.difyarms.source;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash of a tree: over kinds, paths and contents in the order of the paths. */
final class TreeHash {
  private final MessageDigest digest = sha256();

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  void add(String path, FileKind kind, byte[] contentHash) {
    digest.update((kind.letter() + " " + path + "\0").getBytes(StandardCharsets.UTF_8));
    digest.update(contentHash);
  }

  /** Returns {@code tree:} and 64 hex digits. */
  String identity() {
    return "tree:" + HexFormat.of().formatHex(digest.digest());
  }
}
