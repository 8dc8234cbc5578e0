package io.github.difyarms.net;

/** Questions about a status. */
final class HttpStatus {
  private HttpStatus() {}

  static boolean redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  }

  /** Returns whether the same request may do better later (RFC 9110, 15.5.9 and 15.6; RFC 6585). */
  static boolean passing(int status) {
    return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
  }
}
