package io.github.difyarms.fuzzing;

/** An input read as a row of small decisions; when it is used up, every decision is 0. */
public final class Choices {
  private final byte[] input;
  private int at;

  /** Begins with the first byte. */
  public Choices(byte[] input) {
    this.input = input;
  }

  /** Returns whether there are bytes left. */
  public boolean more() {
    return at < input.length;
  }

  /** Returns a number from 0, less than this one, which is 256 at most. */
  public int below(int bound) {
    return at < input.length ? (input[at++] & 0xff) % bound : 0;
  }

  /** Returns one of some things. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  public final <T> T oneOf(T... things) {
    return things[below(things.length)];
  }
}
