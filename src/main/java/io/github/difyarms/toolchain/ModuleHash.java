package io.github.difyarms.toolchain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The {@code h1:} hash of a module zip: SHA-256 over one line per file, sorted by name, each with
 * the file's own SHA-256 (golang.org/x/mod/sumdb/dirhash, Hash1).
 */
final class ModuleHash {
  private ModuleHash() {}

  static String of(Path zip) throws IOException {
    MessageDigest summary = ToolFiles.sha256();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      List<? extends ZipEntry> entries =
          file.stream()
              .sorted(Comparator.comparing(e -> e.getName(), ModuleHash::compareBytes))
              .toList();
      for (ZipEntry entry : entries) {
        try (InputStream in = file.getInputStream(entry)) {
          String line = ToolFiles.sha256(in) + "  " + entry.getName() + "\n";
          summary.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return "h1:" + Base64.getEncoder().encodeToString(summary.digest());
  }

  /** Go compares names byte by byte; Java's order differs beyond the basic plane. */
  private static int compareBytes(String one, String other) {
    return java.util.Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
