package io.github.difyarms.python;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;

/** Takes those entries of a zip that may be in a wheel, and stops at any other. */
final class WheelEntries {
  private static final int TYPE = 0170000;
  private static final int FILE = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int EXECUTABLE = 0111;
  private static final int UTF_8_NAME = 1 << 11;

  /** Encrypted, strongly encrypted, directory encrypted. */
  private static final int ENCRYPTED = 1 | 1 << 6 | 1 << 13;

  private final WheelLimits limits;
  private final WheelStops stops;
  private final Map<String, WheelEntry> files = new TreeMap<>();

  private WheelEntries(WheelLimits limits, WheelStops stops) {
    this.limits = limits;
    this.stops = stops;
  }

  /**
   * Returns the files by name.
   *
   * @param entries all of the zip
   * @param zipSize bytes of the zip
   */
  static Map<String, WheelEntry> files(
      List<ZipArchiveEntry> entries, long zipSize, WheelLimits limits, WheelStops stops) {
    WheelEntries checked = new WheelEntries(limits, stops);
    checked.checkAmount(entries, zipSize);
    Set<String> names = new HashSet<>();
    for (ZipArchiveEntry entry : entries) {
      String name = checked.name(entry);
      if (!names.add(name)) {
        throw stops.unsafe(name, "there are two entries of this name");
      }
      checked.add(entry, name);
    }
    return checked.files;
  }

  private void checkAmount(List<ZipArchiveEntry> entries, long zipSize) {
    if (entries.size() > limits.entries()) {
      String why = "it has " + entries.size() + " entries, the limit is " + limits.entries();
      throw stops.tooLarge("", why);
    }
    long total = 0;
    for (ZipArchiveEntry entry : entries) {
      total += Math.max(0, entry.getSize());
      if (total < 0 || total > limits.bytes()) {
        throw stops.tooLarge(
            entry.getName(), "up to here it unpacks to more than " + limits.bytes() + " bytes");
      }
    }
    if (total > limits.ratioFrom() && total / limits.ratio() > zipSize) {
      throw stops.tooLarge(
          "", zipSize + " bytes unpack to " + total + ", more than " + limits.ratio() + " times");
    }
  }

  /** Returns the name, a directory's without the slash at its end. */
  private String name(ZipArchiveEntry entry) {
    String name = decode(entry);
    String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    WheelPaths.objection(bare)
        .ifPresent(
            why -> {
              throw stops.unsafe(name, why);
            });
    return bare;
  }

  private String decode(ZipArchiveEntry entry) {
    byte[] raw = entry.getRawName();
    boolean utf8 = (entry.getRawFlag() & UTF_8_NAME) != 0;
    try {
      // Without the flag the character set is anybody's guess, ASCII aside.
      return (utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII)
          .newDecoder()
          .decode(ByteBuffer.wrap(raw))
          .toString();
    } catch (CharacterCodingException e) {
      String why = "the name is not in the character set that its header says";
      throw stops.unsafe(new String(raw, StandardCharsets.ISO_8859_1), why);
    }
  }

  private void add(ZipArchiveEntry entry, String name) {
    int mode = (int) (entry.getExternalAttributes() >>> 16) & 0xffff;
    int type = mode & TYPE;
    boolean directory = entry.getRawName()[entry.getRawName().length - 1] == '/';
    if (type != 0 && type != (directory ? DIRECTORY : FILE)) {
      throw stops.unsafe(name, "its mode says that it is a link or a device: " + octal(mode));
    }
    if ((entry.getRawFlag() & ENCRYPTED) != 0) {
      throw stops.unsafe(name, "it is encrypted");
    }
    if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
      throw stops.unsafe(name, "it is compressed by method " + entry.getMethod() + ", not deflate");
    }
    if (entry.getSize() < 0 || entry.getCompressedSize() < 0) {
      throw stops.unsafe(name, "its size is not known");
    }
    if (directory && entry.getSize() > 0) {
      throw stops.unsafe(name, "it is a directory with content");
    }
    if (!directory) {
      // As pip does: bits without the type of a file do not count.
      boolean executable = type == FILE && (mode & EXECUTABLE) != 0;
      files.put(name, new WheelEntry(name, executable, entry));
    }
  }

  private static String octal(int mode) {
    return Integer.toOctalString(mode);
  }
}
