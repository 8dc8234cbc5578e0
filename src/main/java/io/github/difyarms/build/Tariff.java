package io.github.difyarms.build;

import io.github.difyarms.model.Bounds;
import io.github.difyarms.model.Cost;

/**
 * What each step takes of a registry, as the package {@code registry} makes it. The worst case is a
 * registry that refuses mounts without opening an upload, sends every read of a blob to another
 * address, and takes a blob whole only to refuse it, so that it has to be sent again in chunks.
 * Neither tokens nor repetitions after failures are in it.
 *
 * @param chunk bytes of one request of an upload in chunks
 */
record Tariff(long chunk) {
  /** A registry is met with a request that it answers by asking who we are. */
  private static final Cost CHALLENGE = new Cost(1, 0, 0);

  /** A host that may do without TLS is tried with both. */
  private static final Cost SCHEME = new Cost(1, 0, 0);

  /** The first request to a registry, which may be any component's. */
  Bounds acquaintance() {
    return new Bounds(Cost.NOTHING, CHALLENGE.plus(SCHEME));
  }

  /** The first request to a registry that is known to ask who we are. */
  Bounds challenge() {
    return new Bounds(CHALLENGE, Cost.NOTHING); // the worst case has it already
  }

  /** Whether something is there: HEAD. */
  Bounds look() {
    return Bounds.exactly(new Cost(1, 0, 0));
  }

  /** Reading a manifest or index: GET. */
  Bounds document(long size) {
    return Bounds.exactly(new Cost(1, size, 0));
  }

  /** Reading a blob: GET, and another one where it leads. */
  Bounds blob(long size) {
    return new Bounds(new Cost(1, size, 0), new Cost(2, size, 0));
  }

  /** Writing a manifest or index: PUT. */
  Bounds manifest(long expected, long most) {
    return new Bounds(new Cost(1, 0, expected), new Cost(1, 0, most));
  }

  /** Writing a blob: POST, PUT; or POST, PUT in vain, POST, PATCH for each chunk, PUT. */
  Bounds push(long expected, long most) {
    return new Bounds(new Cost(2, 0, expected), new Cost(2 + 1 + chunks(most) + 1, 0, 2 * most));
  }

  /** Writing a blob while it is made: POST, PATCH, PUT; or POST, PATCH in vain, and as above. */
  Bounds grow(long expected, long most) {
    Cost vain = new Cost(2, 0, most);
    return new Bounds(new Cost(3, 0, expected), vain.plus(push(expected, most).worstCase()));
  }

  private long chunks(long size) {
    return Math.max(1, (size + chunk - 1) / chunk);
  }

  /** Copying a blob through this machine: each time it is sent, it is read. */
  Bounds stream(long size) {
    Bounds push = push(size, size);
    Bounds read = blob(size);
    return push.plus(read).plus(new Bounds(Cost.NOTHING, read.worstCase()));
  }

  /** Asking for a mount: POST; refused, the blob is copied all the same. */
  Bounds mount(long size) {
    return new Bounds(new Cost(1, 0, 0), new Cost(1, 0, 0).plus(stream(size).worstCase()));
  }

  /** Copying a blob from another registry, unless it is there: HEAD first. */
  Bounds copy(long size) {
    return look().plus(stream(size));
  }
}
