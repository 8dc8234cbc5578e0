package io.github.difyarms.python;

import io.github.difyarms.toolchain.ToolFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A tiny wheel that a test writes down. */
record StandInWheel(
    String name, String version, String tag, List<String> requires, String program, String note) {
  static StandInWheel of(String name, String version, String... requires) {
    return new StandInWheel(name, version, "py3-none-any", List.of(requires), "", "");
  }

  StandInWheel tagged(String other) {
    return new StandInWheel(name, version, other, requires, program, note);
  }

  StandInWheel withProgram(String script) {
    return new StandInWheel(name, version, tag, requires, script, note);
  }

  /** Other bytes under the same name. */
  StandInWheel noted(String text) {
    return new StandInWheel(name, version, tag, requires, program, text);
  }

  String filename() {
    return name.replace('-', '_') + "-" + version + "-" + tag + ".whl";
  }

  String metadata() {
    return "Metadata-Version: 2.1\nName: "
        + name
        + "\nVersion: "
        + version
        + "\n"
        + String.join("", requires.stream().map(r -> "Requires-Dist: " + r + "\n").toList());
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String info = name.replace('-', '_') + "-" + version + ".dist-info/";
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      file(zip, info + "METADATA", metadata());
      file(zip, info + "WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: " + tag + "\n");
      if (!program.isEmpty()) {
        file(zip, info + "entry_points.txt", "[console_scripts]\n" + program + " = a:b\n");
      }
      file(zip, info + "RECORD", note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  String sha256() {
    return ToolFiles.sha256(bytes());
  }

  private static void file(ZipOutputStream zip, String name, String text) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  /** Returns a tarball of the vendor's shape. */
  static byte[] tarball(StandInWheel... wheels) {
    return tarball(
        tar -> {
          for (StandInWheel wheel : wheels) {
            file(tar, "aliyun-python-agent/" + wheel.filename(), wheel.bytes());
          }
        });
  }

  /** Fills a tarball. */
  interface Filling {
    void fill(TarArchiveOutputStream tar) throws IOException;
  }

  static byte[] tarball(Filling filling) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GzipCompressorOutputStream(out))) {
      filling.fill(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static void file(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
