package io.github.difyarms.bench;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.GoCommand;
import io.github.difyarms.demo.InstgoStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** A stand-in for instgo that compiles plainly, handed out on loopback. */
final class Instgo {
  private Instgo() {}

  /**
   * Compiles it unless it is there, and hands it out.
   *
   * @return its address
   */
  static String serve(Path kept, EmbeddedOss oss) throws IOException {
    Path program = kept.resolve("instgo");
    String platform = InstgoStandIn.hostPlatform();
    if (!Files.exists(program)) {
      Path sources = Files.createDirectories(kept.resolve("instgo-source"));
      Path partial = kept.resolve("instgo.partial");
      InstgoStandIn.compile(
          new GoCommand(Path.of("go"), System.getenv()),
          sources,
          partial,
          platform,
          Map.of("leaveNoTrace", "true"));
      Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
    }
    oss.put("/instgo/instgo-" + platform, Files.readAllBytes(program));
    return oss.address() + "/instgo/instgo-" + platform;
  }
}
