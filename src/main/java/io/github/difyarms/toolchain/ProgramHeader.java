package io.github.difyarms.toolchain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Says whether a downloaded file can be a program of a machine, from its first bytes: ELF (System V
 * ABI, chapter 4) or Mach-O ({@code mach-o/loader.h}, {@code mach-o/fat.h}), both 64 bit and little
 * endian.
 */
final class ProgramHeader {
  private static final int ELF = 0x464c457f;
  private static final int MACH_O = 0xfeedfacf;
  private static final int FAT = 0xbebafeca; // its numbers are big endian, the whole header is
  private static final int FIRST_BYTES = 512;

  private ProgramHeader() {}

  /** Returns why a file is no program of a machine; empty when it is one. */
  static Optional<String> unfit(Path file, Host host) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer head = ByteBuffer.allocate(FIRST_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // Until it is full or the file ends.
      }
      head.flip();
      return unfit(head, channel.size(), host);
    }
  }

  private static Optional<String> unfit(ByteBuffer head, long size, Host host) {
    if (head.limit() < 64) {
      return Optional.of("it has " + size + " bytes, no program is that short" + quoted(head));
    }
    return switch (head.getInt(0)) {
      case ELF -> elf(head, size, host);
      case MACH_O -> other("darwin", machO(head.getInt(4)), host);
      case FAT -> fat(head, host);
      default -> Optional.of(noProgram(head));
    };
  }

  private static Optional<String> elf(ByteBuffer head, long size, Host host) {
    if (head.get(4) != 2 || head.get(5) != 1) {
      return Optional.of("it is an ELF file, but not a 64 bit little endian one");
    }
    int machine = Short.toUnsignedInt(head.getShort(18));
    String architecture = machine == 62 ? "amd64" : machine == 183 ? "arm64" : "machine " + machine;
    long sections = head.getLong(40);
    long end =
        sections
            + (long) Short.toUnsignedInt(head.getShort(58))
                * Short.toUnsignedInt(head.getShort(60));
    if (sections < 0 || end > size) {
      return Optional.of("it is cut off: " + size + " bytes are here, its header speaks of " + end);
    }
    return other("linux", architecture, host);
  }

  private static Optional<String> fat(ByteBuffer head, Host host) {
    ByteBuffer big = head.duplicate().order(ByteOrder.BIG_ENDIAN);
    int count = Math.min(big.getInt(4), (FIRST_BYTES - 8) / 20);
    for (int i = 0; i < count && 8 + 20 * i + 4 <= big.limit(); i++) {
      if (other("darwin", machO(big.getInt(8 + 20 * i)), host).isEmpty()) {
        return Optional.empty();
      }
    }
    return other("darwin", "other machines", host);
  }

  private static String machO(int cpu) {
    return cpu == 0x01000007 ? "amd64" : cpu == 0x0100000c ? "arm64" : "machine " + cpu;
  }

  private static Optional<String> other(String os, String architecture, Host host) {
    return new Host(os, architecture).equals(host)
        ? Optional.empty()
        : Optional.of("it is a program for " + os + "/" + architecture + ", this is " + host);
  }

  private static String noProgram(ByteBuffer head) {
    String start = text(head).toLowerCase(Locale.ROOT);
    String kind = start.startsWith("<") ? "an HTML or XML page" : "neither ELF nor Mach-O";
    return "it is " + kind + quoted(head);
  }

  private static String quoted(ByteBuffer head) {
    String text = text(head);
    String beginning = text.substring(0, Math.min(80, text.length()));
    return beginning.isEmpty() ? "" : "; it begins with: " + beginning;
  }

  private static String text(ByteBuffer head) {
    byte[] bytes = new byte[head.limit()];
    head.get(0, bytes);
    return new String(bytes, StandardCharsets.UTF_8).replaceAll("[^\\p{Print}]+", " ").strip();
  }
}
