package io.github.difyarms.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request says to be let in: login, token, identity token, signature. A server's explanation
 * of a refusal is shown to people, and some servers repeat in it what they were sent.
 */
final class SentSecrets {
  private static final String MASK = "***";

  /** A shorter word would be found in what is no secret. */
  private static final int SHORTEST = 4;

  /** Queries have words, too. */
  private static final int SHORTEST_SIGNATURE = 12;

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final Pattern REFRESH_TOKEN = Pattern.compile("(?:^|&)refresh_token=([^&]*)");

  /** Who echoes in one of these shows every character of a secret all the same. */
  private static final List<Charset> WIDE =
      List.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE);

  private final HttpCall call;

  SentSecrets(HttpCall call) {
    this.call = call;
  }

  /** Returns an explanation without the secrets of the request. */
  byte[] hiddenIn(byte[] explanation) {
    Set<String> secrets = secrets();
    if (secrets.isEmpty() || explanation.length == 0) {
      return explanation;
    }
    // In a character set that keeps every byte; the secrets come into it by their bytes, too.
    String text = new String(explanation, StandardCharsets.ISO_8859_1);
    for (String secret : secrets) {
      for (Charset wide : WIDE) {
        text = text.replace(latin(secret.getBytes(wide)), MASK);
      }
      text = text.replace(bytes(secret), MASK);
    }
    if (text.indexOf('\\') >= 0) {
      for (String secret : secrets) { // JSON has many ways to write a character, and is read later
        text = JsonEscapes.in(text).replace(bytes(secret), MASK);
      }
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String bytes(String secret) {
    return latin(secret.getBytes(StandardCharsets.UTF_8));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private Set<String> secrets() {
    Set<String> all =
        new TreeSet<>(
            Comparator.comparingInt(String::length).reversed().thenComparing(text -> text));
    for (Map.Entry<String, String> header : call.headers()) {
      if (header.getKey().equalsIgnoreCase("Authorization")) {
        addLogin(all, header.getValue());
      }
    }
    refreshToken().ifPresent(token -> add(all, token));
    SafeUrl.hiddenValues(call.uri()).stream()
        .filter(value -> value.length() >= SHORTEST_SIGNATURE)
        .forEach(value -> add(all, value));
    return all;
  }

  private static void addLogin(Set<String> all, String authorization) {
    String[] parts = authorization.strip().split("\\s+", 2);
    if (parts.length < 2) {
      return;
    }
    add(all, parts[1]);
    if (parts[0].equalsIgnoreCase("Basic")) {
      try {
        String login = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        int colon = login.indexOf(':');
        add(all, login);
        add(all, login.substring(colon + 1));
      } catch (IllegalArgumentException e) {
        // No login that anybody could read.
      }
    }
  }

  private Optional<String> refreshToken() {
    return call.body()
        .filter(body -> body.contentType().equals(FORM))
        .map(SentSecrets::text)
        .map(REFRESH_TOKEN::matcher)
        .filter(Matcher::find)
        .map(found -> URLDecoder.decode(found.group(1), StandardCharsets.UTF_8));
  }

  private static String text(HttpBody form) {
    try (InputStream in = form.content().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // bytes in memory do not fail
    }
  }

  private static void add(Set<String> all, String secret) {
    for (String each : List.of(secret, Logins.decode(secret))) {
      if (each.length() >= SHORTEST) {
        all.addAll(SecretForms.of(each));
      }
    }
  }
}
