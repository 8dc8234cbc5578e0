package io.github.difyarms.bench;

/** What is raced. */
enum Row {
  FIRST("first push, same registry", "v1", false, "the target repository is new"),
  CHANGE("change of one file", "v2", false, "the target repository holds the last image"),
  NOTHING("nothing changed", "v2", false, "the same again"),
  COLD("other registry, cold", "v1", true, "it is empty: every layer has to be copied"),
  WARM("other registry, warm", "v1", true, "the target repository has the base's layers"),
  UNREAD(
      "first push, base never read",
      "v1",
      false,
      "as the first row, but the plugin has not read the base before: it looks at what it replaces");

  private final String title;
  private final String version;
  private final boolean otherRegistry;
  private final String meaning;

  Row(String title, String version, boolean otherRegistry, String meaning) {
    this.title = title;
    this.version = version;
    this.otherRegistry = otherRegistry;
    this.meaning = meaning;
  }

  String title() {
    return title;
  }

  /** Returns which of the programs goes into the image. */
  String version() {
    return version;
  }

  boolean otherRegistry() {
    return otherRegistry;
  }

  String meaning() {
    return meaning;
  }

  /** Returns whether a competitor starts without what earlier runs left on this machine. */
  boolean fresh() {
    return this != CHANGE && this != NOTHING;
  }
}
