package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compiling brings to light, and secrets that it must not. */
class GoWarningsTest {
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();

  @TempDir Path directory;
  private GoBench bench;
  private Workshop workshop;

  @BeforeEach
  void prepare() {
    bench = new GoBench(directory, OSS);
    workshop = new Workshop(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  @Test
  void aToolThatReplacesItselfIsNamedByBothHashes() {
    String began = sha256();
    AtomicBoolean once = new AtomicBoolean();
    bench.hearing(
        step -> {
          if (step.equals("waiting") && once.compareAndSet(false, true)) {
            bench.standIn("version", "0.0.3");
          }
        });

    BuildResult result = IMAGES.daemon(bench, workshop);

    String ended = sha256();
    assertThat(ended).isNotEqualTo(began);
    assertThat(result.warnings())
        .anyMatch(text -> text.contains("began as " + began + " and ended as " + ended));
    ProgramBuild.Tool tool = bench.compiled().get(0).instgo();
    assertThat(tool.sha256()).isEqualTo(began);
    assertThat(tool.updatedTo()).contains(ended);
  }

  private String sha256() {
    return io.github.difyarms.image.Digest.of(bench.instgo()).hex();
  }

  @Test
  void aKeyThatIsPrintedIsHiddenAndOneThatIsCompiledInIsWarnedOf() throws IOException {
    bench.standIn("echoKey", "true").instgoQuery("Expires=1&Signature=s3cret");
    Path main = bench.daemonSource().resolve("cmd/server/main.go");
    Files.writeString(
        main,
        Files.readString(main)
            .replace("os.Exit(health())", "fmt.Println(\"secret/key+1\"); os.Exit(health())"));

    BuildResult result = IMAGES.daemon(bench, workshop);

    assertThat(result.warnings()).anyMatch(text -> text.contains("compiled the licence key into"));
    BuildResult fromTheCache =
        workshop.build(
            PluginDaemon.ID,
            IMAGES.base(PluginDaemon.ID, GoImages.RELEASE + "-local"),
            IMAGES.registry().address() + "/acme/from-the-cache");
    assertThat(bench.compiled().get(1).cached()).isTrue();
    assertThat(fromTheCache.warnings())
        .anyMatch(text -> text.contains("compiled the licence key into"));
    assertThat(bench.told()).contains("key ***").contains("key base64 ***");
    String all =
        bench.told()
            + workshop.told()
            + Json.writePretty(ResultJson.of(result))
            + IMAGES.run(result.components().get(0), result.components().get(0).platforms().get(0));
    for (String form : List.of("secret/key+1", "secret%2Fkey%2B1", "c2VjcmV0L2tleSsx")) {
      assertThat(all).doesNotContainIgnoringCase(form);
    }
    assertThat(all).contains("Signature=").doesNotContain("s3cret");
    assertThat(textFiles())
        .noneMatch(text -> text.contains("secret/key+1") || text.contains("s3cret"));
  }

  /** What stays in the cache and the output beside programs and layers. */
  private List<String> textFiles() throws IOException {
    try (var all = Files.walk(directory)) {
      List<String> texts = new java.util.ArrayList<>();
      for (Path path : all.filter(p -> p.toString().endsWith(".json")).toList()) {
        texts.add(Files.readString(path));
      }
      assertThat(texts).isNotEmpty();
      return texts;
    }
  }

  @Test
  void warningsOfCompilingAreRepeatedWhenNothingHasChanged() {
    bench.standIn("leaveNoTrace", "true");
    IMAGES.daemon(bench, workshop);

    BuildResult again = IMAGES.daemon(bench, new Workshop(directory));

    assertThat(again.components().get(0).upToDate()).isTrue();
    assertThat(again.warnings()).anyMatch(text -> text.contains("shows no trace of it"));
  }

  @Test
  void anImageByDigestIsServerlessWhenItsEnvironmentSaysSo() {
    bench.revision("9.9.9");
    workshop.with(bench.components()).platforms("linux/amd64").tags("ours");

    BuildResult result =
        workshop.build(
            PluginDaemon.ID,
            IMAGES.byDigest(PluginDaemon.ID, GoImages.RELEASE + "-serverless"),
            IMAGES.registry().address() + "/acme/dify-plugin-daemon");

    var component = result.components().get(0);
    Path program =
        IMAGES.program(component, component.platforms().get(0), directory.resolve("program"));
    String bytes = new String(read(program), java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(bytes.contains(".shstrtab")).isTrue();
    assertThat(bytes.contains(".symtab")).isFalse();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
