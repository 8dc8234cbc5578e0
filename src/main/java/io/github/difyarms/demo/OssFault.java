package io.github.difyarms.demo;

/** What goes wrong with an object of the {@link EmbeddedOss}. */
public sealed interface OssFault {
  /**
   * The connection is lost in the middle of the body.
   *
   * @param afterBytes how many bytes of the body arrive
   * @param once whether only the next GET is hit
   */
  record Cut(long afterBytes, boolean once) implements OssFault {}

  /** A page of HTML arrives with status 200, as captive portals and proxies answer. */
  record HtmlPage() implements OssFault {}

  /**
   * The length of the body is announced wrongly; a body that is longer is cut to it.
   *
   * @param announced what {@code Content-Length} says
   */
  record Length(long announced) implements OssFault {}

  /**
   * The server fails.
   *
   * @param code status, for example 403 or 503
   * @param once whether only the next request is hit
   */
  record Status(int code, boolean once) implements OssFault {}
}
