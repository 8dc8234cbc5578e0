package io.github.difyarms.testing;

import java.io.InputStream;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What a {@link RegistryFront} does with one request. */
public sealed interface Deed {
  /** Hands it on, and its answer back, as they come. */
  record Pass() implements Deed {}

  /** Hands it on and changes the answer. */
  record Edit(UnaryOperator<Reply> change) implements Deed {}

  /** Answers in the registry's place, after the request's body has been read. */
  record Say(Reply reply) implements Deed {}

  /** Sends bytes that need not be HTTP, and closes. */
  record Raw(Supplier<InputStream> bytes) implements Deed {}

  /** Does something else, but only up to a point of the answer. */
  record Cut(Deed deed, Point point, Ending ending) implements Deed {}

  /** Takes some bytes of the request's body and answers nothing. */
  record Break(long bytes, Ending ending) implements Deed {}

  /** Hands some bytes of the request's body on, loses the rest, and answers nothing. */
  record Lose(long bytes, Ending ending) implements Deed {}

  /** Answers in the registry's place when only some bytes of the request's body were read. */
  record Early(long bytes, Reply reply, Ending ending) implements Deed {}

  /** A place in an answer. */
  enum Point {
    /** Before the first byte. */
    START,
    /** Inside {@code HTTP/1.1 200 OK}. */
    STATUS_LINE,
    /** Inside the headers. */
    HEADER,
    /** Behind the headers. */
    BODY,
    /** Behind the first byte of the body. */
    FIRST_BYTE,
    /** In the middle of the body. */
    MIDDLE,
    /** Before the last byte of the body. */
    LAST_BYTE
  }

  /** How an exchange ends before its end. */
  enum Ending {
    /** The connection is reset. */
    RESET,
    /** The connection is closed, as if all were said. */
    CLOSE,
    /** Nothing follows, until the other side closes. */
    STALL,
    /** Nothing follows, and nothing more is taken. */
    DEAF
  }

  /** Hands the request on. */
  static Deed pass() {
    return new Pass();
  }

  /** Hands the request on and changes the answer. */
  static Deed edit(UnaryOperator<Reply> change) {
    return new Edit(change);
  }

  /** Answers in the registry's place. */
  static Deed say(Reply reply) {
    return new Say(reply);
  }

  /** Answers with a status alone. */
  static Deed say(int status) {
    return new Say(Reply.of(status));
  }

  /** Sends bytes that need not be HTTP. */
  static Deed raw(Supplier<InputStream> bytes) {
    return new Raw(bytes);
  }

  /** Resets the connection without having read the request's body. */
  static Deed refuse() {
    return new Break(0, Ending.RESET);
  }

  /** Takes some bytes of the request's body and answers nothing. */
  static Deed breaking(long bytes, Ending ending) {
    return new Break(bytes, ending);
  }

  /** Hands some bytes of the request's body on and answers nothing. */
  static Deed losing(long bytes, Ending ending) {
    return new Lose(bytes, ending);
  }

  /** Answers when some bytes of the request's body were read. */
  static Deed early(long bytes, Reply reply, Ending ending) {
    return new Early(bytes, reply, ending);
  }

  /** Does not answer, until the other side closes; the request has had its effect. */
  static Deed stall() {
    return pass().cut(Point.START, Ending.STALL);
  }

  /** Does this, but only up to a point of the answer. */
  default Deed cut(Point point, Ending ending) {
    return new Cut(this, point, ending);
  }
}
