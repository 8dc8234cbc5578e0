package io.github.difyarms.source;

/** Hears where a source comes from. Called from any thread; never sees a secret. */
public interface SourceListener {
  /**
   * A revision is about to be read from its repository.
   *
   * @param from the repository, as it may be shown
   * @param revision the revision asked for
   * @param commit its commit
   */
  void fetching(String from, String revision, String commit);

  /**
   * A revision is in the cache already; nothing is transferred.
   *
   * @param from the repository, as it may be shown
   * @param revision the revision asked for
   * @param commit its commit
   */
  void cached(String from, String revision, String commit);

  /** Something a person should know although the work goes on. */
  void warning(String text);

  /** Returns a listener that ignores everything. */
  static SourceListener silent() {
    return new SourceListener() {
      @Override
      public void fetching(String from, String revision, String commit) {}

      @Override
      public void cached(String from, String revision, String commit) {}

      @Override
      public void warning(String text) {}
    };
  }
}
