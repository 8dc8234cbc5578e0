package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code algorithm:hex}.
 *
 * <p>Only the two algorithms registered by the OCI image specification (descriptor, "Registered
 * algorithms") are accepted, with exactly their length, so a digest never carries path characters
 * (CVE-2024-3727).
 *
 * @param algorithm {@code sha256} or {@code sha512}
 * @param hex lower-case hexadecimal value
 */
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
  private static final Pattern SHA256 = Pattern.compile("[a-f0-9]{64}");
  private static final Pattern SHA512 = Pattern.compile("[a-f0-9]{128}");

  /** Checks algorithm and length. */
  public Digest {
    boolean valid =
        switch (algorithm) {
          case "sha256" -> SHA256.matcher(hex).matches();
          case "sha512" -> SHA512.matcher(hex).matches();
          default -> false;
        };
    if (!valid) {
      throw new DifyArmsException(
          ErrorCode.REFERENCE_MALFORMED,
          "not a digest",
          abbreviate(algorithm + ":" + hex),
          "a digest is sha256: followed by 64 hexadecimal digits in lower case");
    }
  }

  /**
   * Parses {@code sha256:…}.
   *
   * @throws DifyArmsException {@link ErrorCode#REFERENCE_MALFORMED} for anything else
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    return colon < 0
        ? new Digest("", text)
        : new Digest(text.substring(0, colon), text.substring(colon + 1));
  }

  /** Returns the SHA-256 digest of some bytes. */
  public static Digest of(byte[] bytes) {
    return of("sha256", newMessageDigest("sha256").digest(bytes));
  }

  /** Returns a digest from a finished {@link MessageDigest}'s value. */
  public static Digest of(String algorithm, byte[] value) {
    return new Digest(algorithm, HexFormat.of().formatHex(value));
  }

  /** Returns a fresh computation of this digest's algorithm. */
  public MessageDigest newMessageDigest() {
    return newMessageDigest(algorithm);
  }

  /** Returns whether some bytes have this digest. */
  public boolean matches(byte[] bytes) {
    return of(algorithm, newMessageDigest().digest(bytes)).equals(this);
  }

  /** Returns the first twelve hexadecimal digits, for people. */
  public String shortHex() {
    return hex.substring(0, 12);
  }

  static MessageDigest newMessageDigest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha512") ? "SHA-512" : "SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-2", e);
    }
  }

  private static String abbreviate(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  @Override
  public int compareTo(Digest other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
