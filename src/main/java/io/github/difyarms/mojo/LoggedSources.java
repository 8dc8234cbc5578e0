package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import io.github.difyarms.source.SourceListener;

/** Tells the build's log where sources come from. */
record LoggedSources(BuildLog log) implements SourceListener {
  @Override
  public void fetching(String from, String revision, String commit) {
    log.note("source: " + revision + " of " + from + " is commit " + commit);
  }

  @Override
  public void cached(String from, String revision, String commit) {
    log.note("source: " + revision + " of " + from + " is commit " + commit + ", in the cache");
  }

  @Override
  public void warning(String text) {
    log.warning(text);
  }
}
