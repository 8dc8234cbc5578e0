package io.github.difyarms.component;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Commits of released tags, for comparison: a mirror may have moved one. */
final class ReleasedCommits {
  private final String table;

  private ReleasedCommits(String table) {
    this.table = table;
  }

  static ReleasedCommits of(String component) {
    return new ReleasedCommits(component + "-releases.csv");
  }

  /** Returns the commit of a tag, if the table lists it. */
  Optional<String> commit(String tag) {
    try (InputStream in = ReleasedCommits.class.getResourceAsStream(table);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    in == null ? InputStream.nullInputStream() : in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.split(",", -1))
          .filter(columns -> columns[0].equals(tag))
          .map(columns -> columns[2])
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
