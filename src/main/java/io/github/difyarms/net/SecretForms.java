package io.github.difyarms.net;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The forms in which programs write a secret: as it is, URL encoded, escaped for JSON, and inside
 * base64 at each of its three alignments.
 */
public final class SecretForms {
  /** A shorter piece of base64 would fit everywhere. */
  private static final int SHORTEST_ENCODED = 6;

  private SecretForms() {}

  /** Returns all forms of a secret. */
  public static Set<String> of(String secret) {
    Set<String> all = new LinkedHashSet<>();
    all.add(secret);
    String query = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String path = query.replace("+", "%20");
    all.add(query);
    all.add(path);
    all.add(lowerEscapes(query));
    all.add(lowerEscapes(path));
    String quoted = secret.replace("\\", "\\\\").replace("\"", "\\\"");
    all.add(quoted);
    all.add(quoted.replace("/", "\\/"));
    all.add(quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")); // Go's
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    for (int before = 0; before < 3; before++) {
      String standard = inside(bytes, before);
      if (standard.length() >= SHORTEST_ENCODED) {
        all.add(standard);
        all.add(standard.replace('+', '-').replace('/', '_'));
      }
    }
    return all;
  }

  /** Returns the base64 characters that hold nothing but the secret when bytes stand before it. */
  private static String inside(byte[] secret, int before) {
    byte[] shifted = new byte[before + secret.length];
    System.arraycopy(secret, 0, shifted, before, secret.length);
    String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
    int from = (before * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return from < to ? encoded.substring(from, to) : "";
  }

  private static String lowerEscapes(String encoded) {
    StringBuilder text = new StringBuilder(encoded);
    for (int i = text.indexOf("%"); i >= 0; i = text.indexOf("%", i + 1)) {
      text.replace(i, i + 3, text.substring(i, i + 3).toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }
}
