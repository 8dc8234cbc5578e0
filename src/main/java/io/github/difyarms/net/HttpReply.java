package io.github.difyarms.net;

import java.net.URI;

/** The head of an answer, whether its body has been read or not. */
public sealed interface HttpReply permits HttpAnswer, HttpExchange {
  /** Returns the address that answered. */
  URI uri();

  /** Returns the HTTP status. */
  int status();

  /** Returns the header fields. */
  HttpHeaders headers();

  /** Returns whether the status is 2xx. */
  default boolean successful() {
    return status() / 100 == 2;
  }

  /** Returns whether the status is one that sends the client elsewhere. */
  default boolean redirect() {
    return HttpStatus.redirect(status());
  }
}
