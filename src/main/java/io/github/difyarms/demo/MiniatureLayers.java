package io.github.difyarms.demo;

import io.github.difyarms.demo.MiniatureLayer.Compression;
import io.github.difyarms.image.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The layers of one platform, lowest first: base, directories, the middle, and the three at the top
 * that have what the image is for.
 */
final class MiniatureLayers {
  /** Layers that are always there. */
  static final int FIXED = 5;

  private static final int MEGABYTE = 1024 * 1024;

  private final MiniatureShape shape;
  private final Platform platform;

  MiniatureLayers(MiniatureShape shape, Platform platform) {
    this.shape = shape;
    this.platform = platform;
  }

  List<MiniatureLayer> all() {
    List<MiniatureLayer> layers = new ArrayList<>();
    layers.add(MiniatureLayer.gzip("base system", base()));
    layers.add(shape.part().directories(shape, platform));
    List<MiniatureLayer> upper = shape.part().upper(shape, platform);
    int above = shape.has(Oddity.NOTHING_ABOVE) ? 1 : 0;
    for (int i = 0; i < shape.layers() - FIXED + above; i++) {
      layers.add(middle(i));
    }
    layers.addAll(upper.subList(0, upper.size() - above));
    return layers;
  }

  private List<TarItem> base() {
    // By path: podman refuses a layer that lists a path twice.
    Map<String, TarItem> items = new TreeMap<>();
    items.put("etc/", TarItem.directory("etc/", 0755, 0));
    items.put("tmp/", TarItem.directory("tmp/", 01777, 0));
    shape
        .rootfs()
        .ifPresent(root -> RootfsItems.of(root).forEach(item -> items.put(item.path(), item)));
    items.put("etc/miniature-base", TarItem.mark("etc/miniature-base", platform));
    return List.copyOf(items.values());
  }

  private MiniatureLayer middle(int number) {
    List<TarItem> items = new ArrayList<>();
    items.add(TarItem.directory("usr/", 0755, 0));
    items.add(TarItem.directory("usr/share/", 0755, 0));
    items.add(TarItem.mark("usr/share/middle-" + number, platform));
    int megabytes = fillerOf(number);
    if (megabytes > 0) {
      items.add(TarItem.file("usr/share/filler-" + number, 0644, 0, noise(number, megabytes)));
    }
    MiniatureLayer layer = MiniatureLayer.gzip("middle " + number, items);
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
}
