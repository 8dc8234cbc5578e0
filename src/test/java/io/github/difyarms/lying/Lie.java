package io.github.difyarms.lying;

import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.RequestKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One misdeed and what a build promises when it meets it.
 *
 * @param name what the other side does
 * @param setUp makes the stage do it
 * @param code the stop that is promised; empty when the build gets over it
 * @param words what the stop says
 * @param after what else has to be true
 */
record Lie(
    String name,
    Consumer<Stage> setUp,
    Optional<ErrorCode> code,
    List<String> words,
    Consumer<Stage> after) {

  /** A misdeed whose promise is still to be said. */
  record Told(String name, Consumer<Stage> setUp) {
    /** Promises a stop that says these words. */
    Lie stops(ErrorCode code, String... words) {
      return new Lie(name, setUp, Optional.of(code), List.of(words), stage -> {});
    }

    /** Promises the very image that an undisturbed build makes. */
    Lie recovers() {
      return new Lie(name, setUp, Optional.empty(), List.of(), stage -> {});
    }
  }

  static Told of(String name, Consumer<Stage> setUp) {
    return new Told(name, setUp);
  }

  /** A misdeed done to every request of some kinds. */
  static Told always(String name, Deed deed, RequestKind... kinds) {
    return of(name, stage -> stage.misdeed(Misdeed.on(deed, kinds)));
  }

  /** A misdeed done to the first request of a kind. */
  static Told once(String name, RequestKind kind, Deed deed) {
    return of(name, stage -> stage.misdeed(Misdeed.once(kind, deed)));
  }

  /** Returns the same on a stage that is set up further. */
  Lie in(Consumer<Stage> more) {
    return new Lie(name, setUp.andThen(more), code, words, after);
  }

  /** Returns the same with something else that has to be true. */
  Lie and(Consumer<Stage> more) {
    return new Lie(name, setUp, code, words, after.andThen(more));
  }

  @Override
  public String toString() {
    return name;
  }
}
