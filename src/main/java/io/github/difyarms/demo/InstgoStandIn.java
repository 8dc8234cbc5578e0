package io.github.difyarms.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A stand-in for instgo, the vendor's closed compile-time wrapper: a Go program with its known
 * habits, which puts a little package into what it compiles. Everything it prints begins with
 * {@code instgo stand-in}.
 */
public final class InstgoStandIn {
  /** Module path of what it puts into programs. */
  public static final String AGENT_MODULE = "standin.invalid/arms/agent";

  private static final SourceFiles SOURCES =
      new SourceFiles(
          "instgo-stand-in",
          List.of(
              "go.mod",
              "main.go",
              "settings.go",
              "download.go",
              "build.go",
              "commandline.go",
              "edits.go"));

  private static final SourceFiles AGENT =
      new SourceFiles("instgo-agent", List.of("go.mod", "VERSION", "agent.go", "rules.go"));

  private InstgoStandIn() {}

  /**
   * Compiles it.
   *
   * @param go the compiler
   * @param sources an empty folder for its sources
   * @param output the program to be
   * @param platform what it is to run on: {@code linux-amd64}, as its addresses have it
   * @param variables values of its variables, by name: {@code base} is where it downloads from, all
   *     others are described in its {@code main.go}
   */
  public static void compile(
      GoCommand go, Path sources, Path output, String platform, Map<String, String> variables) {
    SOURCES.writeTo(sources);
    StringBuilder linker = new StringBuilder("-s -w");
    new TreeMap<>(variables)
        .forEach((name, value) -> linker.append(" -X main." + name + "=" + value));
    String[] parts = platform.split("-", 2);
    go.build(
        sources,
        Map.of("GOOS", parts[0], "GOARCH", parts[1], "CGO_ENABLED", "0", "GOWORK", "off"),
        List.of(
            "-trimpath",
            "-buildvcs=false",
            "-ldflags=" + linker,
            "-o",
            output.toAbsolutePath().toString(),
            "."));
  }

  /** Returns this machine's platform as its addresses have it, for example {@code linux-arm64}. */
  public static String hostPlatform() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String os = system.contains("mac") || system.contains("darwin") ? "darwin" : "linux";
    return os + "-" + (machine.equals("aarch64") ? "arm64" : "amd64");
  }

  /** Returns the archive that it downloads while compiling; the same bytes every time. */
  public static byte[] agentArchive() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(new GZIPOutputStream(bytes), StandardCharsets.UTF_8.name())) {
      for (String name : AGENT.names()) {
        byte[] content = AGENT.text(name).getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setModTime(0L);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
