package io.github.difyarms.toolchain;

/** Hears what a person should know about the tools although the work goes on. */
@FunctionalInterface
public interface ToolchainListener {
  /** Something worth a line; never holds a secret. */
  void note(String text);

  /** Returns a listener that ignores everything. */
  static ToolchainListener silent() {
    return text -> {};
  }
}
