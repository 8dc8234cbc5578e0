package io.github.difyarms.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Text files among this package's resources.
 *
 * @param folder the folder they lie in, relative to this package
 * @param names their paths in it; a jar cannot be asked for them
 */
record SourceFiles(String folder, List<String> names) {
  /** Returns a file's text. */
  String text(String name) {
    String resource = folder + "/" + name;
    try (InputStream in = SourceFiles.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes all of them. */
  void writeTo(Path directory) {
    names.forEach(name -> write(directory.resolve(name), text(name)));
  }

  /**
   * Writes a file whose text names values.
   *
   * @param values what to put in place of <code>{{name}}</code>
   */
  void writeTo(Path file, String name, Map<String, String> values) {
    String text = text(name);
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    write(file, text);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
