package io.github.difyarms.registry;

/** What a repository is opened for. */
public enum Access {
  /** Reading. */
  PULL("pull"),
  /** Reading and writing. */
  PUSH("pull,push");

  private final String actions;

  Access(String actions) {
    this.actions = actions;
  }

  String actions() {
    return actions;
  }
}
