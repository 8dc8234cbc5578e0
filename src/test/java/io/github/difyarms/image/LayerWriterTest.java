package io.github.difyarms.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.blob.Blob;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.testing.CommandLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerWriterTest {
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Path script = Path.of("");

  @BeforeEach
  void writeScript() throws IOException {
    script = Files.writeString(folder.resolve("script"), "echo hello\n");
  }

  private static EntryAttributes attributes(int mode, long owner, Instant time) {
    return new EntryAttributes(mode, owner, owner, time, new TreeMap<>());
  }

  private LayerFiles.Builder add(LayerFiles.Builder layer, String path, EntryAttributes entry) {
    return layer.add(path.endsWith("/") ? folder : script, AbsoluteUnixPath.get(path), entry);
  }

  private LayerFiles.Builder api() {
    LayerFiles.Builder layer = new LayerFiles.Builder("test");
    add(layer, "/app/", attributes(0770, 1001, TIME));
    add(layer, "/app/api/", attributes(0755, 1001, TIME));
    return add(layer, "/app/api/run.sh", attributes(0755, 1001, TIME));
  }

  private LayerBlob write(LayerFiles.Builder layer) throws IOException {
    return LayerWriter.write(layer.build(), Files.createTempFile(folder, "layer", ".tar.gz"));
  }

  private static byte[] stored(LayerBlob blob) throws IOException {
    try (var in = blob.content().open()) {
      return in.readAllBytes();
    }
  }

  private static byte[] tar(LayerBlob blob) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(stored(blob))).readAllBytes();
  }

  private static Map<String, TarArchiveEntry> entries(LayerBlob blob) throws IOException {
    Map<String, TarArchiveEntry> entries = new LinkedHashMap<>();
    try (var tar = new TarArchiveInputStream(new ByteArrayInputStream(tar(blob)), "UTF-8")) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.put(entry.getName(), entry);
      }
    }
    return entries;
  }

  /** By reflection: the compiler warns of annotations that Guava's own build had. */
  private static Blob jibsOwn(FileEntriesLayer layer) throws ReflectiveOperationException {
    Class<?> builder = Class.forName("com.google.cloud.tools.jib.image.ReproducibleLayerBuilder");
    Object entries =
        Class.forName("com.google.common.collect.ImmutableList")
            .getMethod("copyOf", Collection.class)
            .invoke(null, layer.getEntries());
    Object made = builder.getConstructors()[0].newInstance(entries);
    return (Blob) builder.getMethod("build").invoke(made);
  }

  @Test
  void whatJibCanExpressHasTheDiffIdThatJibGivesIt() throws Exception {
    LayerFiles.Builder layer = api();
    add(layer, "/app-sibling", attributes(0644, 0, TIME));
    add(layer, "/app.d/", attributes(0700, 0, Instant.parse("2026-03-04T05:06:07.123456789Z")));
    add(layer, "/app/api/ünïcode", attributes(0600, 4_000_000_000L, Instant.ofEpochSecond(1)));
    String path = "/app/api/";
    for (int i = 0; i < 30; i++) { // each before what is in it, or Jib makes it up
      path += "long/";
      add(layer, path, attributes(0755, 1001, TIME));
    }
    LayerFiles files = layer.build();
    ByteArrayOutputStream jib = new ByteArrayOutputStream();
    jibsOwn(files.entries()).writeTo(jib);

    LayerBlob ours = LayerWriter.write(files, folder.resolve("layer.tar.gz"));
    assertThat(ours.diffId()).isEqualTo(Digest.of(jib.toByteArray()));
    assertThat(ours.uncompressedSize()).isEqualTo(jib.size());
  }

  @Test
  void digestsAndSizesAreThoseOfTheBytes() throws IOException {
    LayerBlob blob = write(api());

    assertThat(blob.digest()).isEqualTo(Digest.of(stored(blob)));
    assertThat(blob.size()).isEqualTo(stored(blob).length);
    assertThat(blob.diffId()).isEqualTo(Digest.of(tar(blob)));
    assertThat(blob.uncompressedSize()).isEqualTo(tar(blob).length);
  }

  @Test
  void whatJibCannotExpressSurvives() throws IOException {
    Instant time = Instant.parse("2026-03-04T05:06:07.0000089Z");
    TreeMap<String, String> xattrs = new TreeMap<>(Map.of("user.kept", "é = \n1"));
    LayerFiles.Builder layer = new LayerFiles.Builder("test");
    add(layer, "/app/", new EntryAttributes(02775, 3_000_000_000L, 1001, time, xattrs));
    add(layer, "/app/run.sh", attributes(04755, 0, TIME));

    TarArchiveEntry app = Objects.requireNonNull(entries(write(layer)).get("app/"));
    assertThat(LayerEntry.of(app).attributes())
        .isEqualTo(new EntryAttributes(02775, 3_000_000_000L, 1001, time, xattrs));
    TarArchiveEntry run = Objects.requireNonNull(entries(write(layer)).get("app/run.sh"));
    assertThat(run.getMode() & 07777).isEqualTo(04755);
  }

  @Test
  void directoriesStandBeforeWhatIsInThem() throws IOException {
    LayerFiles.Builder layer = new LayerFiles.Builder("test");
    add(layer, "/app/api/run.sh", attributes(0755, 0, TIME));
    add(layer, "/app-x", attributes(0755, 0, TIME));
    add(layer, "/app/api/", attributes(0755, 0, TIME));
    add(layer, "/app/", attributes(0755, 0, TIME));

    assertThat(entries(write(layer)).keySet())
        .containsExactly("app-x", "app/", "app/api/", "app/api/run.sh");
  }

  @Test
  void pythonReadsTheLayerAlike() throws IOException {
    Optional<String> python = CommandLine.find("python3", "the layer was not read by tarfile");
    assumeTrue(python.isPresent(), "python3");
    LayerFiles.Builder layer = new LayerFiles.Builder("test");
    EntryAttributes odd =
        new EntryAttributes(
            02775, 3_000_000_000L, 1001, TIME, new TreeMap<>(Map.of("user.kept", "yes")));
    add(add(layer, "/app/", odd), "/app/run.sh", attributes(0755, 1001, TIME));
    Path blob = folder.resolve("layer.tar.gz");
    LayerWriter.write(layer.build(), blob);

    String seen =
        CommandLine.of(
                python.orElseThrow(),
                "-c",
                """
                import sys, tarfile
                for m in tarfile.open(sys.argv[1]):
                    kept = m.pax_headers.get('SCHILY.xattr.user.kept')
                    print(m.name, oct(m.mode & 0o7777), m.uid, m.gid, m.isdir(), int(m.mtime), repr(m.uname), kept)
                """,
                blob.toString())
            .run()
            .orFail();

    assertThat(seen.lines())
        .containsExactly(
            "app 0o2775 3000000000 1001 True 1767225600 '' yes",
            "app/run.sh 0o755 1001 1001 False 1767225600 '' None");
  }

  @Test
  void tarListsTheLayerAlike() throws IOException {
    Optional<String> tar = CommandLine.find("tar", "the layer was not listed by tar");
    assumeTrue(tar.isPresent(), "tar");
    Path blob = folder.resolve("layer.tar.gz");
    LayerWriter.write(api().build(), blob);

    String listed =
        CommandLine.of(tar.orElseThrow(), "-tvzf", blob.toString(), "--numeric-owner")
            .with("LC_ALL", "C")
            .with("TZ", "UTC")
            .run()
            .orFail();

    assertThat(listed)
        .contains("drwxrwx--- 1001/1001", "2026-01-01 00:00 app/api/run.sh")
        .doesNotContainIgnoringCase("warning", "unknown extended header keyword 'SCHILY");
  }

  @Test
  void theBytesAreTheSameWhereverAndByWhomeverTheyAreWritten() throws IOException {
    byte[] here = stored(write(api()));
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    String user = System.getProperty("user.name");
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      System.setProperty("user.name", "somebody");
      script = Files.createDirectories(folder.resolve("elsewhere")).resolve("other");
      Files.writeString(script, "echo hello\n");

      assertThat(stored(write(api()))).isEqualTo(here);
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
      System.setProperty("user.name", user);
    }
  }

  /** What a cache may come to between the plan and the layer; each stops with one code. */
  @ParameterizedTest
  @ValueSource(strings = {"gone", "longer", "shorter", "other", "unreadable"})
  void aContentThatIsNotWhatItWasIsNoLayerThatCannotBeWritten(String how) {
    byte[] was = "program".getBytes(StandardCharsets.UTF_8);
    BlobContent now =
        switch (how) {
          case "longer" -> BlobContent.of("program, and more".getBytes(StandardCharsets.UTF_8));
          case "shorter" -> BlobContent.of("prog".getBytes(StandardCharsets.UTF_8));
          case "other" -> BlobContent.of("Program".getBytes(StandardCharsets.UTF_8));
          case "unreadable" -> () -> Files.newInputStream(folder); // a folder is opened, not read
          default -> () -> Files.newInputStream(folder.resolve("gone"));
        };
    LayerFiles.Builder layer =
        new LayerFiles.Builder("test")
            .add(
                new LayerFiles.Content(now, Digest.of(was), was.length),
                AbsoluteUnixPath.get("/main"),
                attributes(0755, 0, TIME));

    assertThatThrownBy(() -> write(layer))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            stop -> {
              assertThat(stop.code()).isEqualTo(ErrorCode.CACHE_CHANGED);
              assertThat(stop.where()).isEqualTo("/main");
              boolean read = !how.equals("unreadable"); // else nobody need have changed it
              assertThat(stop.why().contains("changed it meanwhile")).isEqualTo(read);
            });
  }

  @Test
  void theGzipHeaderNamesNeitherTimeNorSystem() throws IOException {
    byte[] header = Arrays.copyOf(stored(write(api())), 10);

    assertThat(HexFormat.of().formatHex(header)).isEqualTo("1f8b08000000000000ff");
  }

  @Test
  void theFingerprintOfDeflateIsShortAndStable() {
    assertThat(LayerWriter.deflateFingerprint())
        .isEqualTo(LayerWriter.deflateFingerprint())
        .matches("deflate2-[0-9a-f]{8}");
  }
}
