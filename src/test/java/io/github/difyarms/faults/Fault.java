package io.github.difyarms.faults;

import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import io.github.difyarms.testing.FrontRequest;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something that befalls some requests of a kind.
 *
 * @param kind which requests
 * @param from how many of them are spared first
 * @param count how many it befalls
 * @param sort what it is, for messages
 * @param deed what is done
 * @param fired how often it was
 */
record Fault(RequestKind kind, int from, int count, String sort, Deed deed, AtomicInteger fired)
    implements Misdeed {

  static Fault of(RequestKind kind, int from, int count, Sort sort) {
    return new Fault(kind, from, count, sort.name(), sort.deed(kind), new AtomicInteger());
  }

  static Fault of(RequestKind kind, int from, int count, String sort, Deed deed) {
    return new Fault(kind, from, count, sort, deed, new AtomicInteger());
  }

  @Override
  public Deed deed(FrontRequest request) {
    boolean hit =
        request.kind() == kind
            && request.number() >= from
            && (long) request.number() < (long) from + count;
    if (hit) {
      fired.incrementAndGet();
    }
    return hit ? deed : Deed.pass();
  }

  @Override
  public String toString() {
    String times = count == Integer.MAX_VALUE ? "every" : count + "";
    return times + " " + kind + " from the " + from + "th on: " + sort;
  }

  /** What may befall a request. */
  enum Sort {
    /** The connection is reset before the request is taken. */
    REFUSED,
    /** The connection is reset while the answer's headers come; the request had its effect. */
    RESET,
    /** The connection is reset when a part of the request has gone on to the registry. */
    LOST,
    /** The request is not answered; it had its effect. */
    STALLED,
    HTTP_429,
    HTTP_500,
    HTTP_502,
    HTTP_503,
    /** The answer ends in its middle, as if it were whole. */
    TRUNCATED;

    private static Deed error(int status, String code) {
      return Deed.say(Reply.error(status, code, "try later").with("Retry-After", "7"));
    }

    /** Returns whether the registry does what it was asked, and only the answer is lost. */
    boolean hasEffect() {
      return this == RESET || this == STALLED || this == TRUNCATED;
    }

    Deed deed(RequestKind kind) {
      return switch (this) {
        case REFUSED -> Deed.refuse();
        case RESET -> Deed.pass().cut(Point.HEADER, Ending.RESET);
        case LOST -> Deed.losing(300, Ending.RESET);
        case STALLED -> Deed.stall();
        case HTTP_429 -> error(429, "TOOMANYREQUESTS");
        case HTTP_500 -> error(500, "UNKNOWN");
        case HTTP_502 -> Deed.say(Reply.of(502, "<html>Bad Gateway</html>"));
        case HTTP_503 -> error(503, "UNAVAILABLE");
        case TRUNCATED ->
            Deed.pass().cut(hasBody(kind) ? Point.MIDDLE : Point.HEADER, Ending.CLOSE);
      };
    }

    /** An answer without a body can only be truncated before that. */
    private static boolean hasBody(RequestKind kind) {
      return switch (kind) {
        case TOKEN, GET_MANIFEST, GET_CONFIG, GET_BLOB -> true;
        default -> false;
      };
    }
  }
}
