package io.github.difyarms.demo;

import io.github.difyarms.demo.MiniatureSources.Generation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the Go components of the demonstration need besides images: sources in miniature, and a
 * stand-in for instgo with its agent at a store in this process.
 *
 * <pre>{@code
 * try (DemoGo parts = DemoGo.prepare(go, folder, "1.26.4", "cn-hangzhou")) {
 *   parts.instgoUrl(); // for the parameter instgo.url
 *   parts.source("sandbox"); // for the parameter sandbox.source
 * }
 * }</pre>
 */
public final class DemoGo implements AutoCloseable {
  private final EmbeddedOss oss = EmbeddedOss.start();
  private final Path folder;

  private DemoGo(Path folder) {
    this.folder = folder;
  }

  /**
   * Compiles the stand-in for this machine, starts the store and writes the sources.
   *
   * @param go the compiler
   * @param folder a folder of this demonstration's own; made when it is not there
   * @param goVersion version of Go that the sources ask for, for example {@code 1.26.4}
   * @param region what instgo will be set to
   * @throws io.github.difyarms.error.DifyArmsException with the compiler's output when it fails
   */
  public static DemoGo prepare(GoCommand go, Path folder, String goVersion, String region) {
    DemoGo parts = new DemoGo(folder.toAbsolutePath());
    try {
      parts.writeSources(goVersion);
      parts.fillStore(go, region);
      return parts;
    } catch (IOException e) {
      parts.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private void writeSources(String goVersion) {
    Optional<String> noToolchain = Optional.empty();
    MiniatureSources.writePluginDaemon(
        source("plugin-daemon"), Generation.PKG_MANIFEST, goVersion, noToolchain, goVersion);
    MiniatureSources.writeSandbox(source("sandbox"), goVersion, noToolchain, goVersion);
  }

  private void fillStore(GoCommand go, String region) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("instgo-stand-in"));
    String platform = InstgoStandIn.hostPlatform();
    Path program = folder.resolve("instgo-" + platform);
    InstgoStandIn.compile(go, sources, program, platform, Map.of("base", base()));
    oss.put("/" + region + "/instgo/instgo-" + platform, Files.readAllBytes(program));
    oss.put("/" + region + "/instgo-agent/agent.tar.gz", InstgoStandIn.agentArchive());
  }

  private String base() {
    return oss.address() + "/{region}";
  }

  /** Returns the stand-in's address, with the placeholders region, os and arch in braces. */
  public String instgoUrl() {
    return base() + "/instgo/instgo-{os}-{arch}";
  }

  /** Returns a component's sources: {@code plugin-daemon}, {@code sandbox}. */
  public Path source(String component) {
    return folder.resolve("sources").resolve(component);
  }

  /** Returns the store. */
  public EmbeddedOss oss() {
    return oss;
  }

  /** Stops the store; the files stay. */
  @Override
  public void close() {
    oss.close();
  }
}
