package io.github.difyarms.component;

import java.util.Optional;

/** Commits of released tags, for comparison: a mirror may have moved one. */
final class ReleasedCommits {
  private final Table table;

  private ReleasedCommits(Table table) {
    this.table = table;
  }

  static ReleasedCommits of(String component) {
    return new ReleasedCommits(new Table(component + "-releases.csv"));
  }

  /** Returns the commit of a tag, if the table lists it. */
  Optional<String> commit(String tag) {
    return table.row(tag).map(columns -> columns.get(2));
  }
}
