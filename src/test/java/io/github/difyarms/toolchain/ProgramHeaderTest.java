package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramHeaderTest {
  private static final Host MAC = new Host("darwin", "arm64");

  @TempDir Path folder;

  private Optional<String> unfit(ByteBuffer bytes, Host host) throws IOException {
    Path file = folder.resolve("program");
    byte[] content = new byte[bytes.limit()];
    bytes.get(0, content);
    Files.write(file, content);
    return ProgramHeader.unfit(file, host);
  }

  private static ByteBuffer bytes(ByteOrder order) {
    return ByteBuffer.allocate(4096).order(order);
  }

  @Test
  void aMacProgramFitsItsMac() throws Exception {
    ByteBuffer program = bytes(ByteOrder.LITTLE_ENDIAN).putInt(0, 0xfeedfacf).putInt(4, 0x0100000c);

    assertThat(unfit(program, MAC)).isEmpty();
    assertThat(unfit(program, new Host("darwin", "amd64")))
        .contains("it is a program for darwin/arm64, this is darwin/amd64");
    assertThat(unfit(program, new Host("linux", "arm64"))).isPresent();
  }

  @Test
  void aUniversalMacProgramFitsBothMacs() throws Exception {
    ByteBuffer program =
        bytes(ByteOrder.BIG_ENDIAN)
            .putInt(0, 0xcafebabe)
            .putInt(4, 2)
            .putInt(8, 0x01000007)
            .putInt(28, 0x0100000c);

    assertThat(unfit(program, MAC)).isEmpty();
    assertThat(unfit(program, new Host("darwin", "amd64"))).isEmpty();
    assertThat(unfit(program, new Host("linux", "amd64"))).isPresent();
  }

  @Test
  void anElfProgramOfAnUnknownMachineIsNamed() throws Exception {
    ByteBuffer program = bytes(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x464c457f);
    program.put(4, (byte) 2).put(5, (byte) 1).putShort(18, (short) 243);

    assertThat(unfit(program, new Host("linux", "amd64")))
        .contains("it is a program for linux/machine 243, this is linux/amd64");
  }

  @Test
  void textAndScrapsAreNoPrograms() throws Exception {
    assertThat(
            unfit(
                ByteBuffer.wrap("#!/bin/sh\n".repeat(9).getBytes(StandardCharsets.US_ASCII)), MAC))
        .get()
        .asString()
        .startsWith("it is neither ELF nor Mach-O; it begins with: #!/bin/sh");
    assertThat(unfit(ByteBuffer.allocate(0), MAC))
        .contains("it has 0 bytes, no program is that short");
  }
}
