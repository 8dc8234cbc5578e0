package io.github.difyarms.python;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** A wheel yet to be written, right in everything that a test does not make wrong. */
public final class TestWheel {
  private record Entry(String name, String text, int mode) {
    byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private final String file;
  private final String stem;
  private final Map<String, Entry> listed = new LinkedHashMap<>();
  private final List<Entry> unlisted = new ArrayList<>();
  private UnaryOperator<String> record = text -> text;

  private TestWheel(String file, String stem) {
    this.file = file;
    this.stem = stem;
    String[] name = stem.split("-", -1);
    info("METADATA", "Metadata-Version: 2.1\nName: " + name[0] + "\nVersion: " + name[1] + "\n");
    info("WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n");
  }

  /** Returns a wheel of a distribution: {@code demo-1.0}. */
  public static TestWheel of(String stem) {
    return new TestWheel(stem + "-py3-none-any.whl", stem);
  }

  /** Returns a wheel whose file name may say something else than what is in it. */
  static TestWheel of(String stem, String file) {
    return new TestWheel(file, stem);
  }

  /** Adds or replaces a file. */
  public TestWheel file(String name, String text) {
    return file(name, text, 0100644);
  }

  TestWheel file(String name, String text, int mode) {
    listed.put(name, new Entry(name, text, mode));
    return this;
  }

  /** Adds a file below {@code NAME-VERSION.data}. */
  TestWheel data(String name, String text) {
    return file(stem + ".data/" + name, text);
  }

  /** Adds or replaces a file in {@code NAME-VERSION.dist-info}. */
  TestWheel info(String name, String text) {
    return file(stem + ".dist-info/" + name, text);
  }

  /** Adds an entry that RECORD does not list; of one name there may be several. */
  TestWheel unlisted(String name, String text, int mode) {
    unlisted.add(new Entry(name, text, mode));
    return this;
  }

  TestWheel without(String name) {
    listed.remove(name);
    return this;
  }

  /** Changes RECORD. */
  TestWheel record(UnaryOperator<String> change) {
    record = change;
    return this;
  }

  /** Writes it into a folder. */
  public Path in(Path folder) throws IOException {
    Path path = Files.createDirectories(folder).resolve(file);
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(path)) {
      write(zip);
    }
    return path;
  }

  /** Writes the sizes behind the bytes, as a program does that cannot go back. */
  Path streamedIn(Path folder) throws IOException {
    Path path = Files.createDirectories(folder).resolve(file);
    try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(Files.newOutputStream(path))) {
      write(zip);
    }
    return path;
  }

  private void write(ZipArchiveOutputStream zip) throws IOException {
    List<Entry> all = new ArrayList<>(listed.values());
    all.addAll(unlisted);
    String text = record.apply(recordText());
    all.add(new Entry(stem + ".dist-info/RECORD", text, 0100644));
    for (Entry one : all) {
      ZipArchiveEntry entry = new ZipArchiveEntry(one.name());
      // The setter would write what looks like a file's mode for a name that is a directory's.
      entry.setUnixMode(one.mode());
      zip.putArchiveEntry(entry);
      zip.write(one.bytes());
      zip.closeArchiveEntry();
    }
  }

  private String recordText() {
    List<RecordRows.Row> rows = new ArrayList<>();
    listed.values().forEach(entry -> rows.add(row(entry.name(), entry.bytes(), "sha256")));
    rows.add(new RecordRows.Row(stem + ".dist-info/RECORD", "", ""));
    return RecordRows.render(rows);
  }

  static RecordRows.Row row(String name, byte[] bytes, String algorithm) {
    try {
      byte[] digest = MessageDigest.getInstance(algorithm.replace("sha", "SHA-")).digest(bytes);
      String hash = algorithm + "=" + WheelRecord.base64(digest);
      return new RecordRows.Row(name, hash, Integer.toString(bytes.length));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
