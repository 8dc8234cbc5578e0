package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentArchiveTest {
  @TempDir private Path folder = Path.of("");

  private void unpack(byte[] tarball) throws IOException {
    Path file = Files.write(folder.resolve("agent.tar.gz"), tarball);
    new AgentArchive(AgentArchive.Limits.DEFAULT).unpack(file, folder.resolve("wheels"));
  }

  @Test
  void aHeaderThatDoesNotEndIsNotKeptInMemory() {
    byte[] named = new byte[9 << 20];
    Arrays.fill(named, (byte) 'x');
    byte[] header = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3};
    System.arraycopy(header, 0, named, 0, header.length);

    assertThatThrownBy(() -> unpack(named))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("of its compressed bytes hold nothing");
  }

  @Test
  void largeFilesThatAreNoWheelsArePassedOver() throws IOException {
    byte[] large = new byte[9 << 20];
    new Random(42).nextBytes(large);
    String text = new String(large, StandardCharsets.ISO_8859_1);

    unpack(new Tar().file("agent/notes", text).file("agent/a-1-py3-none-any.whl", "x").gzip());

    assertThat(folder.resolve("wheels/a-1-py3-none-any.whl")).hasContent("x");
    assertThat(folder.resolve("wheels")).isDirectoryNotContaining("glob:**/notes");
  }
}
