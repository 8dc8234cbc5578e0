package io.github.difyarms.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A cache folder with entries of known size and age. */
record Store(Path folder) {
  Path file(String name, int bytes, int daysOld) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[bytes]);
    return old(file, daysOld);
  }

  Path folder(String name, int bytes, int daysOld) throws IOException {
    file(name + "/deep/inside", bytes, 0);
    return old(folder.resolve(name), daysOld);
  }

  private static Path old(Path path, int days) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(days))));
    return path;
  }

  /** Returns a folder that says that it is the cache. */
  static Store marked(Path folder) throws IOException {
    if (CacheFolder.claim(folder).isPresent()) {
      throw new IOException("not empty: " + folder);
    }
    return new Store(folder);
  }

  /** A build that puts something in, alone or beside others. */
  List<Evicted> build(String limit) {
    List<Evicted> told = new ArrayList<>();
    begin(limit, told).end();
    return told;
  }

  CacheRun begin(String limit, List<Evicted> told) {
    return CacheRun.begin(folder, CacheLimit.parse(limit).orElseThrow(), () -> true, told::add);
  }

  CacheRun beginIdle() {
    return CacheRun.begin(folder, CacheLimit.parse("1k").orElseThrow(), () -> false, evicted -> {});
  }

  /** Returns all files below, by their names. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(path -> folder.relativize(path).toString())
          .filter(name -> !name.equals("evict.lock"))
          .filter(name -> !name.equals(CacheFolder.TAG) && !name.equals("sizes.properties"))
          .sorted()
          .toList();
    }
  }
}
