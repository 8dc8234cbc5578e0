package io.github.difyarms.secrets;

import java.util.Set;

/**
 * A secret that is easy to find: every one begins with the same letters, and goes on with signs
 * that URLs, JSON and shells want escaped.
 *
 * @param id two letters that follow the beginning
 * @param what it is, for messages
 * @param value the secret itself
 * @param hosts the hosts that may see it in a request
 * @param children the children that may have it in their environment
 */
record Mark(String id, String what, String value, Set<String> hosts, Set<Child> children) {
  /** What every mark begins with. */
  static final String CORE = "ZqJ7Wx9K";

  /** Returns a mark with signs that have to be escaped. */
  static Mark of(String id, String what, Set<String> hosts, Set<Child> children) {
    return new Mark(id, what, CORE + id + "/+\"&<%41 b", hosts, children);
  }

  /** Returns a mark of letters and digits, for what goes into a header as it is. */
  static Mark plain(String id, String what, Set<String> hosts, Set<Child> children) {
    return new Mark(id, what, CORE + id + "5f1c20d7", hosts, children);
  }

  @Override
  public String toString() {
    return what;
  }
}
