package io.github.difyarms.toolchain;

import java.util.function.Consumer;

/** Hears what a person should know about the tools although the work goes on. */
@FunctionalInterface
public interface ToolchainListener {
  /** Something worth a line; never holds a secret. */
  void note(String text);

  /** Something worth acting on; never holds a secret. */
  default void warning(String text) {
    note(text);
  }

  /** Returns a listener out of two. */
  static ToolchainListener of(Consumer<String> notes, Consumer<String> warnings) {
    return new ToolchainListener() {
      @Override
      public void note(String text) {
        notes.accept(text);
      }

      @Override
      public void warning(String text) {
        warnings.accept(text);
      }
    };
  }

  /** Returns a listener that ignores everything. */
  static ToolchainListener silent() {
    return text -> {};
  }
}
