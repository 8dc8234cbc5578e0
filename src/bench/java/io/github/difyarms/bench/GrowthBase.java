package io.github.difyarms.bench;

import io.github.difyarms.image.Json;
import io.github.difyarms.testing.HttpSink;
import io.github.difyarms.testing.LayeredImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A base with so many layers and platforms; the file to replace is in the lowest layer. */
final class GrowthBase {
  static final List<String> ARCHITECTURES =
      List.of("amd64", "arm64", "386", "ppc64le", "s390x", "riscv64", "mips64le", "loong64");

  /** Bytes of one layer, which do not compress. */
  private static final int LAYER = 64 * 1024;

  private GrowthBase() {}

  /** Returns the reference of one, which is pushed before. */
  static String push(String address, int layers, int platforms) throws IOException {
    LayeredImage image = new LayeredImage(Json.object().put("WorkingDir", "/app"));
    for (String architecture : ARCHITECTURES.subList(0, platforms)) {
      List<LayeredImage.Layer> all = new ArrayList<>();
      for (int i = 0; i < layers; i++) {
        String name = i == 0 ? "app/main" : "usr/share/" + architecture + "-" + i;
        all.add(new LayeredImage.Layer("COPY " + name, layer(name, architecture.hashCode() + i)));
      }
      image.platform(architecture, all);
    }
    String repository = "base/l" + layers + "p" + platforms;
    image.pushTo(new HttpSink(address), repository, "bench");
    return address + "/" + repository + ":bench";
  }

  private static byte[] layer(String name, long seed) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), StandardCharsets.UTF_8.name())) {
      byte[] content = new byte[LAYER];
      new Random(seed).nextBytes(content);
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      entry.setMode(0755);
      entry.setModTime(0L);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }
}
