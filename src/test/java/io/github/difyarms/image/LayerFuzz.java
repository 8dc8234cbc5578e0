package io.github.difyarms.image;

import static io.github.difyarms.fuzzing.Reading.require;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.airlift.compress.zstd.ZstdOutputStream;
import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The bytes of one layer. The first byte chooses: they are made up as they are stored, or they are
 * a tar that is compressed here, so that the fuzzer need not invent a checksum.
 */
public final class LayerFuzz implements FuzzTarget {
  private static final AbsoluteUnixPath FILE = AbsoluteUnixPath.get("/app/run.sh");
  private static final SearchLimits LIMITS = new SearchLimits(2000, 8 << 20, 1100, 1 << 20);
  private static final TreeQuery QUERY =
      new TreeQuery(AbsoluteUnixPath.get("/app"), ".*", List.of(new TreeQuery.Kept(".*", 1 << 16)));

  @Override
  public void accept(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    byte[] tar = Arrays.copyOfRange(input, 1, input.length);
    int way = (input[0] & 0xff) % 5;
    byte[] stored = stored(way, tar);
    MemoryBlobs blobs = new MemoryBlobs();
    List<Descriptor> layers = List.of(blobs.add(stored));
    Optional<SearchResult> result =
        Reading.of(
            () ->
                FileSearch.search(
                    blobs, layers, List.of(WantedFile.required(FILE, 1 << 16)), LIMITS));
    Optional<Tree> tree = Reading.of(() -> TreeSearch.list(blobs, layers, QUERY, LIMITS));
    require(blobs.leftOpen() == 0, "every layer is closed");
    if (result.isPresent() && way > 0) {
      FoundFile found = result.get().found().values().iterator().next();
      // What the plainest reader finds: the last entry of that name, or what it links to.
      Optional<Digest> plain = Optional.ofNullable(plainly(tar).get(found.path().toString()));
      require(
          plain.isEmpty() || plain.get().equals(found.digest()),
          "the digest of " + found.path() + " is " + plain + ", not " + found.digest());
    }
    if (tree.isPresent()) {
      for (Tree.Entry entry : tree.get().entries().values()) {
        if (entry.content().isPresent()) {
          try (InputStream in = entry.content().get().open()) {
            require(in.readAllBytes().length <= entry.size(), "no more bytes than the file has");
          }
        }
      }
    }
  }

  private static byte[] stored(int way, byte[] tar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int middle = tar.length / 2;
    switch (way) {
      case 1 -> bytes.write(tar);
      case 2 -> write(new ZstdOutputStream(bytes), tar, 0, tar.length);
      case 3 -> {
        write(new GZIPOutputStream(bytes), tar, 0, middle);
        write(new GZIPOutputStream(bytes), tar, middle, tar.length);
      }
      case 4 -> write(new GZIPOutputStream(bytes), tar, 0, tar.length);
      default -> bytes.write(tar); // as it comes: a fuzzer may know zstd by its magic
    }
    return bytes.toByteArray();
  }

  private static void write(OutputStream out, byte[] bytes, int from, int to) throws IOException {
    try (out) {
      out.write(bytes, from, to - from);
    }
  }

  private static Map<String, Digest> plainly(byte[] tar) throws IOException {
    Map<String, Digest> files = new HashMap<>();
    try (TarArchiveInputStream in =
        new TarArchiveInputStream(new ByteArrayInputStream(tar), "UTF-8")) {
      for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        String name = "/" + LayerContent.normalise(entry.getName());
        if (entry.isFile() && !entry.isSparse() && entry.getLinkName().isEmpty()) {
          files.put(name, Digest.of(in.readAllBytes()));
        } else {
          files.remove(name);
        }
      }
    }
    return files;
  }

  @Override
  public List<byte[]> seeds() throws Exception {
    byte[] plain =
        new Tar()
            .directory("app/", 0755)
            .file("app/run.sh", "#!/bin/bash\n")
            .symlink("app/link", "run.sh")
            .hardLink("app/hard", "app/run.sh")
            .plain();
    byte[] links = new Tar().symlink("app", "opt").file("./opt/run.sh", "x").plain();
    byte[] odd =
        new Tar()
            .whiteout("app/api")
            .opaque("app/")
            .device("app/null")
            .file("app/" + "x".repeat(120), "", e -> e.addPaxHeader("SCHILY.xattr.user.a", "b"))
            .file("/app/run.sh", "y".repeat(700), e -> e.setModTime(-1))
            .plain();
    List<byte[]> seeds = new ArrayList<>();
    for (int way = 1; way < 5; way++) {
      seeds.add(seed(way, shortened(plain)));
      seeds.add(seed(way, shortened(links)));
    }
    seeds.add(seed(1, shortened(odd)));
    seeds.add(seed(0, new Tar().file("app/run.sh", "z").zstd()));
    seeds.add(seed(0, new Tar().file("app/run.sh", "z").gzipMembers(100)));
    return seeds;
  }

  /** Without the zeros that fill the last record. */
  private static byte[] shortened(byte[] tar) {
    int end = tar.length;
    while (end > 1024 && tar[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(tar, Math.min(tar.length, (end + 511) / 512 * 512 + 1024));
  }

  private static byte[] seed(int way, byte[] bytes) {
    byte[] seed = new byte[bytes.length + 1];
    seed[0] = (byte) way;
    System.arraycopy(bytes, 0, seed, 1, bytes.length);
    return seed;
  }

  @Override
  public List<String> words() {
    return List.of(
        "ustar\u000000",
        "ustar  \0",
        "app/run.sh",
        "app/",
        ".wh.",
        ".wh..wh..opq",
        "./",
        "../",
        "path=",
        "linkpath=",
        "size=",
        "mtime=",
        "SCHILY.xattr.",
        "GNU.sparse.major=1\n",
        "GNU.sparse.minor=0\n",
        "GNU.sparse.realsize=",
        "GNU.sparse.map=",
        "././@LongLink",
        "\0\0\0\0",
        "77777777777",
        "20 path=app/run.sh\n");
  }

  @Override
  public int longest() {
    return 8192;
  }

  @Override
  public long mostAllocated() {
    return 256L << 20;
  }
}
