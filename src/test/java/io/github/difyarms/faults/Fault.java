package io.github.difyarms.faults;

import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import io.github.difyarms.testing.FrontRequest;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

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
    REFUSED(Deed::refuse),
    /** The connection is reset while the answer's headers come; the request had its effect. */
    RESET(() -> Deed.pass().cut(Point.HEADER, Ending.RESET)),
    /** The request is not answered; it had its effect. */
    STALLED(Deed::stall),
    HTTP_429(() -> error(429, "TOOMANYREQUESTS")),
    HTTP_500(() -> error(500, "UNKNOWN")),
    HTTP_502(() -> Deed.say(Reply.of(502, "<html>Bad Gateway</html>"))),
    HTTP_503(() -> error(503, "UNAVAILABLE")),
    /** The answer ends in its middle, as if it were whole. */
    TRUNCATED(() -> Deed.pass().cut(Point.MIDDLE, Ending.CLOSE));

    private static final List<RequestKind> WITH_BODY =
        List.of(
            RequestKind.TOKEN,
            RequestKind.GET_MANIFEST,
            RequestKind.GET_CONFIG,
            RequestKind.GET_BLOB);

    private final Supplier<Deed> deed;

    Sort(Supplier<Deed> deed) {
      this.deed = deed;
    }

    private static Deed error(int status, String code) {
      return Deed.say(Reply.error(status, code, "try later").with("Retry-After", "7"));
    }

    /** Returns whether the registry does what it was asked, and only the answer is lost. */
    boolean hasEffect() {
      return this == RESET || this == STALLED || this == TRUNCATED;
    }

    /** An answer without a body can only be truncated before that. */
    Deed deed(RequestKind kind) {
      return this == TRUNCATED && !WITH_BODY.contains(kind)
          ? Deed.pass().cut(Point.HEADER, Ending.CLOSE)
          : deed.get();
    }
  }
}
