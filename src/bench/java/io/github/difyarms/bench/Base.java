package io.github.difyarms.bench;

import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Platform;
import io.github.difyarms.testing.HttpSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The images to start from: a dify-plugin-daemon in the shape of upstream's, with as many bytes as
 * it has, and a dify-api.
 */
final class Base {
  static final List<String> ARCHITECTURES = List.of("amd64", "arm64");
  static final String DAEMON = "langgenius/dify-plugin-daemon";
  static final String API = "langgenius/dify-api";
  static final String TAG = "bench-local";
  static final String SMALL_TAG = "bench-small-local";
  static final String API_TAG = "1.16.1";

  /** Megabytes that a program in the base comes to, compressed; the rest is filled up. */
  private static final double COMPRESSED = 0.55;

  private Base() {}

  /** Returns a registry's storage that has them. */
  static Path storage(Path kept, Sizes sizes, Sources sources) throws IOException {
    Path storage = kept.resolve("storage");
    if (Files.isDirectory(storage)) {
      return storage;
    }
    Path partial = kept.resolve("storage.partial");
    Shell.run(kept, "rm -rf storage.partial").orFail("making room");
    try (StoredRegistry registry = StoredRegistry.over(partial)) {
      push(registry, sources, sizes.base(), TAG);
      push(registry, sources, sizes.smallBase(), SMALL_TAG);
      MiniatureImages.builder().build().pushTo(new HttpSink(registry.address()), API, API_TAG);
    }
    Files.move(partial, storage);
    return storage;
  }

  private static void push(StoredRegistry registry, Sources sources, long bytes, String tag)
      throws IOException {
    MiniatureImages.Builder image = MiniatureImages.pluginDaemonLocal();
    long programs = 0;
    for (String architecture : ARCHITECTURES) {
      Path program = sources.programs().resolve("linux-" + architecture);
      image.program(Platform.parse("linux/" + architecture), Files.readAllBytes(program));
      programs = Files.size(program);
    }
    long filling = Math.max(0, bytes - (long) (programs * COMPRESSED));
    image
        .build()
        .pushTo(new FilledImages(registry.address(), filling, sources.programs()), DAEMON, tag);
  }
}
