package io.github.difyarms.python;

import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What the RECORD in a wheel says about its files. */
final class WheelRecord {
  /** Nothing weaker than SHA-256 may be in a RECORD (specification of wheels). */
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");

  private final WheelStops stops;
  private final Map<String, RecordRows.Row> rows = new HashMap<>();

  private WheelRecord(WheelStops stops) {
    this.stops = stops;
  }

  /**
   * Reads a RECORD and holds it against the files there are.
   *
   * @param name its own name in the wheel
   * @param files names of all files
   */
  static WheelRecord parse(String name, String text, Set<String> files, WheelStops stops) {
    WheelRecord record = new WheelRecord(stops);
    Set<String> unlisted = Set.of(name, name + ".jws", name + ".p7s");
    try {
      for (RecordRows.Row row : RecordRows.parse(text)) {
        record.add(row, files, unlisted);
      }
    } catch (IllegalArgumentException e) {
      throw stops.invalid(name, String.valueOf(e.getMessage()));
    }
    for (String file : files) {
      if (!unlisted.contains(file) && !record.rows.containsKey(file)) {
        throw stops.damaged(file, "RECORD does not know this file");
      }
    }
    unlisted.forEach(record.rows::remove);
    return record;
  }

  private void add(RecordRows.Row row, Set<String> files, Set<String> unlisted) {
    if (!files.contains(row.path())) {
      throw stops.damaged(row.path(), "RECORD lists this file, and it is not there");
    }
    if (!unlisted.contains(row.path()) && row.hash().isEmpty()) {
      throw stops.damaged(row.path(), "RECORD has no hash for it");
    }
    RecordRows.Row earlier = rows.putIfAbsent(row.path(), row);
    if (earlier != null && !earlier.equals(row)) {
      throw stops.damaged(row.path(), "RECORD lists it twice, with different values");
    }
    if (!unlisted.contains(row.path())) {
      algorithm(row.path());
    }
  }

  /** Returns how a file is hashed, in Java's words; those RECORD need not list by SHA-256. */
  String algorithm(String file) {
    RecordRows.Row row = rows.get(file);
    if (row == null) {
      return "SHA-256";
    }
    String said = row.hash().substring(0, Math.max(0, row.hash().indexOf('=')));
    String algorithm = ALGORITHMS.get(said.toLowerCase(Locale.ROOT));
    if (algorithm == null) {
      String why = "RECORD has the hash " + row.hash() + "; sha256, sha384 or sha512 is wanted";
      throw stops.damaged(file, why);
    }
    return algorithm;
  }

  /** Stops when a file is not what RECORD says. */
  void check(String file, byte[] digest, long size) {
    RecordRows.Row row = rows.get(file);
    if (row == null) {
      return;
    }
    String hash = row.hash().substring(row.hash().indexOf('=') + 1).replaceFirst("=+$", "");
    String actual = base64(digest);
    if (!hash.equals(actual)) {
      throw stops.damaged(file, "RECORD says " + hash + ", its bytes have " + actual);
    }
    if (!row.size().isEmpty() && !row.size().equals(Long.toString(size))) {
      throw stops.damaged(file, "RECORD says " + row.size() + " bytes, it has " + size);
    }
  }

  /** Returns a hash as it is written in a RECORD. */
  static String base64(byte[] digest) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }
}
