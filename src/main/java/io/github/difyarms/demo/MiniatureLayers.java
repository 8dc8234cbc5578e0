package io.github.difyarms.demo;

import io.github.difyarms.demo.MiniatureLayer.Compression;
import io.github.difyarms.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The layers of one platform, lowest first: base, directories, the middle, sources with the second
 * copy of the script, {@code /entrypoint.sh}, and a last one as upstream's Dockerfile has it.
 */
final class MiniatureLayers {
  /** Layers that are always there. */
  static final int FIXED = 5;

  private static final int DIFY = 1001;
  private static final int MEGABYTE = 1024 * 1024;
  private static final String SCRIPT = "entrypoint.sh";
  private static final String SOURCES = "app/api/docker/";

  private final MiniatureShape shape;
  private final Platform platform;

  MiniatureLayers(MiniatureShape shape, Platform platform) {
    this.shape = shape;
    this.platform = platform;
  }

  List<MiniatureLayer> all() {
    List<MiniatureLayer> layers = new ArrayList<>();
    layers.add(gzip("base system", base()));
    layers.add(gzip("WORKDIR /app/api", directories()));
    for (int i = 0; i < shape.layers() - FIXED; i++) {
      layers.add(middle(i));
    }
    layers.add(scriptLayer("COPY . /app/api/", sources()));
    layers.add(scriptLayer("COPY docker/entrypoint.sh /entrypoint.sh", entrypoint()));
    layers.add(gzip("RUN echo commit", last()));
    return layers;
  }

  private static MiniatureLayer gzip(String createdBy, List<TarItem> items) {
    return new MiniatureLayer(createdBy, Compression.GZIP, List.copyOf(items));
  }

  private MiniatureLayer scriptLayer(String createdBy, List<TarItem> items) {
    MiniatureLayer layer = gzip(createdBy, items);
    return shape.has(Oddity.GZIP_MEMBERS) ? layer.compressed(Compression.GZIP_MEMBERS) : layer;
  }

  private List<TarItem> base() {
    // By path: podman refuses a layer that lists a path twice.
    Map<String, TarItem> items = new TreeMap<>();
    items.put("etc/", TarItem.directory("etc/", 0755, 0));
    items.put("tmp/", TarItem.directory("tmp/", 01777, 0));
    shape
        .rootfs()
        .ifPresent(root -> RootfsItems.of(root).forEach(item -> items.put(item.path(), item)));
    items.put("etc/miniature-base", mark("etc/miniature-base"));
    return List.copyOf(items.values());
  }

  /** Layers of different platforms differ, as upstream's do. */
  private TarItem mark(String path) {
    return TarItem.file(path, 0644, 0, path + " for " + platform + "\n");
  }

  private List<TarItem> directories() {
    List<TarItem> items = new ArrayList<>(parents());
    items.add(mark("app/api/.platform"));
    items.add(TarItem.directory("app/api/.venv/", 0755, DIFY));
    items.add(TarItem.directory("app/api/.venv/bin/", 0755, DIFY));
    for (String command : List.of("gunicorn", "celery", "flask", "python")) {
      items.add(TarItem.file("app/api/.venv/bin/" + command, 0755, DIFY, stub(command)));
    }
    return items;
  }

  /** The directories above, as upstream has them: group-readable, and set-group-id below. */
  private List<TarItem> parents() {
    TarItem api = TarItem.directory("app/api/", 02775, DIFY);
    return List.of(
        TarItem.directory("app/", 0770, DIFY),
        shape.rich() ? api.withXattr("user.miniature", "kept") : api);
  }

  private static String stub(String command) {
    return "#!/bin/bash\nprintf '" + command + "'\nprintf ' [%s]' \"$@\"\necho\n";
  }

  private MiniatureLayer middle(int number) {
    List<TarItem> items = new ArrayList<>();
    items.add(TarItem.directory("usr/", 0755, 0));
    items.add(TarItem.directory("usr/share/", 0755, 0));
    items.add(mark("usr/share/middle-" + number));
    int megabytes = fillerOf(number);
    if (megabytes > 0) {
      items.add(TarItem.file("usr/share/filler-" + number, 0644, 0, noise(number, megabytes)));
    }
    MiniatureLayer layer = gzip("middle " + number, items);
    if (!shape.rich() || !shape.oci() || number > 1) {
      return layer;
    }
    return layer.compressed(number == 0 ? Compression.ZSTD : Compression.NONE);
  }

  private int fillerOf(int number) {
    int middle = shape.layers() - FIXED;
    return shape.fillerMegabytes() / middle + (number < shape.fillerMegabytes() % middle ? 1 : 0);
  }

  private byte[] noise(int number, int megabytes) {
    byte[] bytes = new byte[megabytes * MEGABYTE];
    new Random(platform.toString().hashCode() * 31L + number).nextBytes(bytes);
    return bytes;
  }

  private List<TarItem> sources() {
    List<TarItem> items = new ArrayList<>();
    boolean linked = shape.has(Oddity.SYMLINKED_PARENT);
    String directory = linked ? "app/api/docker.d/" : SOURCES;
    if (!shape.has(Oddity.PARENTS_UNLISTED)) {
      items.addAll(parents());
      items.add(TarItem.directory(directory, 0755, DIFY));
    }
    items.add(TarItem.file("app/api/app.py", 0644, DIFY, "print('" + platform + "')\n"));
    if (linked) {
      items.add(TarItem.symbolicLink("app/api/docker", "docker.d"));
    }
    if (!shape.has(Oddity.NO_SCRIPT)) {
      items.add(TarItem.file(directory + SCRIPT, 0755, DIFY, shape.script()));
      if (shape.has(Oddity.SCRIPT_IS_HARD_LINK)) {
        items.add(TarItem.hardLink(SCRIPT, directory + SCRIPT, 0755, DIFY));
      }
    }
    return items;
  }

  private List<TarItem> entrypoint() {
    List<TarItem> items = new ArrayList<>();
    items.add(mark("etc/miniature-entrypoint"));
    if (shape.has(Oddity.SCRIPT_IS_SYMLINK)) {
      items.add(TarItem.symbolicLink(SCRIPT, SOURCES + SCRIPT));
    } else if (!shape.has(Oddity.NO_SCRIPT) && !shape.has(Oddity.SCRIPT_IS_HARD_LINK)) {
      items.add(TarItem.file(SCRIPT, 0755, DIFY, shape.script()));
    }
    return items;
  }

  private List<TarItem> last() {
    List<TarItem> items = new ArrayList<>();
    items.add(mark("etc/miniature-commit"));
    if (shape.has(Oddity.SCRIPT_WHITED_OUT)) {
      items.add(whiteout(".wh." + SCRIPT));
    }
    if (shape.has(Oddity.SECOND_COPY_WHITED_OUT)) {
      items.add(whiteout(SOURCES + ".wh." + SCRIPT));
    }
    if (shape.has(Oddity.OPAQUE_DIRECTORY)) {
      items.add(TarItem.directory(SOURCES, 0755, DIFY));
      items.add(whiteout(SOURCES + ".wh..wh..opq"));
    }
    return items;
  }

  private static TarItem whiteout(String path) {
    return TarItem.file(path, 0, 0, "");
  }
}
