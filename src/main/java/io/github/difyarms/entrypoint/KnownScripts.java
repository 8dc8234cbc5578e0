package io.github.difyarms.entrypoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The start scripts upstream ever committed, by hash. Serves messages only: a script that is not in
 * the table is treated just the same.
 */
final class KnownScripts {
  private static final String TABLE = "known-scripts.csv";

  private KnownScripts() {}

  static Optional<KnownScript> find(String script) {
    return byHash(sha256(script));
  }

  static Optional<KnownScript> byHash(String sha256) {
    return Optional.ofNullable(Loaded.BY_HASH.get(sha256));
  }

  static String sha256(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Read when the first script is looked up, never before. */
  private static final class Loaded {
    static final Map<String, KnownScript> BY_HASH = read();

    private static Map<String, KnownScript> read() {
      try (InputStream stream = KnownScripts.class.getResourceAsStream(TABLE)) {
        if (stream == null) {
          throw new IllegalStateException(TABLE + " is missing from the plugin");
        }
        Map<String, KnownScript> scripts = new LinkedHashMap<>();
        new String(stream.readAllBytes(), UTF_8)
            .lines()
            .skip(1)
            .map(line -> line.split(",", -1))
            .forEach(
                row -> {
                  Optional<String> releases =
                      Optional.of(row[1]).filter(range -> !range.equals("unreleased"));
                  scripts.put(row[0], new KnownScript(row[0], releases));
                });
        return scripts;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
