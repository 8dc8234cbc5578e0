package io.github.difyarms.component;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A table of upstream's releases that the plugin carries; its first column is what rows go by. */
final class Table {
  private final String resource;

  Table(String resource) {
    this.resource = resource;
  }

  /** Returns the columns of a row, if the table has it. */
  Optional<List<String>> row(String key) {
    try (InputStream in = Table.class.getResourceAsStream(resource);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    in == null ? InputStream.nullInputStream() : in, StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> List.of(line.split(",", -1)))
          .filter(columns -> columns.get(0).equals(key))
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
