package io.github.difyarms.testing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An answer to be sent. {@code Content-Length} is the body's own unless a header says another; a
 * body of unknown length ends with the connection.
 *
 * @param status HTTP status
 * @param headers fields in order
 * @param length of the body, when it is known
 * @param body opens the body
 */
public record Reply(
    int status,
    List<Map.Entry<String, String>> headers,
    OptionalLong length,
    Supplier<InputStream> body) {

  /** Returns an answer without a body. */
  public static Reply of(int status) {
    return of(status, new byte[0]);
  }

  /** Returns an answer with a text. */
  public static Reply of(int status, String body) {
    return of(status, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns an answer with some bytes. */
  public static Reply of(int status, byte[] body) {
    return new Reply(
        status, List.of(), OptionalLong.of(body.length), () -> new ByteArrayInputStream(body));
  }

  /** Returns an error as registries explain it. */
  public static Reply error(int status, String code, String message) {
    return of(status, "{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}]}")
        .with("Content-Type", "application/json");
  }

  /** Returns the same with a body that is made while it is sent, and may never end. */
  public Reply streaming(Supplier<InputStream> content) {
    return new Reply(status, headers, OptionalLong.empty(), content);
  }

  /** Returns the same with another status. */
  public Reply status(int other) {
    return new Reply(other, headers, length, body);
  }

  /** Returns the same with this header and no other of its name. */
  public Reply with(String name, String value) {
    return without(name).adding(name, value);
  }

  /** Returns the same with one more header. */
  public Reply adding(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new Reply(status, List.copyOf(more), length, body);
  }

  /** Returns the same without a header. */
  public Reply without(String name) {
    return new Reply(
        status,
        headers.stream().filter(field -> !field.getKey().equalsIgnoreCase(name)).toList(),
        length,
        body);
  }

  /** Returns the same with other bytes, and their length. */
  public Reply bytes(byte[] other) {
    return new Reply(
        status,
        without("Content-Length").headers(),
        OptionalLong.of(other.length),
        () -> new ByteArrayInputStream(other));
  }

  /** Returns the same with changed bytes, and their length. */
  public Reply changed(UnaryOperator<byte[]> change) {
    return bytes(change.apply(content()));
  }

  /** Returns the same with a changed text, and its length. */
  public Reply edited(UnaryOperator<String> change) {
    return changed(
        bytes ->
            change
                .apply(new String(bytes, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the body's bytes; not for bodies without an end. */
  public byte[] content() {
    try (InputStream in = body.get()) {
      return in.readAllBytes();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Returns the first value of a header. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
