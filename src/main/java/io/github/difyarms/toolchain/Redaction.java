package io.github.difyarms.toolchain;

import io.github.difyarms.net.SecretForms;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Hides secrets in what children print, in the forms in which programs print them: as they are, URL
 * encoded, escaped for JSON, and inside base64 at each of its three alignments.
 */
public final class Redaction {
  /** What stands in a secret's place. */
  public static final String MASK = "***";

  private final List<String> forms;

  /** Creates a redaction; empty secrets are none. */
  public Redaction(Collection<String> secrets) {
    TreeSet<String> all =
        new TreeSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(text -> text));
    for (String secret : secrets) {
      all.addAll(SecretForms.of(secret));
      if (secret.contains("\n")) {
        secret
            .lines()
            .filter(line -> line.length() >= 8)
            .forEach(line -> all.addAll(SecretForms.of(line)));
      }
    }
    all.remove("");
    this.forms = List.copyOf(all);
  }

  /** Returns a redaction that hides nothing. */
  public static Redaction none() {
    return new Redaction(List.of());
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
