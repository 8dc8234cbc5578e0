package io.github.difyarms.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Header fields, found by name without regard to case. */
public final class HttpHeaders {
  private final Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  HttpHeaders() {}

  /** Returns headers over some fields. */
  public static HttpHeaders of(Map<String, List<String>> fields) {
    HttpHeaders headers = new HttpHeaders();
    fields.forEach((name, values) -> values.forEach(value -> headers.add(name, value)));
    return headers;
  }

  final void add(String name, String value) {
    fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  /** Returns the first value of a field. */
  public Optional<String> first(String name) {
    return all(name).stream().findFirst();
  }

  /** Returns every value of a field, in order. */
  public List<String> all(String name) {
    return List.copyOf(fields.getOrDefault(name, List.of()));
  }

  /** Returns the value of a field that holds a number of at most 18 digits. */
  public Optional<Long> number(String name) {
    return first(name)
        .map(String::strip)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::valueOf);
  }

  @Override
  public String toString() {
    return "HttpHeaders" + fields.keySet();
  }
}
