package io.github.difyarms.demo;

/**
 * One request that the embedded registry has answered.
 *
 * @param method HTTP method
 * @param path path without query
 * @param query raw query, empty when there is none
 * @param status what was answered; 0 when the client went away in the middle of its request
 * @param bytesIn bytes of the request's body
 * @param bytesOut bytes of the answer's body
 * @param token whether it asked the token endpoint, not the registry
 */
public record RecordedRequest(
    String method,
    String path,
    String query,
    int status,
    long bytesIn,
    long bytesOut,
    boolean token) {
  @Override
  public String toString() {
    return method
        + " "
        + path
        + (query.isEmpty() ? "" : "?" + query)
        + " "
        + status
        + " (in "
        + bytesIn
        + ", out "
        + bytesOut
        + ")";
  }
}
