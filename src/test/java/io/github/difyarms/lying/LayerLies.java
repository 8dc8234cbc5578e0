package io.github.difyarms.lying;

import static io.github.difyarms.error.ErrorCode.BASE_INCONSISTENT;
import static io.github.difyarms.error.ErrorCode.FILE_MISSING;
import static io.github.difyarms.error.ErrorCode.FILE_NOT_REGULAR;
import static io.github.difyarms.error.ErrorCode.LAUNCH_MISSING;
import static io.github.difyarms.error.ErrorCode.LIMIT_EXCEEDED;

import io.github.difyarms.demo.StartScript;
import io.github.difyarms.testing.Tar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Layers whose digests are right and whose entries are made to harm. */
final class LayerLies {
  private static final String SCRIPT = "entrypoint.sh";
  private static final String GOOD = StartScript.SOCKETIO.text();
  private static final String OTHER = "#!/bin/bash\necho hello\n";

  static final List<Lie> ALL = new ArrayList<>();

  /** What takes seconds, and is about memory alone. */
  static final List<Lie> LARGE = new ArrayList<>();

  static {
    links();
    names();
    headers();
    bombs();
    large();
  }

  private LayerLies() {}

  private static Lie.Told layer(String name, byte[] bytes) {
    return Lie.of(name, stage -> stage.base(ForgedBase.api().layer(bytes)));
  }

  private static Lie.Told tar(String name, UnaryOperator<Tar> entries) {
    return Lie.of(
        name, stage -> stage.base(ForgedBase.api().layer(entries.apply(new Tar()).gzip())));
  }

  private static void links() {
    for (String target :
        List.of("/etc/shadow", "../../../../../../etc/shadow", "/proc/self/environ", "/dev/zero")) {
      ALL.add(
          tar("a script that is a link to " + target, tar -> tar.symlink(SCRIPT, target))
              .stops(FILE_MISSING));
    }
    ALL.add(
        tar("a script that is a link to the root", tar -> tar.symlink(SCRIPT, "/"))
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a script that is a link to nothing", tar -> tar.symlink(SCRIPT, ""))
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a script that is a link to itself", tar -> tar.symlink(SCRIPT, SCRIPT))
            .stops(FILE_NOT_REGULAR, "symbolic links"));
    ALL.add(
        tar(
                "links that lead to each other",
                tar -> tar.symlink(SCRIPT, "a").symlink("a", "b").symlink("b", "a"))
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar(
                "a chain of 50 links",
                tar -> {
                  Tar all = tar.symlink(SCRIPT, "l0");
                  for (int i = 0; i < 50; i++) {
                    all = all.symlink("l" + i, "l" + (i + 1));
                  }
                  return all.file("l50", GOOD);
                })
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a link that goes down and up", tar -> tar.symlink(SCRIPT, "x/../y").file("y", GOOD))
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a link with 20,000 characters", tar -> tar.symlink(SCRIPT, "x/".repeat(10_000)))
            .stops(LIMIT_EXCEEDED, "longer than 4096"));
    ALL.add(
        tar("a hard link with 20,000 characters", t -> t.hardLink(SCRIPT, "x/".repeat(10_000)))
            .stops(LIMIT_EXCEEDED, "longer than 4096"));
    ALL.add(
        tar("a link with 4,000 characters", t -> t.symlink(SCRIPT, "x/".repeat(2_000)))
            .stops(FILE_MISSING));
    ALL.add(
        tar(
                "a link out of the root and in again",
                tar -> tar.symlink(SCRIPT, "../../srv/start").file("srv/start", GOOD))
            .recovers());
    ALL.add(tar("a hard link to nothing", tar -> tar.hardLink(SCRIPT, "")).stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a hard link to itself", tar -> tar.hardLink(SCRIPT, SCRIPT)).stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a hard link out of the image", tar -> tar.hardLink(SCRIPT, "../../etc/shadow"))
            .stops(FILE_NOT_REGULAR));
    ALL.add(tar("a script that is a device", tar -> tar.device(SCRIPT)).stops(FILE_NOT_REGULAR));
    ALL.add(
        tar("a script that is a directory", tar -> tar.directory(SCRIPT + "/", 0755))
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar(
                "the second copy's directory is a link to itself",
                tar -> tar.symlink("app/api/docker", "docker"))
            .stops(FILE_NOT_REGULAR));
    ALL.add(
        tar(
                "the second copy's directory is a link out of the image",
                tar -> tar.symlink("app/api/docker", "../../../../../etc"))
            .recovers());
  }

  private static void names() {
    ALL.add(
        tar(
                "two scripts, the last of which is good",
                tar -> tar.file(SCRIPT, OTHER).file(SCRIPT, GOOD))
            .recovers());
    ALL.add(
        tar(
                "two scripts, the first of which is good",
                tar -> tar.file(SCRIPT, GOOD).file(SCRIPT, OTHER))
            .stops(LAUNCH_MISSING));
    ALL.add(
        tar(
                "a script and then a link in its place",
                tar -> tar.file(SCRIPT, GOOD).symlink(SCRIPT, "/etc/shadow"))
            .stops(FILE_MISSING));
    ALL.add(
        tar("a script by another spelling", tar -> tar.file("./x/..//" + SCRIPT, OTHER))
            .stops(LAUNCH_MISSING));
    ALL.add(
        tar("a script from the root", tar -> tar.file("//" + SCRIPT, OTHER)).stops(LAUNCH_MISSING));
    ALL.add(
        tar("a script that climbs out of the root", tar -> tar.file("../../" + SCRIPT, OTHER))
            .stops(LAUNCH_MISSING));
    for (String name :
        List.of(
            "Entrypoint.sh",
            "ENTRYPOINT.SH",
            "entrypoint.sh ",
            "entrypoint.sh\u200b",
            "entrypoint\u00ad.sh",
            "\u001b[31mentrypoint.sh",
            ".wh.",
            ".wh..",
            "a\nb",
            "a\\..\\" + SCRIPT)) {
      ALL.add(
          tar(
                  "an entry called \"" + name.strip() + "\"" + name.length(),
                  tar -> tar.file(name, OTHER))
              .recovers());
    }
    ALL.add(
        layer(
                "a name with a NUL",
                Bytes.gzip(
                    Bytes.joined(
                        header("entry\0point.sh", "00000000011", '0', Map.of()), new byte[1536])))
            .recovers());
    ALL.add(
        tar(
                "a script and its whiteout in one layer",
                tar -> tar.whiteout(SCRIPT).file(SCRIPT, GOOD))
            .recovers());
    ALL.add(tar("a whiteout of everything", tar -> tar.opaque("")).stops(FILE_MISSING));
    ALL.add(
        tar("a script of 2 MB", tar -> tar.file(SCRIPT, "#".repeat(2 << 20)))
            .stops(LIMIT_EXCEEDED));
  }

  /** A header of 512 bytes, its checksum right. */
  private static byte[] header(String name, String size, char type, Map<Integer, byte[]> more) {
    byte[] block = new byte[512];
    put(block, 0, name);
    put(block, 100, "0000644\0");
    put(block, 108, "0000000\0");
    put(block, 116, "0000000\0");
    put(block, 124, size);
    put(block, 136, "00000000000\0");
    put(block, 148, "        ");
    block[156] = (byte) type;
    put(block, 257, "ustar\00000");
    more.forEach((at, bytes) -> System.arraycopy(bytes, 0, block, at, bytes.length));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, String.format("%06o\0 ", sum));
    return block;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }

  private static byte[] binary(int first, int last) {
    byte[] size = new byte[12];
    Arrays.fill(size, (byte) (first == 0xff ? 0xff : 0));
    size[0] = (byte) first;
    size[11] = (byte) last;
    return size;
  }

  private static Lie.Told raw(String name, byte[]... blocks) {
    return layer(name, Bytes.gzip(Bytes.joined(Bytes.joined(blocks), new byte[1024])));
  }

  private static void headers() {
    byte[] huge = binary(0x80, 0);
    huge[4] = 0x7f;
    ALL.add(
        raw("an entry of negative size", header(SCRIPT, "", '0', Map.of(124, binary(0xff, 0xfe))))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        raw("an entry of exabytes", header(SCRIPT, "", '0', Map.of(124, huge)))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        raw("an entry with a size that is none", header(SCRIPT, "99zz9", '0', Map.of()))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        raw(
                "an entry of terabytes that nobody wants",
                header("other", "77777777777", '0', Map.of()))
            .stops(BASE_INCONSISTENT));
    for (String pax :
        List.of(
            "25 size=99999999999999999\n",
            "11 size=-1\n",
            "12 size=abc\n",
            "99999999999 a=b\n",
            "-5 a=b\n",
            "x a=b\n",
            "5 =b\n",
            "30 GNU.sparse.realsize=-99999\n",
            "27 SCHILY.xattr.user.a=\0\u00ff\n")) {
      byte[] content = Arrays.copyOf(pax.getBytes(StandardCharsets.ISO_8859_1), 512);
      String size = String.format("%011o", pax.length());
      String shown = pax.replaceAll("\\p{Cntrl}", ".");
      Lie.Told told =
          raw(
              "the attribute " + shown,
              header("pax", size, 'x', Map.of()),
              content,
              header("other", "00000000000", '0', Map.of()));
      ALL.add(pax.equals("5 =b\n") ? told.recovers() : told.stops(BASE_INCONSISTENT));
    }
    ALL.add(
        raw(
                "an old sparse entry",
                header(
                    SCRIPT,
                    "00000000000",
                    'S',
                    Map.of(386, Bytes.of("00000000000"), 483, Bytes.of("77777777777"))))
            .stops(FILE_NOT_REGULAR));
    ALL.add(deep(1_000_000).stops(LIMIT_EXCEEDED, "longer than 4096"));
    ALL.add(layer("bytes that are no layer", noise(3_000)).stops(BASE_INCONSISTENT));
    ALL.add(layer("an empty layer", new byte[0]).recovers());
    ALL.add(
        layer(
                "a layer that ends inside its gzip",
                Arrays.copyOf(new Tar().file("a", GOOD).gzip(), 100))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        layer(
                "a layer that ends inside its tar",
                Bytes.gzip(Arrays.copyOf(new Tar().file("a", GOOD).plain(), 700)))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        layer(
                "zstd that is none",
                Bytes.joined(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}, noise(500)))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        layer(
                "zstd that wants a window of terabytes",
                Bytes.joined(
                    new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0x00, (byte) 0xff},
                    new byte[500]))
            .stops(BASE_INCONSISTENT));
    ALL.add(
        layer(
                "zstd that says it holds exabytes",
                Bytes.joined(
                    new byte[] {
                      0x28,
                      (byte) 0xb5,
                      0x2f,
                      (byte) 0xfd,
                      (byte) 0xe0,
                      -1,
                      -1,
                      -1,
                      -1,
                      -1,
                      -1,
                      -1,
                      0x7f
                    },
                    new byte[500]))
            .stops(BASE_INCONSISTENT));
  }

  /** The writer of the tests takes the square of its length for such a name. */
  private static Lie.Told deep(int directories) {
    byte[] name = Bytes.of("x/".repeat(directories) + "y");
    return raw(
        "a name of a million directories",
        header("l", String.format("%011o", name.length), 'L', Map.of()),
        Arrays.copyOf(name, (name.length + 511) / 512 * 512),
        header("cut", "00000000000", '0', Map.of()));
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static void bombs() {
    ALL.add(
        Lie.of("a zstd bomb", stage -> stage.base(ForgedBase.api().layer(zstd(zeros()))))
            .stops(LIMIT_EXCEEDED, "times its size"));
    ALL.add(longHeader("a long name of 16 MB", 'L'));
    ALL.add(longHeader("attributes of 16 MB", 'x'));
  }

  private static void large() {
    LARGE.add(
        Lie.of(
                "a layer of more than 2 million entries",
                stage -> stage.base(ForgedBase.api().layer(entries(2_000_001))))
            .stops(LIMIT_EXCEEDED, "more than 2000000 entries"));
    LARGE.add(
        Lie.of("a gzip bomb", stage -> stage.base(ForgedBase.api().layer(bomb()))).recovers());
    LARGE.add(
        Lie.of(
                "a gzip whose name has no end",
                stage ->
                    stage.base(
                        ForgedBase.api()
                            .layer(
                                Bytes.joined(
                                    new byte[] {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 3},
                                    "x".repeat(20 << 20).getBytes(StandardCharsets.US_ASCII)))))
            .stops(BASE_INCONSISTENT, "hold nothing"));
  }

  /** Empty files with names of their own. */
  private static byte[] entries(int count) {
    byte[] block = header("00000000", "00000000000", '0', Map.of());
    int sum = 0; // of all but the digits of the name
    for (int i = 0; i < block.length; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
    }
    sum -= 8 * '0';
    java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
    try (var out = new Quick(packed)) {
      for (int i = 0; i < count; i++) {
        int digits = 0;
        for (int at = 7, left = i; at >= 0; at--, left /= 10) {
          block[at] = (byte) ('0' + left % 10);
          digits += block[at];
        }
        for (int at = 153, left = sum + digits; at >= 148; at--, left /= 8) {
          block[at] = (byte) ('0' + left % 8);
        }
        out.write(block);
      }
      out.write(new byte[1024]);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static final class Quick extends java.util.zip.GZIPOutputStream {
    Quick(java.io.OutputStream out) throws java.io.IOException {
      super(out, 1 << 16);
      def.setLevel(java.util.zip.Deflater.BEST_SPEED);
    }
  }

  /** Half a gigabyte of zeros that nobody wants, as small as gzip can make it. */
  private static byte[] bomb() {
    byte[][] members = new byte[34][];
    Arrays.fill(members, Bytes.gzip(new byte[16 << 20]));
    members[0] = Bytes.gzip(header("zeros", String.format("%011o", 512 << 20), '0', Map.of()));
    members[33] = Bytes.gzip(new byte[1024]);
    return Bytes.joined(members);
  }

  private static Lie longHeader(String name, char type) {
    int length = 16 << 20;
    return Lie.of(
            name,
            stage ->
                stage.base(
                    ForgedBase.api()
                        .layer(
                            Bytes.gzip(
                                Bytes.joined(
                                    header("l", String.format("%011o", length), type, Map.of()),
                                    Arrays.copyOf(Bytes.of(length + " a="), length))))))
        .stops(LIMIT_EXCEEDED, "header");
  }

  private static byte[] zeros() {
    int length = 24 << 20;
    return Bytes.joined(
        header("zeros", String.format("%011o", length), '0', Map.of()), new byte[length + 1024]);
  }

  private static byte[] zstd(byte[] bytes) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    try (var frame = new io.airlift.compress.zstd.ZstdOutputStream(out)) {
      frame.write(bytes);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
