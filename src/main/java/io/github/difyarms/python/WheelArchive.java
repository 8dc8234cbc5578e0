package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A wheel, opened and checked: one way to read the zip, safe names, the right distribution, and
 * every file as RECORD says (that is checked when a file is copied).
 */
final class WheelArchive implements Closeable {
  private static final String INFO = ".dist-info";

  private final ZipFile zip;
  private final WheelStops stops;
  private final WheelLimits limits;
  private final WheelName name;
  private final Map<String, WheelEntry> files;
  private final String infoDirectory;
  private final WheelRecord record;

  /** What copying a file has shown. */
  record Copied(String sha256, long size) {}

  private WheelArchive(ZipFile zip, Path file, WheelLimits limits) throws IOException {
    this.zip = zip;
    this.limits = limits;
    this.stops = new WheelStops(file.getFileName().toString());
    this.name =
        WheelName.parse(stops.wheel())
            .orElseThrow(
                () -> stops.invalid("", "its name is not NAME-VERSION-PYTHON-ABI-PLATFORM.whl"));
    List<ZipArchiveEntry> entries = Collections.list(zip.getEntriesInPhysicalOrder());
    this.files = WheelEntries.files(entries, Files.size(file), limits, stops);
    ZipLayout.check(file, entries, stops);
    this.infoDirectory = findInfoDirectory();
    String path = info("RECORD");
    this.record = WheelRecord.parse(path, raw(path), files.keySet(), stops);
    checkFormat();
    checkDistribution();
  }

  /**
   * Opens a wheel.
   *
   * @throws DifyArmsException when it is none that can be installed, or must not be
   * @throws IOException when the file cannot be read
   */
  static WheelArchive open(Path file) throws IOException {
    return open(file, WheelLimits.USUAL);
  }

  static WheelArchive open(Path file, WheelLimits limits) throws IOException {
    WheelStops stops = new WheelStops(file.getFileName().toString());
    Files.size(file);
    ZipFile zip;
    try {
      zip = ZipFile.builder().setPath(file).setUseUnicodeExtraFields(false).get();
    } catch (IOException | IllegalArgumentException e) {
      throw stops.invalid("", "it is no zip, or a damaged one: " + e.getMessage());
    }
    try {
      return new WheelArchive(zip, file, limits);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private String findInfoDirectory() {
    Set<String> found = new TreeSet<>();
    for (String file : files.keySet()) {
      int slash = file.indexOf('/');
      if (slash > 0 && file.substring(0, slash).endsWith(INFO)) {
        found.add(file.substring(0, slash));
      }
    }
    if (found.size() != 1) {
      throw stops.invalid("", "it should have one directory NAME-VERSION.dist-info, has " + found);
    }
    String directory = found.iterator().next();
    if (WheelName.ofDirectory(directory, INFO).filter(name::means).isEmpty()) {
      throw stops.invalid(directory, "the file name says " + saidByName());
    }
    return directory;
  }

  private void checkFormat() throws IOException {
    String version = header("WHEEL", "Wheel-Version");
    if (!version.matches("[0-9]+(\\.[0-9]+)*+")) {
      throw stops.invalid(info("WHEEL"), "Wheel-Version is '" + version + "'");
    }
    if (!version.matches("1(\\..*)?")) {
      String why = "Wheel-Version is " + version + "; only 1 is known here";
      throw stops.invalid(info("WHEEL"), why);
    }
  }

  private void checkDistribution() throws IOException {
    WheelName said = new WheelName(header("METADATA", "Name"), header("METADATA", "Version"));
    if (!name.means(said)) {
      String why = "it says " + said.project() + " " + said.version() + ", the file name ";
      throw stops.invalid(info("METADATA"), why + saidByName());
    }
  }

  private String saidByName() {
    return name.project() + " " + name.version();
  }

  private String header(String file, String key) throws IOException {
    return MetadataHeaders.parse(text(info(file)))
        .only(key)
        .orElseThrow(() -> stops.invalid(info(file), "it should have one header " + key));
  }

  /** Returns how to stop because of this wheel. */
  WheelStops stops() {
    return stops;
  }

  /** Returns what the file name says. */
  WheelName name() {
    return name;
  }

  /** Returns the path of a file in {@code NAME-VERSION.dist-info}. */
  String info(String file) {
    return infoDirectory + "/" + file;
  }

  /** Returns the files, ordered by name. */
  Collection<WheelEntry> files() {
    return files.values();
  }

  /** Returns the programs that the wheel names. */
  EntryPoints entryPoints() throws IOException {
    String path = info("entry_points.txt");
    if (!files.containsKey(path)) {
      return EntryPoints.parse("");
    }
    try {
      return EntryPoints.parse(text(path));
    } catch (IllegalArgumentException e) {
      throw stops.invalid(path, String.valueOf(e.getMessage()));
    }
  }

  /** Returns a text that RECORD vouches for. */
  private String text(String path) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copy(small(path), bytes);
    return decode(path, bytes);
  }

  private String raw(String path) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    unzip(small(path), bytes);
    return decode(path, bytes);
  }

  private WheelEntry small(String path) {
    WheelEntry entry = files.get(path);
    if (entry == null) {
      throw stops.invalid(path, "it is missing");
    }
    if (entry.zipped().getSize() > limits.text()) {
      throw stops.tooLarge(path, "it has more than " + limits.text() + " bytes");
    }
    return entry;
  }

  private String decode(String path, ByteArrayOutputStream bytes) {
    try {
      ByteBuffer all = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(all).toString();
    } catch (CharacterCodingException e) {
      throw stops.invalid(path, "it is not in UTF-8");
    }
  }

  /**
   * Copies a file.
   *
   * @throws DifyArmsException when it is not what RECORD says
   */
  Copied copy(WheelEntry entry, OutputStream out) throws IOException {
    MessageDigest sha256 = digest("SHA-256");
    MessageDigest recorded = digest(record.algorithm(entry.name()));
    long size =
        unzip(
            entry,
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
              }

              @Override
              public void write(byte[] bytes, int offset, int length) throws IOException {
                sha256.update(bytes, offset, length);
                if (!recorded.getAlgorithm().equals(sha256.getAlgorithm())) {
                  recorded.update(bytes, offset, length);
                }
                out.write(bytes, offset, length);
              }
            });
    byte[] hash = sha256.digest();
    boolean same = recorded.getAlgorithm().equals(sha256.getAlgorithm());
    record.check(entry.name(), same ? hash : recorded.digest(), size);
    return new Copied(HexFormat.of().formatHex(hash), size);
  }

  /** Never gives out more than the directory of the zip has announced. */
  private long unzip(WheelEntry entry, OutputStream out) throws IOException {
    CRC32 crc = new CRC32();
    long size = 0;
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = zip.getInputStream(entry.zipped())) {
      for (int n = read(entry, in, buffer); n >= 0; n = read(entry, in, buffer)) {
        size += n;
        if (size > entry.zipped().getSize()) {
          throw stops.unsafe(entry.name(), "it unpacks to more than the zip says");
        }
        crc.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    if (size != entry.zipped().getSize() || crc.getValue() != entry.zipped().getCrc()) {
      throw stops.damaged(entry.name(), "its size or its CRC is not what the zip says");
    }
    return size;
  }

  private int read(WheelEntry entry, InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw stops.damaged(entry.name(), "it cannot be unpacked: " + e.getMessage());
    }
  }

  /** Describes bytes of our own. */
  static Copied copied(byte[] bytes) {
    String sha256 = HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
    return new Copied(sha256, bytes.length);
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
