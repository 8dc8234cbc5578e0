package io.github.difyarms.testing;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One request as a {@link RegistryFront} has received it.
 *
 * @param scheme {@code http} or {@code https}
 * @param host host and port it was meant for
 * @param method HTTP method
 * @param target path and query
 * @param kind what it is for
 * @param number how many of its kind were before it, counted from 0
 * @param headers its fields in order
 * @param given bytes of its body that were read so far
 * @param taken bytes of the answer that were sent so far
 * @param form the beginning of its body as text, if that is a form
 */
public record FrontRequest(
    String scheme,
    String host,
    String method,
    String target,
    RequestKind kind,
    int number,
    List<Map.Entry<String, String>> headers,
    AtomicLong given,
    AtomicLong taken,
    AtomicReference<String> form) {

  /** Returns the first value of a header. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(field -> field.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Returns the header {@code Authorization}. */
  public Optional<String> authorization() {
    return header("Authorization");
  }

  /** Returns whether its body comes without a length, while it is made. */
  public boolean streamed() {
    return header("Transfer-Encoding").filter("chunked"::equalsIgnoreCase).isPresent();
  }

  /** Returns the path without the query. */
  public String path() {
    int question = target.indexOf('?');
    return question < 0 ? target : target.substring(0, question);
  }

  /** Returns whether a secret stands anywhere in it, plain or in Base64. */
  public boolean shows(String secret) {
    StringBuilder all = new StringBuilder(target).append('\n').append(form.get());
    for (Map.Entry<String, String> field : headers) {
      all.append('\n').append(field.getValue());
      if (field.getValue().startsWith("Basic ")) {
        all.append('\n').append(decoded(field.getValue().substring(6)));
      }
    }
    return all.indexOf(secret) >= 0;
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  @Override
  public String toString() {
    return kind + " " + method + " " + scheme + "://" + host + target;
  }
}
