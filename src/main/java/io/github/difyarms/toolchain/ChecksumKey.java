package io.github.difyarms.toolchain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The key of a checksum database, {@code NAME+HASH+KEY} (golang.org/x/mod/sumdb/note, verifier
 * keys): an Ed25519 key, and a hash of name and key that signatures name it by.
 */
final class ChecksumKey {
  /** Key of the public database, built into every Go (cmd/go/internal/modfetch/key.go). */
  static final String PUBLIC =
      "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";

  private static final byte ED25519 = 1;

  /** What X.509 writes before the 32 bytes of an Ed25519 key (RFC 8410). */
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] hash;
  private final PublicKey key;

  private ChecksumKey(String name, byte[] hash, PublicKey key) {
    this.name = name;
    this.hash = hash;
    this.key = key;
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException when it is none, in words that show nothing of the text
   */
  static ChecksumKey parse(String text) {
    String[] parts = text.split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a key is written NAME+HASH+KEY");
    }
    byte[] hash;
    byte[] key;
    try {
      hash = HexFormat.of().parseHex(parts[1]);
      key = Base64.getDecoder().decode(parts[2]);
    } catch (IllegalArgumentException e) { // its words show what was read
      throw new IllegalArgumentException("HASH is hexadecimal and KEY is base64");
    }
    if (key.length != 33 || key[0] != ED25519 || !Arrays.equals(hash, hash(parts[0], key))) {
      throw new IllegalArgumentException("it is damaged, or no Ed25519 key");
    }
    byte[] encoded = Arrays.copyOf(X509, X509.length + 32);
    System.arraycopy(key, 1, encoded, X509.length, 32);
    try {
      PublicKey read =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      return new ChecksumKey(parts[0], hash, read);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static byte[] hash(String name, byte[] key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes((name + "\n").getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(key);
    return Arrays.copyOf(ToolFiles.sha256().digest(bytes.toByteArray()), 4);
  }

  String name() {
    return name;
  }

  /** Returns whether a note (text, empty line, signatures) carries a good signature of this key. */
  boolean signed(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0) {
      return false;
    }
    byte[] text = note.substring(0, end + 1).getBytes(StandardCharsets.UTF_8);
    return note.substring(end + 2).lines().anyMatch(line -> signs(line, text));
  }

  private boolean signs(String line, byte[] text) {
    String start = "\u2014 " + name + " ";
    if (!line.startsWith(start)) {
      return false;
    }
    try {
      ByteBuffer bytes =
          ByteBuffer.wrap(Base64.getDecoder().decode(line.substring(start.length())));
      byte[] named = new byte[4];
      bytes.get(named);
      byte[] signature = new byte[bytes.remaining()];
      bytes.get(signature);
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(text);
      return Arrays.equals(named, hash) && verifier.verify(signature);
    } catch (GeneralSecurityException
        | IllegalArgumentException
        | java.nio.BufferUnderflowException e) {
      return false;
    }
  }
}
