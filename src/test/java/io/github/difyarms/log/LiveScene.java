package io.github.difyarms.log;

import static io.github.difyarms.log.Example.AMD64;
import static io.github.difyarms.log.Example.ARM64;

import io.github.difyarms.image.Transfer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * A piece of a build that goes on with every line it reads; {@link LiveBuildLogTest} looks at it.
 */
final class LiveScene {
  private LiveScene() {}

  /** Plays the scene. */
  @SuppressWarnings("ClosingStandardOutputStreams") // the log closes nothing of it
  public static void main(String[] arguments) throws IOException {
    if (List.of(arguments).contains("system-ends-it")) {
      org.jline.utils.Signals.registerDefault("INT"); // as Maven 4 does
    }
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (BuildLog log = new LiveBuildLog(System.out::println, System.out::println)) {
      log.waiting("plugin-daemon", ARM64);
      log.compiling("plugin-daemon", AMD64, "main");
      log.compilingPackage("plugin-daemon", AMD64, 412, "github.com/acme/pkg");
      log.transferring("sandbox", AMD64, Example.BLOB, 20_000_000);
      log.downloading("go.zip", 30_000_000, OptionalLong.of(60_000_000));
      in.readLine();
      log.note("a label \u001b[2J\u202e with escapes");
      log.transferred("sandbox", AMD64, Example.BLOB, new Transfer(Transfer.Kind.STREAMED, 1));
      in.readLine();
      log.compiled("plugin-daemon", AMD64, Example.BUILD);
    }
    System.out.println("the scene is over");
  }
}
