package io.github.difyarms.source;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that only takes notes. */
final class Heard implements SourceListener {
  final List<String> fetched = new CopyOnWriteArrayList<>();
  final List<String> cached = new CopyOnWriteArrayList<>();
  final List<String> warnings = new CopyOnWriteArrayList<>();

  @Override
  public void fetching(String from, String revision, String commit) {
    fetched.add(revision);
  }

  @Override
  public void cached(String from, String revision, String commit) {
    cached.add(revision);
  }

  @Override
  public void warning(String text) {
    warnings.add(text);
  }
}
