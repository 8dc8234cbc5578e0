package io.github.difyarms.model;

/**
 * What something takes of registries.
 *
 * @param requests HTTP requests, token requests and repetitions apart
 * @param received bytes of bodies read
 * @param sent bytes of bodies written
 */
public record Cost(long requests, long received, long sent) {
  /** Nothing at all. */
  public static final Cost NOTHING = new Cost(0, 0, 0);

  /** Returns both together. */
  public Cost plus(Cost other) {
    return new Cost(requests + other.requests, received + other.received, sent + other.sent);
  }
}
