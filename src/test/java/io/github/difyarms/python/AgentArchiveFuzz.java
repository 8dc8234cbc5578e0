package io.github.difyarms.python;

import static io.github.difyarms.fuzzing.Reading.require;

import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.testing.Tar;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.io.FileUtils;

/** The agent's tarball; its tar is made up, and compressed here. */
public final class AgentArchiveFuzz implements FuzzTarget {
  private static final AgentArchive.Limits LIMITS = new AgentArchive.Limits(100, 1 << 20);

  private final Path folder;

  /** Makes a folder to unpack into. */
  public AgentArchiveFuzz() throws IOException {
    folder = Files.createTempDirectory("fuzzed");
    folder.toFile().deleteOnExit();
  }

  @Override
  public void accept(byte[] input) throws Exception {
    Path tarball = folder.resolve("agent.tar.gz");
    Path wheels = folder.resolve("wheels");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(input);
    }
    Files.write(tarball, bytes.toByteArray());
    try {
      new AgentArchive(LIMITS).unpack(tarball, wheels);
    } catch (IOException refused) {
      // It says so.
    }
    try (Stream<Path> files = Files.list(wheels)) {
      require(files.allMatch(f -> f.toString().endsWith(".whl")), "only wheels are unpacked");
    }
    try (Stream<Path> files = Files.list(folder)) {
      require(files.count() == 2, "nothing is written elsewhere");
    }
    FileUtils.deleteDirectory(wheels.toFile());
    Files.delete(tarball);
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        new Tar().directory("agent/", 0755).file("agent/a-1-py3-none-any.whl", "x").plain(),
        new Tar().file("./agent/b.whl", "y").symlink("agent/l", "b.whl").plain(),
        new Tar().file("agent/\u00e4" + "x".repeat(120) + ".whl", "z").plain());
  }

  @Override
  public List<String> words() {
    return List.of(
        "ustar\u000000", "ustar  \0", ".whl", "../", "./", "path=", "size=", "GNU.sparse.");
  }

  @Override
  public int longest() {
    return 10240;
  }
}
