package io.github.difyarms.testing;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.GoCommand;
import io.github.difyarms.demo.InstgoStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The stand-in for instgo, compiled by this machine's Go. Each set of variables is compiled once
 * per JVM.
 */
public final class StandInInstgo {
  private static final Map<Map<String, String>, Path> COMPILED = new ConcurrentHashMap<>();

  private final GoCommand go;
  private final Map<String, String> variables;

  private StandInInstgo(GoCommand go, Map<String, String> variables) {
    this.go = go;
    this.variables = variables;
  }

  /**
   * Returns the stand-in, if Go is installed.
   *
   * @param base where it is to download from, {@code http://127.0.0.1:PORT/{region}}
   */
  public static Optional<StandInInstgo> from(String base) {
    return CommandLine.find("go", "nothing was compiled with the stand-in for instgo")
        .filter(StandInInstgo::recent)
        .map(go -> new GoCommand(Path.of(go), System.getenv()))
        .map(go -> new StandInInstgo(go, Map.of("base", base)));
  }

  /** Older ones cannot bring the version that a source asks for. */
  private static boolean recent(String go) {
    String version = CommandLine.of(go, "env", "GOVERSION").run().output().strip();
    boolean recent = version.matches("go1\\.(2[1-9]|[3-9]\\d)\\D?.*");
    if (!recent) {
      System.out.println("SKIPPED: " + version + " is older than 1.21: no Go image was built");
    }
    return recent;
  }

  /** Returns one with a variable set that {@code main.go} describes. */
  public StandInInstgo with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(variables);
    more.put(variable, value);
    return new StandInInstgo(go, more);
  }

  /** Returns a copy in a folder, free to replace itself. */
  public Path copyTo(Path folder) {
    try {
      Path copy = Files.createDirectories(folder).resolve("instgo");
      return Files.copy(compiled(), copy, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores it and its agent where it looks for them. */
  public void putTo(EmbeddedOss oss, String bucket) {
    oss.put("/" + bucket + "/instgo/instgo-" + InstgoStandIn.hostPlatform(), bytes());
    oss.put("/" + bucket + "/instgo-agent/agent.tar.gz", InstgoStandIn.agentArchive());
  }

  /** Returns the program's bytes. */
  public byte[] bytes() {
    try {
      return Files.readAllBytes(compiled());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path compiled() {
    return COMPILED.computeIfAbsent(variables, this::compile);
  }

  private Path compile(Map<String, String> values) {
    try {
      Path folder = Files.createTempDirectory("stand-in-instgo");
      Path sources = Files.createDirectory(folder.resolve("sources"));
      Path program = folder.resolve("instgo");
      InstgoStandIn.compile(go, sources, program, InstgoStandIn.hostPlatform(), values);
      try (Stream<Path> left = Files.walk(folder)) {
        left.forEach(path -> path.toFile().deleteOnExit()); // done in the reverse order
      }
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
