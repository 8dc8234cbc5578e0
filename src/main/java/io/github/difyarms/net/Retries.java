package io.github.difyarms.net;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * The attempts of one step: how many are left, and how long to wait before the next. Waits grow
 * from half a second, with jitter so that parallel transfers do not return as one; {@code
 * Retry-After} (RFC 9110, 10.2.3) is obeyed up to {@link #LONGEST}.
 */
public final class Retries {
  /** The longest pause, whatever the other side asks for. */
  public static final Duration LONGEST = Duration.ofMinutes(2);

  private static final long FIRST_MILLIS = 500;

  private final String what;
  private final int allowed;
  private final NetListener listener;
  private final Pause pause;
  private final Clock clock;
  private final BooleanSupplier ended;
  private int used;

  /**
   * Creates the attempts.
   *
   * @param what names the step in messages
   * @param allowed how many repetitions there may be
   * @param ended whether there is nobody left to repeat it for
   */
  Retries(
      String what,
      int allowed,
      NetListener listener,
      Pause pause,
      Clock clock,
      BooleanSupplier ended) {
    this.ended = ended;
    this.what = what;
    this.allowed = allowed;
    this.listener = listener;
    this.pause = pause;
    this.clock = clock;
  }

  /** Returns whether an answer may be better next time and there is a next time; waits for it. */
  public boolean again(int status, HttpHeaders headers) {
    return HttpStatus.passing(status)
        && again("HTTP " + status, headers.first("Retry-After").flatMap(this::wish), allowed);
  }

  /** Returns whether a failure may pass and there is a next time; waits for it. */
  public boolean again(Exception failure) {
    return again(NetFailures.describe(failure), Optional.empty(), most(failure));
  }

  /** Returns whether there is a next time for a failure of any kind; waits for it. */
  public boolean again(String why) {
    return again(why, Optional.empty(), allowed);
  }

  /** Forgets the attempts used, because the step has made progress since. */
  public void progressed() {
    used = 0;
  }

  private int most(Exception failure) {
    return switch (NetFailures.kind(failure)) {
      case NO_CONNECTION -> Math.min(allowed, 2); // a wrong name or port stays wrong
      case TLS, SENSELESS -> 0;
      case STALL, BROKEN -> allowed;
    };
  }

  private boolean again(String why, Optional<Duration> wish, int most) {
    if (ended.getAsBoolean() || Thread.interrupted()) {
      throw NetFailures.interrupted(
          what, why, new InterruptedException()); // nobody is told of a next time
    }
    if (used >= most) {
      return false;
    }
    long grown = FIRST_MILLIS << Math.min(used, 6);
    long jittered = grown / 2 + ThreadLocalRandom.current().nextLong(grown / 2 + 1);
    Duration wait = wish.orElse(Duration.ofMillis(jittered));
    used++;
    try {
      listener.retrying(what, why, wait, used + 1);
      pause.pause(wait);
    } catch (InterruptedException e) {
      throw NetFailures.interrupted(what, "while waiting: " + why, e);
    }
    return true;
  }

  private Optional<Duration> wish(String retryAfter) {
    String text = retryAfter.strip();
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(capped(Duration.ofSeconds(Long.parseLong(text))));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(capped(Duration.between(clock.instant(), then)));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration capped(Duration wish) {
    if (wish.isNegative()) {
      return Duration.ZERO;
    }
    return wish.compareTo(LONGEST) > 0 ? LONGEST : wish;
  }
}
