package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.testing.LayoutSink;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Podman;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random layers, unpacked by podman into its overlay storage: what it sees is what is listed. */
class TreeUnpackTest {
  private static final int CASES = 200;
  private static final int LAYERS = 4;
  private static final List<String> NAMES = List.of("a", "b", "c");

  @TempDir Path folder;
  private final MemoryBlobs blobs = new MemoryBlobs();
  private final List<Descriptor> layers = new ArrayList<>();

  /** One layer over one directory: a consistent tree of its own, and what it takes away. */
  private static void fill(Tar tar, String root, Random random, int number) {
    SortedMap<String, Boolean> made = new TreeMap<>(); // whether it is a directory
    TreeSet<String> files = new TreeSet<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      StringBuilder path = new StringBuilder(root);
      int depth = 1 + random.nextInt(3);
      boolean usable = true;
      for (int d = 0; d < depth && usable; d++) {
        usable = made.getOrDefault(path.toString(), true);
        path.append('/').append(NAMES.get(random.nextInt(NAMES.size())));
      }
      String name = path.toString();
      if (!usable
          || made.containsKey(name)
          || !made.tailMap(name + "/").headMap(name + "0").isEmpty()) {
        continue;
      }
      switch (random.nextInt(7)) {
        case 0, 1 -> {
          tar.file(name, number + name);
          files.add(name);
          made.put(name, false);
        }
        case 2 -> {
          tar.directory(name + "/", 0755);
          made.put(name, true);
        }
        case 3 -> {
          tar.symlink(name, "nowhere/" + number);
          made.put(name, false);
        }
        case 4 -> {
          if (!files.isEmpty()) {
            tar.hardLink(name, files.first());
            made.put(name, false);
          }
        }
        case 5 -> tar.whiteout(name);
        default -> {
          tar.directory(name + "/", 0755).opaque(name + "/");
          made.put(name, true);
        }
      }
      // Whatever stands above is a directory in this layer from now on.
      for (int end = name.lastIndexOf('/');
          end > root.length();
          end = name.lastIndexOf('/', end - 1)) {
        made.put(name.substring(0, end), true);
      }
      made.putIfAbsent(name, false); // a whiteout: nothing of that name in the same layer
    }
  }

  @Test
  void aListingIsWhatAContainerSees() throws IOException {
    Optional<Podman> podman = Podman.over(folder.resolve("podman"));
    assumeTrue(podman.isPresent());
    Random random = new Random(7);
    LayoutSink layout = new LayoutSink(folder.resolve("layout"));
    ObjectNode config = Json.object().put("os", "linux").put("architecture", "amd64");
    ArrayNode diffIds = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    ObjectNode manifest = Json.object().put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
    ArrayNode descriptors = Json.object().putArray("layers");
    for (int number = 0; number < LAYERS; number++) {
      Tar tar = new Tar();
      for (int i = 0; i < CASES; i++) {
        tar.directory("c" + i + "/", 0755);
        fill(tar, "c" + i, random, number);
      }
      byte[] plain = tar.plain();
      layers.add(blobs.add(plain));
      layout.putBlob("", plain);
      diffIds.add(Digest.of(plain).toString());
      descriptors.add(
          Descriptor.of("application/vnd.oci.image.layer.v1.tar", Digest.of(plain), plain.length)
              .json());
    }
    byte[] configBytes = Json.write(config);
    layout.putBlob("", configBytes);
    manifest.set(
        "config",
        Descriptor.of(MediaTypes.OCI_CONFIG, Digest.of(configBytes), configBytes.length).json());
    manifest.set("layers", descriptors);
    layout.putManifest("", "1", RawManifest.of(MediaTypes.OCI_MANIFEST, Json.write(manifest)));

    try (Podman engine = podman.get()) {
      String id =
          engine
              .command("pull", "-q", "oci:" + folder.resolve("layout") + ":1")
              .run()
              .orFail()
              .strip();
      String mounted = engine.command("image", "mount", id).run().orFail().strip();
      try {
        for (int i = 0; i < CASES; i++) {
          assertThat(listed("/c" + i)).as("c" + i).isEqualTo(seen(Path.of(mounted), "c" + i));
        }
      } finally {
        engine.command("image", "unmount", id).run().orFail();
      }
    }
  }

  private SortedMap<String, String> listed(String root) throws IOException {
    TreeQuery query =
        new TreeQuery(AbsoluteUnixPath.get(root), ".*", List.of(new TreeQuery.Kept(".*", 1 << 10)));
    SortedMap<String, String> lines = new TreeMap<>();
    for (var entry :
        TreeSearch.list(blobs, layers, query, SearchLimits.DEFAULT).entries().entrySet()) {
      Tree.Entry found = entry.getValue();
      String line =
          switch (found.kind()) {
            case FILE -> {
              try (var in = found.content().orElseThrow().open()) {
                yield found.attributes().modeText()
                    + " "
                    + new String(in.readAllBytes(), StandardCharsets.UTF_8);
              }
            }
            case SYMLINK -> "→ " + found.linkTarget().orElseThrow();
            default -> found.kind().name();
          };
      lines.put(entry.getKey(), line);
    }
    return lines;
  }

  private static SortedMap<String, String> seen(Path mounted, String root) throws IOException {
    SortedMap<String, String> lines = new TreeMap<>();
    Files.walkFileTree(
        mounted.resolve(root),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            lines.put("/" + mounted.relativize(path), Tree.Kind.DIRECTORY.name());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            lines.put("/" + mounted.relativize(path), line(path, attributes));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException e) {
            // Overlay names a whiteout of nothing when a directory is read, and has no such file.
            return FileVisitResult.CONTINUE;
          }
        });
    return lines;
  }

  private static String line(Path path, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return "→ " + Files.readSymbolicLink(path);
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
    return String.format("%04o %s", mode, Files.readString(path));
  }
}
