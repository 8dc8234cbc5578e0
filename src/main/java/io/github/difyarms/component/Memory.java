package io.github.difyarms.component;

import java.util.Optional;

/** What earlier builds on this machine found out; may forget at any time. */
public interface Memory {
  /** Returns what was remembered under a key. */
  Optional<String> recall(String key);

  /** Remembers something. */
  void remember(String key, String value);

  /** Returns a memory that knows nothing and keeps nothing. */
  static Memory none() {
    return new Memory() {
      @Override
      public Optional<String> recall(String key) {
        return Optional.empty();
      }

      @Override
      public void remember(String key, String value) {}
    };
  }
}
