package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.InstgoStandIn;
import io.github.difyarms.demo.MiniatureElf;
import io.github.difyarms.demo.MiniatureElf.Machine;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.OssFault;
import io.github.difyarms.demo.SandboxProgram;
import io.github.difyarms.demo.SandboxProgram.Library;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Platform;
import io.github.difyarms.testing.GoBench;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.Workshop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops a build of a Go component: each before anything is pushed. */
class GoStopsTest {
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final GoImages IMAGES = new GoImages();
  private static final Platform AMD64 = Platform.parse("linux/amd64");

  @TempDir Path directory;
  private GoBench bench;
  private Workshop workshop;

  @BeforeEach
  void prepare() {
    IMAGES.registry().reset();
    bench = new GoBench(directory, OSS);
    workshop = new Workshop(directory).platforms("linux/amd64");
  }

  @AfterEach
  void nothingWasPushed() {
    bench.close();
    assertThat(IMAGES.pushes()).isZero();
    assertThat(directory.resolve("cache/scratch"))
        .satisfiesAnyOf(
            scratch -> assertThat(scratch).doesNotExist(),
            scratch -> assertThat(scratch).isEmptyDirectory());
  }

  @AfterAll
  static void stop() {
    IMAGES.close();
    OSS.close();
  }

  private DifyArmsException stopped(String component, String tag) {
    return catchThrowableOfType(
        DifyArmsException.class, () -> IMAGES.build(bench, workshop, component, tag));
  }

  private DifyArmsException stoppedDaemon() {
    return stopped(PluginDaemon.ID, GoImages.RELEASE + "-local");
  }

  private DifyArmsException stoppedSandbox(byte[] program) {
    IMAGES.push(MiniatureImages.sandbox().program(AMD64, program), Sandbox.ID, "8.8.8");
    return stopped(Sandbox.ID, "8.8.8");
  }

  @Test
  void aCompileThatFailsIsQuotedToItsLastLineWithoutTheKey() {
    bench.standIn("failBuild", "3").standIn("echoKey", "true");

    DifyArmsException stop = stoppedDaemon();

    assertThat(stop.code()).isEqualTo(ErrorCode.COMPILE_FAILED);
    assertThat(stop)
        .hasMessageContaining("internal error: rule 17 does not match")
        .hasMessageContaining("(exit code 3)")
        .hasMessageContaining("plugin-daemon for linux/amd64");
    assertThat(bench.told()).contains("rewriting 3 packages", "key ***", "key url ***");
    for (String form : List.of("secret/key+1", "secret%2Fkey%2B1", "c2VjcmV0L2tleSsx")) {
      assertThat(bench.told() + stop + workshop.told()).doesNotContainIgnoringCase(form);
    }
  }

  @Test
  void theCommandIsShownWithoutTheScratchFolderAndAsAShellWouldTakeIt() {
    bench.standIn("failBuild", "3");

    assertThat(stoppedDaemon())
        .hasMessageContaining("-ldflags '-X github.com/langgenius/dify-plugin-daemon/pkg/manifest.")
        .hasMessageContaining(" -o main ./cmd/server")
        .extracting(Throwable::getMessage)
        .matches(text -> !text.contains(bench.scratch().toString()));
  }

  @Test
  void anUnknownArgumentOfSetIsInstgosToRefuse() {
    bench.setArgs("--devv=false");

    assertThat(stoppedDaemon())
        .matches(stop -> stop.code() == ErrorCode.INSTGO_FAILED)
        .hasMessageContaining("unknown flag: --devv")
        .hasMessageContaining("instgo.setArgs");
  }

  @Test
  void anAgentThatCannotBeDownloadedFailsTheCompile() {
    OSS.fail("/cn-hangzhou/instgo-agent/agent.tar.gz", new OssFault.Status(403, false));
    try {
      assertThat(stoppedDaemon())
          .matches(stop -> stop.code() == ErrorCode.COMPILE_FAILED)
          .hasMessageContaining("cannot download the agent")
          .hasMessageContaining("status 403");
    } finally {
      OSS.heal("/cn-hangzhou/instgo-agent/agent.tar.gz");
    }
  }

  @Test
  void aToolThatIsNotThereStopsBeforeMoreIsReadThanWhatTheTagNames() {
    String path = "/cn-hangzhou/instgo/instgo-" + InstgoStandIn.hostPlatform();
    OSS.remove(path);

    assertThat(stoppedDaemon().code()).isEqualTo(ErrorCode.TOOL_NOT_FOUND);
    assertThat(IMAGES.registry().requests()).isLessThanOrEqualTo(1);
  }

  @Test
  void withoutAKeyPeopleAreWarned() {
    bench.licenseKey(Optional.empty());
    workshop.failOnWarning();

    assertThat(stoppedDaemon())
        .matches(stop -> stop.code() == ErrorCode.WARNINGS)
        .hasMessageContaining("ARMS_LICENSE_KEY");
    assertThat(bench.compiled()).isEmpty();
  }

  @Test
  void aToolThatLeavesNoTraceIsWarnedOfAfterCompilingAndFromTheCache() {
    bench.standIn("leaveNoTrace", "true");
    workshop.failOnWarning();

    for (boolean cached : List.of(false, true)) {
      assertThat(stoppedDaemon())
          .matches(stop -> stop.code() == ErrorCode.WARNINGS)
          .hasMessageContaining("shows no trace of it");
      assertThat(bench.compiled().get(bench.compiled().size() - 1).cached()).isEqualTo(cached);
    }
  }

  @Test
  void aSourceWithoutVersionVariablesIsRefused() throws IOException {
    Path manifest = bench.daemonSource().resolve("pkg/manifest/manifest.go");
    Files.writeString(manifest, "package manifest\n\nvar VersionX, BuildTime = \"\", \"\"\n");

    assertThat(stoppedDaemon())
        .matches(stop -> stop.code() == ErrorCode.VERSION_VARIABLES_MISSING)
        .hasMessageContaining("pkg/manifest/manifest.go");
  }

  @Test
  void anotherComponentsSourceIsRefused() {
    bench.sources(bench.sandboxSource(), bench.daemonSource());

    // Both have a cmd/server.
    assertThat(stoppedDaemon().code()).isEqualTo(ErrorCode.VERSION_VARIABLES_MISSING);
    assertThat(stopped(Sandbox.ID, GoImages.RELEASE))
        .matches(stop -> stop.code() == ErrorCode.SOURCE_UNREADABLE)
        .hasMessageContaining("cmd/lib/python/main.go");
  }

  @Test
  void aRevisionThatIsNotTheImagesIsRefused() {
    bench.revision("9.9.8");

    assertThat(stoppedDaemon())
        .matches(stop -> stop.code() == ErrorCode.REVISION_MISMATCH)
        .hasMessageContaining("9.9.8")
        .hasMessageContaining("the image is of 9.9.9");
  }

  @Test
  void forceLetsAnotherRevisionPassToTheNextCheck() {
    bench.revision("9.9.8").setArgs("--devv=false");
    workshop.force();

    assertThat(stoppedDaemon().code()).isEqualTo(ErrorCode.INSTGO_FAILED);
  }

  @Test
  void aRevisionThatTheLinkerWouldSplitIsRefused() {
    bench.revision("9.9.8 -X main.x=y");
    workshop.force();

    assertThat(stoppedDaemon().code()).isEqualTo(ErrorCode.PARAMETER_INVALID);
  }

  @Test
  void anImageByDigestAloneNeedsARevision() {
    workshop.with(bench.components()).tags("ours");

    assertThatThrownBy(
            () ->
                workshop.build(
                    PluginDaemon.ID,
                    IMAGES.byDigest(PluginDaemon.ID, GoImages.RELEASE + "-local"),
                    IMAGES.registry().address() + "/acme/dify-plugin-daemon"))
        .hasMessageContaining("DA-612")
        .hasMessageContaining("pluginDaemon.revision");
  }

  @Test
  void aGoOlderThanTheSourceIsRefused() {
    bench.goVersion(Optional.of("1.22.12"));

    assertThat(stoppedDaemon())
        .matches(stop -> stop.code() == ErrorCode.GO_TOO_OLD)
        .hasMessageContaining("asks for 1.23.3");
  }

  @Test
  void aLocalGoHasToBeThere() {
    bench.environment(Map.of("PATH", directory.toString(), "HOME", directory.toString()));

    assertThat(stoppedDaemon().code()).isEqualTo(ErrorCode.GO_UNAVAILABLE);
  }

  @Test
  void aSandboxWithoutTheLibrariesIsRefused() {
    DifyArmsException stop =
        stoppedSandbox(MiniatureElf.program(Machine.AMD64, "nothing".getBytes(US)));

    assertThat(stop.code()).isEqualTo(ErrorCode.LIBRARIES_MISSING);
    assertThat(stop).hasMessageContaining("linux/amd64").hasMessageContaining(":8.8.8");
  }

  private static final java.nio.charset.Charset US = StandardCharsets.US_ASCII;

  @Test
  void aSandboxWithTwoLibrariesOfAKindIsRefused() {
    ByteArrayOutputStream program = new ByteArrayOutputStream();
    program.writeBytes(SandboxProgram.of("amd64"));
    byte[] twin = Library.PYTHON.bytes(Machine.AMD64);
    String text = new String(twin, StandardCharsets.ISO_8859_1).replace("go\0github", "gX\0github");
    program.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));

    DifyArmsException stop = stoppedSandbox(program.toByteArray());

    assertThat(stop.code()).isEqualTo(ErrorCode.LIBRARIES_AMBIGUOUS);
    assertThat(stop).hasMessageContaining("python.so");
  }
}
