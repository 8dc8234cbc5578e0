package io.github.difyarms.python;

import static io.github.difyarms.fuzzing.Reading.require;

import io.github.difyarms.fuzzing.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wheels: zip, RECORD, metadata and entry points, and every file as it would be installed. */
public final class WheelFuzz implements FuzzTarget {
  private static final WheelLimits LIMITS = new WheelLimits(1000, 4 << 20, 100, 1 << 20, 1 << 20);

  private final Path folder;
  private final Path wheel;

  /** Makes a file to read. */
  public WheelFuzz() throws IOException {
    folder = Files.createTempDirectory("fuzzed");
    folder.toFile().deleteOnExit();
    wheel = folder.resolve("demo-1.0-py3-none-any.whl");
    wheel.toFile().deleteOnExit();
  }

  @Override
  public void accept(byte[] input) throws Exception {
    Files.write(wheel, input);
    try (WheelArchive archive = WheelArchive.open(wheel, LIMITS)) {
      archive.entryPoints();
      for (WheelEntry entry : archive.files()) {
        Path place = folder.resolve("root").resolve(entry.name()).normalize();
        require(place.startsWith(folder.resolve("root")), "a file stays inside: " + entry.name());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        WheelArchive.Copied copied = archive.copy(entry, bytes);
        require(copied.size() == bytes.size(), "as many bytes as are said: " + entry.name());
      }
    }
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    List<byte[]> seeds = new ArrayList<>();
    TestWheel demo =
        TestWheel.of("demo-1.0")
            .file("demo/__init__.py", "x = 1\n")
            .info("entry_points.txt", "[console_scripts]\ndemo = demo:main\n");
    seeds.add(Files.readAllBytes(demo.in(folder)));
    seeds.add(Files.readAllBytes(demo.streamedIn(folder)));
    return seeds;
  }

  @Override
  public List<String> words() {
    return List.of(
        "PK\u0001\u0002",
        "PK\u0003\u0004",
        "PK\u0005\u0006",
        "PK\u0006\u0006",
        "PK\u0006\u0007",
        "PK\u0007\u0008",
        "demo-1.0.dist-info/",
        "RECORD",
        "METADATA",
        "WHEEL",
        "sha256=",
        "sha512=",
        "[console_scripts]\n",
        "demo-1.0.data/",
        "../",
        "Wheel-Version: 1.0\n",
        "Name: demo\n");
  }
}
