package io.github.difyarms.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.AddressGuard;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.net.SafeUrl;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns a registry's refusals into stops that quote its own words. */
final class RegistryErrors {
  private static final int LONGEST_QUOTE = 300;

  private RegistryErrors() {}

  /**
   * Returns the status with the registry's codes and messages (distribution specification, "Error
   * Codes"), or with the beginning of a body in plain text.
   */
  static String words(HttpAnswer answer) {
    String status = "HTTP " + answer.status();
    String details = answer.body().length == 0 ? "" : details(answer.body());
    return details.isEmpty() ? status : status + ", " + details;
  }

  private static String details(byte[] body) {
    try {
      JsonNode root = Json.readObject(body, "an error");
      List<String> found = new ArrayList<>();
      for (JsonNode error : root.path("errors")) {
        found.add(pair(error.path("code"), error.path("message"), error.path("detail")));
      }
      if (found.isEmpty()) { // token servers: {"details": …}, {"error": …, "error_description": …}
        found.add(pair(root.path("error"), root.path("error_description"), root.path("details")));
      }
      return quote(String.join("; ", found));
    } catch (DifyArmsException e) {
      String text = new String(body, StandardCharsets.UTF_8);
      return text.stripLeading().startsWith("<") ? "" : quote(text);
    }
  }

  private static String pair(JsonNode code, JsonNode message, JsonNode detail) {
    StringBuilder text = new StringBuilder(code.asText(""));
    for (JsonNode part : List.of(message, detail)) {
      if (part.isTextual() && !part.asText().isBlank()) {
        text.append(text.length() == 0 ? "" : ": ").append(part.asText());
      }
    }
    return text.toString();
  }

  /** The other side's words may hold anything: one line, no control characters, not too long. */
  private static String quote(String text) {
    String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
  }

  /** Returns the stop for a read that was not answered with what was asked for. */
  static DifyArmsException read(HttpAnswer answer, String where, String credentials) {
    return switch (answer.status()) {
      case 401 -> unauthorized(answer, where, credentials);
      case 403 ->
          new DifyArmsException(
              ErrorCode.UNAUTHORIZED,
              "the registry denies access",
              where,
              words(answer) + "\n" + credentials);
      case 404 ->
          new DifyArmsException(
              ErrorCode.NOT_FOUND, "the registry does not have it", where, words(answer));
      default -> other(answer, where);
    };
  }

  /** Returns the stop for a write that was refused. */
  static DifyArmsException write(HttpAnswer answer, String where, String credentials) {
    if (answer.status() == 401) {
      return unauthorized(answer, where, credentials);
    }
    if (answer.status() / 100 != 4 || answer.status() == 429 || answer.status() == 408) {
      return other(answer, where);
    }
    String words = words(answer);
    boolean immutable = words.toLowerCase(Locale.ROOT).contains("immutable");
    return new DifyArmsException(
        ErrorCode.PUSH_REFUSED,
        immutable ? "the tag exists and may not change" : "the registry refuses to store it",
        where,
        words + "\n" + credentials,
        BlobsUnknownException.in(answer.body()).orElse(null));
  }

  private static DifyArmsException unauthorized(
      HttpAnswer answer, String where, String credentials) {
    return new DifyArmsException(
        ErrorCode.UNAUTHORIZED,
        credentials.startsWith("no ")
            ? "the registry wants credentials"
            : "the registry refuses the credentials",
        where,
        words(answer) + "\n" + credentials);
  }

  /** Returns the stop for a token server that gives no token. */
  static DifyArmsException token(HttpAnswer answer, String where, String credentials) {
    int status = answer.status();
    if (status == 400 || status == 401 || status == 403) {
      return unauthorized(answer, where, credentials);
    }
    if (answer.redirect()) {
      return new DifyArmsException(
          ErrorCode.REDIRECT_REFUSED,
          "the token server sends us elsewhere",
          SafeUrl.of(answer.uri()),
          words(answer) + "; credentials do not follow redirects");
    }
    return other(answer, SafeUrl.of(answer.uri()));
  }

  private static DifyArmsException other(HttpAnswer answer, String where) {
    int status = answer.status();
    if (status == 429) {
      return new DifyArmsException(
          ErrorCode.RATE_LIMITED, "too many requests", where, words(answer));
    }
    if (status == 408 || status / 100 == 5) {
      return new DifyArmsException(
          ErrorCode.REGISTRY_FAILED, "the registry keeps failing", where, words(answer));
    }
    if (answer.redirect()) {
      return new DifyArmsException(
          ErrorCode.REDIRECT_REFUSED,
          "the registry sends this request elsewhere",
          where,
          words(answer) + "; only blobs are fetched from other addresses");
    }
    return protocol("the registry answers what it should not", where, words(answer));
  }

  static DifyArmsException protocol(String what, String where, String why) {
    return new DifyArmsException(ErrorCode.PROTOCOL_VIOLATION, what, where, why);
  }

  /** Returns where the registry wants an upload to go on. */
  static URI location(HttpAnswer answer, String where, AddressGuard guard) {
    String location =
        answer
            .headers()
            .first("Location")
            .orElseThrow(
                () ->
                    protocol(
                        "the registry opens an upload without an address",
                        where,
                        "HTTP " + answer.status() + " without Location"));
    return guard.resolve(answer.uri(), location);
  }
}
