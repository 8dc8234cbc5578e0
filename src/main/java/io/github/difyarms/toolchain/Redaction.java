package io.github.difyarms.toolchain;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Hides secrets in what children print, in the forms in which programs print them: as they are, URL
 * encoded, escaped for JSON, and inside base64 at each of its three alignments.
 */
public final class Redaction {
  /** What stands in a secret's place. */
  public static final String MASK = "***";

  /** A shorter piece of base64 would fit everywhere. */
  private static final int SHORTEST_ENCODED = 6;

  private final List<String> forms;

  /** Creates a redaction; empty secrets are none. */
  public Redaction(Collection<String> secrets) {
    TreeSet<String> all =
        new TreeSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(text -> text));
    for (String secret : secrets) {
      addForms(all, secret);
      if (secret.contains("\n")) {
        secret.lines().filter(line -> line.length() >= 8).forEach(line -> addForms(all, line));
      }
    }
    all.remove("");
    this.forms = List.copyOf(all);
  }

  /** Returns a redaction that hides nothing. */
  public static Redaction none() {
    return new Redaction(List.of());
  }

  private static void addForms(Collection<String> all, String secret) {
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

  /** Returns a text with every secret in it hidden. */
  public String apply(String text) {
    String hidden = text;
    for (String form : forms) {
      hidden = hidden.replace(form, MASK);
    }
    return hidden;
  }

  /** Returns how many characters the longest form of a secret has. */
  int longest() {
    return forms.isEmpty() ? 0 : forms.get(0).length();
  }
}
