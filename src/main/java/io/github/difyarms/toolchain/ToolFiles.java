package io.github.difyarms.toolchain;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Files of the tool cache: written whole or not at all, known by their SHA-256. */
public final class ToolFiles {
  private ToolFiles() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /** Returns the SHA-256 of bytes, 64 hexadecimal digits. */
  public static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  /** Returns the SHA-256 of a file, 64 hexadecimal digits. */
  public static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in);
    }
  }

  static String sha256(InputStream in) throws IOException {
    MessageDigest hash = sha256();
    byte[] buffer = new byte[64 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      hash.update(buffer, 0, count);
    }
    return HexFormat.of().formatHex(hash.digest());
  }

  /** Returns a JSON file; one that cannot be read counts as absent. */
  public static Optional<JsonNode> json(Path file) {
    try {
      return Optional.of(Json.readTolerant(Files.readAllBytes(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Writes a JSON file: whoever reads it finds the old one or the new one, whole. */
  public static void write(Path file, JsonNode content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    Files.createDirectories(directory);
    Path partial = Files.createTempFile(directory, ".partial", "");
    try {
      Files.writeString(partial, Json.writePretty(content));
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /** Returns the stop for a cache that cannot be written to. */
  public static DifyArmsException unwritable(Path file, IOException cause) {
    return new DifyArmsException(
        ErrorCode.CACHE_UNSAFE,
        "the tool cache cannot be written to",
        file.toString(),
        cause.toString(),
        cause);
  }
}
