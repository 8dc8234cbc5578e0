package io.github.difyarms.net;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request to be made.
 *
 * @param method HTTP method
 * @param uri absolute address without user name and fragment
 * @param headers fields in order, the body's own aside
 * @param body the body, if there is one
 * @param token whether this asks a token server (counted apart)
 * @param plainAllowed whether it may be made in plain HTTP although the host is neither a loopback
 *     host nor listed as insecure: someone has allowed it for this very address
 */
public record HttpCall(
    String method,
    URI uri,
    List<Map.Entry<String, String>> headers,
    Optional<HttpBody> body,
    boolean token,
    boolean plainAllowed) {

  /** Copies the list. */
  public HttpCall {
    headers = List.copyOf(headers);
  }

  /** Returns a request without headers and body. */
  public static HttpCall of(String method, URI uri) {
    return new HttpCall(method, uri, List.of(), Optional.empty(), false, false);
  }

  /** Returns a GET. */
  public static HttpCall get(URI uri) {
    return of("GET", uri);
  }

  /** Returns the same with one more header. */
  public HttpCall with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(name, value));
    return new HttpCall(method, uri, more, body, token, plainAllowed);
  }

  /** Returns the same with a body. */
  public HttpCall with(HttpBody newBody) {
    return new HttpCall(method, uri, headers, Optional.of(newBody), token, plainAllowed);
  }

  /** Returns the same, counted as a token request. */
  public HttpCall asTokenRequest() {
    return new HttpCall(method, uri, headers, body, true, plainAllowed);
  }

  /** Returns the same for another address. */
  public HttpCall at(URI other) {
    return new HttpCall(method, other, headers, body, token, plainAllowed);
  }

  /** Returns the same, allowed to be made in plain HTTP. */
  public HttpCall allowingPlain() {
    return new HttpCall(method, uri, headers, body, token, true);
  }

  /** Returns the same, held to the rules of its host about plain HTTP. */
  public HttpCall refusingPlain() {
    return new HttpCall(method, uri, headers, body, token, false);
  }

  /** Returns whether it can be made again. */
  public boolean repeatable() {
    return body.map(HttpBody::repeatable).orElse(true);
  }

  /** Returns method and address, without secrets. */
  @Override
  public String toString() {
    return method + " " + SafeUrl.of(uri);
  }
}
