package io.github.difyarms.python;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * What a wheel says of itself.
 *
 * @param distribution name and version
 * @param requirements its {@code Requires-Dist} lines
 * @param programs the names of its console scripts
 */
record WheelMetadata(Distribution distribution, List<String> requirements, List<String> programs) {
  private static final int MOST_BYTES = 1 << 20;
  private static final String INFO = ".dist-info/";

  /**
   * Reads the metadata of a wheel.
   *
   * @throws IOException also when it is no wheel, or has the name of another one
   */
  static WheelMetadata of(Path wheel) throws IOException {
    String filename = String.valueOf(wheel.getFileName());
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      String text =
          text(zip, "METADATA").orElseThrow(() -> new IOException(filename + " has no METADATA"));
      MetadataHeaders headers = MetadataHeaders.parse(text);
      Distribution distribution =
          new Distribution(required(headers, "Name"), required(headers, "Version"));
      if (WheelName.parse(filename)
          .filter(name -> name.means(new WheelName(distribution.name(), distribution.version())))
          .isEmpty()) {
        throw new IOException(
            "the file name " + filename + " contradicts its metadata: " + distribution);
      }
      return new WheelMetadata(
          distribution,
          headers.all("Requires-Dist"),
          text(zip, "entry_points.txt").map(WheelMetadata::programs).orElse(List.of()));
    } catch (ZipException e) {
      throw new IOException(filename + " is no wheel: " + e.getMessage(), e);
    }
  }

  private static Optional<String> text(ZipFile zip, String name) throws IOException {
    Optional<? extends ZipEntry> entry =
        zip.stream()
            .filter(e -> e.getName().endsWith(INFO + name))
            .filter(e -> e.getName().indexOf('/') == e.getName().lastIndexOf('/'))
            .findFirst();
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = zip.getInputStream(entry.get())) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new IOException(entry.get().getName() + " is longer than " + MOST_BYTES + " bytes");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static String required(MetadataHeaders headers, String name) throws IOException {
    return headers.first(name).orElseThrow(() -> new IOException("its METADATA has no " + name));
  }

  private static List<String> programs(String entryPoints) {
    List<String> programs = new ArrayList<>();
    boolean inside = false;
    for (String line : entryPoints.lines().map(String::strip).toList()) {
      if (line.startsWith("[")) {
        inside = line.equals("[console_scripts]");
      } else if (inside && line.contains("=")) {
        programs.add(line.substring(0, line.indexOf('=')).strip());
      }
    }
    return programs;
  }
}
