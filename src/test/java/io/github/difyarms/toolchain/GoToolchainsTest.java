package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.Notes;
import io.github.difyarms.testing.CommandLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoToolchainsTest {
  private static final Host HOST = new Host("linux", "amd64");

  @TempDir Path folder;
  private final Notes notes = new Notes();
  private final List<String> told = new ArrayList<>();
  private final List<String> warned = new ArrayList<>();
  private final Commands commands = new Commands(Redaction.none());
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), notes, notes);
  private ModuleServer modules;

  @BeforeEach
  void start() throws Exception {
    modules = new ModuleServer();
  }

  @AfterEach
  void stop() {
    modules.close();
    transport.close();
    commands.close();
  }

  private GoToolchains toolchains(String goproxy, String gosumdb, String path) {
    GoSettings settings =
        new GoSettings(
            goproxy, gosumdb, "", "", Map.of(), Map.of("PATH", path, "HOME", folder.toString()));
    Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent());
    return new GoToolchains(
        folder.resolve("cache"),
        downloads,
        commands,
        settings,
        HOST,
        ToolchainListener.of(told::add, warned::add));
  }

  /** Without a go on the PATH. */
  private GoToolchains toolchains() {
    return toolchains(modules.server.url(""), modules.sumdb(), "/bin:/usr/bin");
  }

  private String localGo(String script) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path go = Files.writeString(bin.resolve("go"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin + ":/bin:/usr/bin";
  }

  private static String realPath() {
    Optional<String> go = CommandLine.find("go", "no local Go to be found");
    assumeTrue(go.isPresent());
    return Path.of(go.get()).getParent() + ":/usr/bin:/bin";
  }

  // A Go of the module proxy.

  @Test
  void aToolchainIsFetchedCheckedAndUnpacked() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    modules.vouch("1.26.4", HOST, ModuleServer.hash(zip));

    GoToolchain go = toolchains().provide("1.26.4");

    Path root = folder.resolve("cache/tools/go/1.26.4-linux-amd64");
    assertThat(go.command()).isEqualTo(root.resolve("bin/go")).isExecutable();
    assertThat(go.selection()).isEqualTo("local");
    assertThat(go.hash()).contains(ModuleServer.hash(zip));
    assertThat(root.resolve("pkg/tool/linux/compile")).isExecutable();
    assertThat(root.resolve("src/go.mod")).hasContent("module std\n");
    assertThat(root.resolve("src/cmd/go.mod")).hasContent("module cmd\n");
    assertThat(root.resolve("VERSION").toFile().canExecute()).isFalse();
    assertThat(modules.asked())
        .containsExactly(
            "GET /golang.org/toolchain/@v/v0.0.1-go1.26.4.linux-amd64.zip",
            "GET /sumdb/sum.test/supported",
            "GET /sumdb/sum.test/lookup/golang.org/toolchain@v0.0.1-go1.26.4.linux-amd64");
  }

  @Test
  void aToolchainInTheCacheCostsNoRequest() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    modules.vouch("1.26.4", HOST, ModuleServer.hash(zip));
    toolchains().provide("1.26.4");
    modules.close();

    assertThat(toolchains().provide("1.26.4").hash()).contains(ModuleServer.hash(zip));
    assertThatThrownBy(() -> toolchains().provide("1.26.4", Optional.of("h1:other=")))
        .hasMessageContaining("DA-623");
  }

  @Test
  void aHashThatIsKnownLaterIsComparedToo() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    modules.vouch("1.26.4", HOST, ModuleServer.hash(zip));
    GoToolchains toolchains = toolchains();
    toolchains.provide("1.26.4");

    assertThatThrownBy(() -> toolchains.provide("1.26.4", Optional.of("h1:other=")))
        .hasMessageContaining("DA-623");
    assertThat(toolchains.provide("1.26.4", Optional.of(ModuleServer.hash(zip))).hash())
        .contains(ModuleServer.hash(zip));
  }

  @Test
  void whatWasUnpackedInPartIsUnpackedAgain() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    modules.vouch("1.26.4", HOST, ModuleServer.hash(zip));
    Path root = Files.createDirectories(folder.resolve("cache/tools/go/1.26.4-linux-amd64/bin"));
    Files.writeString(root.resolve("go"), "half");

    assertThat(toolchains().provide("1.26.4").command()).content().startsWith("#!/bin/sh");
  }

  @Test
  void aLockedHashAsksNoDatabase() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    Optional<String> hash = Optional.of(ModuleServer.hash(zip));

    assertThat(toolchains(modules.server.url(""), "off", "/bin").provide("1.26.4", hash).hash())
        .isEqualTo(hash);
    assertThat(modules.asked()).hasSize(1);
  }

  @Test
  void aPublishedHashIsToldWithoutADownload() throws Exception {
    Host other = new Host("darwin", "arm64");
    modules.vouch("1.26.4", HOST, "h1:here=");
    modules.vouch("1.26.4", other, "h1:there=");

    assertThat(toolchains().hash("1.26.4", HOST)).contains("h1:here=");
    assertThat(toolchains().hash("1.26.4", other)).contains("h1:there=");

    assertThat(modules.asked()).noneMatch(request -> request.endsWith(".zip"));
  }

  @Test
  void aDatabaseThatDoesNotAnswerMattersOnlyWhereNoGoIsOnThePath() throws Exception {
    String path = localGo("echo go version go1.26.4 test");
    GoToolchains withGo = toolchains(modules.server.url(""), modules.sumdb(), path);

    assertThat(withGo.hash("1.26.4", HOST)).isEmpty();
    assertThat(told.toString()).contains("the hash of Go 1.26.4 for linux/amd64 is not known");
    assertThatThrownBy(() -> toolchains().hash("1.26.4", HOST)).hasMessageContaining("DA-622");
    assertThat(toolchains("off", modules.sumdb(), path).hash("1.26.4", HOST)).isEmpty();
  }

  @Test
  void whileTheDatabaseDoesNotAnswerTheCacheTells() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    modules.vouch("1.26.4", HOST, ModuleServer.hash(zip));
    toolchains().provide("1.26.4");
    modules.replies.clear();

    assertThat(toolchains().hash("1.26.4", HOST)).contains(ModuleServer.hash(zip));
  }

  @Test
  void otherFilesThanPublishedAreNotUsed() throws Exception {
    modules.offer("1.26.4", HOST);
    modules.vouch("1.26.4", HOST, "h1:published=");

    assertThatThrownBy(() -> toolchains().provide("1.26.4"))
        .hasMessageContaining("DA-623")
        .hasMessageContaining("expected h1:published=");
    assertThat(folder.resolve("cache/tools/go/1.26.4-linux-amd64")).doesNotExist();
  }

  @Test
  void aDatabaseThatTheProxyDoesNotPassOnIsAskedDirectly() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    modules.vouchDirectly("1.26.4", HOST, ModuleServer.hash(zip));

    assertThat(toolchains().provide("1.26.4").hash()).contains(ModuleServer.hash(zip));
  }

  @Test
  void anAnswerThatTheDatabaseDidNotSignIsRefused() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    try (ModuleServer other = new ModuleServer()) {
      other.vouch("1.26.4", HOST, ModuleServer.hash(zip));
      modules.replies.putAll(
          Map.of(
              "/sumdb/sum.test/supported",
              Reply.of(200),
              "/sumdb/sum.test/lookup/golang.org/toolchain@v0.0.1-go1.26.4.linux-amd64",
              Reply.of(200, other.record("1.26.4", HOST, ModuleServer.hash(zip)))));
    }
    assertThatThrownBy(() -> toolchains().provide("1.26.4"))
        .hasMessageContaining("DA-623")
        .hasMessageContaining("not signed");
  }

  @Test
  void withoutDatabaseAndLockNothingIsUsed() throws Exception {
    modules.offer("1.26.4", HOST);

    assertThatThrownBy(() -> toolchains(modules.server.url(""), "off", "/bin").provide("1.26.4"))
        .hasMessageContaining("DA-622")
        .hasMessageContaining("GOSUMDB=off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum.golang.org https://user:s3cret@sum.test:port/x y",
        "sum.golang.org https://user:s3cret@sum^test/",
        "sum.golang.org user:s3cret@sum.test",
        "https://user:s3cret@sum.test",
        "sum.test+user:s3cret@+AAAA",
        "sum.test+00+user:s3cret@sum.test"
      })
  void aDatabaseThatCannotBeReadIsNotShown(String gosumdb) throws Exception {
    modules.offer("1.26.4", HOST);

    assertThatThrownBy(() -> toolchains(modules.server.url(""), gosumdb, "/bin").provide("1.26.4"))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("GOSUMDB")
        .extracting(failure -> stackTrace(failure))
        .asString()
        .doesNotContain("s3cret", "user:");
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aProxyOnDiskServesToo() throws Exception {
    byte[] zip = modules.offer("1.26.4", HOST);
    Path files = Files.createDirectories(folder.resolve("proxy/golang.org/toolchain/@v"));
    Files.write(files.resolve("v0.0.1-go1.26.4.linux-amd64.zip"), zip);
    Files.writeString(files.resolve("list"), "v0.0.1-go1.26.4.linux-amd64\n");
    modules.vouchDirectly("1.26.4", HOST, ModuleServer.hash(zip));
    GoToolchains toolchains =
        toolchains(folder.resolve("proxy").toUri().toString(), modules.sumdb(), "/bin");

    assertThat(toolchains.newestPatch("1.26")).isEqualTo(new NewestGo("1.26.4", true));
    assertThat(toolchains.provide("1.26.4").command()).isExecutable();
  }

  @Test
  void aVersionNobodyHasIsSaidWithEveryAnswer() {
    assertThatThrownBy(() -> toolchains().provide("1.99.0"))
        .hasMessageContaining("DA-622")
        .hasMessageContaining("HTTP 404: not found");
    assertThatThrownBy(() -> toolchains().provide("latest")).hasMessageContaining("DA-622");
  }

  // The newest patch release.

  @Test
  void theNewestReleaseForThisHostIsFound() {
    modules.replies.put(
        ModuleServer.path("list"),
        Reply.of(
            200,
            """
            v0.0.1-go1.26.9.linux-amd64
            v0.0.1-go1.26.10.linux-amd64
            v0.0.1-go1.26.11.linux-arm64
            v0.0.1-go1.26rc1.linux-amd64
            v0.0.1-go1.27.1.linux-amd64
            """));

    assertThat(toolchains().newestPatch("1.26")).isEqualTo(new NewestGo("1.26.10", true));
    assertThatThrownBy(() -> toolchains().newestPatch("1.28")).hasMessageContaining("DA-622");
  }

  @Test
  void withoutListTheLocalGoOfThatMinorServes() throws Exception {
    String path = localGo("echo go version go1.26.3 linux/amd64");

    assertThat(toolchains("off", "", path).newestPatch("1.26"))
        .isEqualTo(new NewestGo("1.26.3", false));
    assertThat(warned).hasSize(1).first().asString().contains("1.26.3").contains("off");
    assertThatThrownBy(() -> toolchains("off", "", path).newestPatch("1.25"))
        .hasMessageContaining("GOPROXY forbids downloads");
  }

  // A Go of this machine.

  @Test
  void theRealLocalGoIsUsedAsItIsInItsOwnVersion() {
    GoToolchains toolchains = toolchains("off", "", realPath());
    LocalGo local = toolchains.local().orElseThrow();

    GoToolchain go = toolchains.provide(local.version());

    assertThat(go.command()).isEqualTo(local.command());
    assertThat(go.selection()).isEqualTo("local");
    assertThat(go.hash()).isEmpty();
    CommandLine.Outcome version =
        CommandLine.of(local.command().toString(), "env", "GOVERSION")
            .with("GOTOOLCHAIN", "local")
            .run();
    assertThat(version.orFail().strip()).isEqualTo("go" + local.version());
  }

  @Test
  void theRealLocalGoSaysWhyItCannotBringAnother() {
    assertThatThrownBy(() -> toolchains("off", "", realPath()).provide("1.21.1"))
        .hasMessageContaining("DA-622")
        .hasMessageContaining("1.21.1");
  }

  @Test
  void aLocalGoBringsAnotherVersion() throws Exception {
    String path =
        localGo(
            """
            [ "$GOTOOLCHAIN" = local ] && echo go version go1.26.8 linux/amd64 && exit
            echo "go: downloading $GOTOOLCHAIN" >&2
            echo go version $GOTOOLCHAIN linux/amd64""");

    GoToolchain go = toolchains("off", "", path).provide("1.25.7");

    assertThat(go.selection()).isEqualTo("go1.25.7");
    assertThat(told).containsExactly("go: downloading go1.25.7");
    assertThat(go.command()).isEqualTo(folder.resolve("bin/go"));
  }

  @Test
  void aLocalGoThatStaysWhatItIsIsNoOtherVersion() throws Exception {
    String path = localGo("echo go version go1.26.8 linux/amd64");

    assertThatThrownBy(() -> toolchains("off", "", path).provide("1.25.7"))
        .hasMessageContaining("DA-622")
        .hasMessageContaining("go1.26.8");
  }

  @Test
  void anOldLocalGoCountsAsNone() throws Exception {
    String path = localGo("echo go version go1.20.14 linux/amd64");

    assertThat(toolchains("off", "", path).local()).isEmpty();
    assertThat(told).hasSize(1).first().asString().contains("Go 1.20.14 is older than 1.21");
  }

  // The environment of a compile.

  @Test
  void anEnvironmentIsMadeAnew() throws Exception {
    GoSettings settings =
        new GoSettings(
            "https://goproxy.test",
            "off",
            "a.test",
            "b.test",
            Map.of("HTTPS_PROXY", "http://u:pw@proxy:1"),
            Map.of(
                "PATH",
                "/bin",
                "HOME",
                folder.toString(),
                "GOFLAGS",
                "-x",
                "GOCACHE",
                "/c",
                "X",
                "y"));
    GoToolchain go =
        new GoToolchain(
            Path.of("/go/bin/go"),
            "1.26.4",
            "go1.26.4",
            Optional.empty(),
            settings,
            settings.folders());
    GoTarget target = new GoTarget("linux", "arm64", Optional.empty(), Path.of("/tmp/x"));

    assertThat(go.environment(target))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("PATH", "/go/bin:/bin"),
                Map.entry("HOME", folder.toString()),
                Map.entry("TMPDIR", "/tmp/x"),
                Map.entry("LANG", "C.UTF-8"),
                Map.entry("GOENV", "off"),
                Map.entry("GOFLAGS", ""),
                Map.entry("GO111MODULE", "on"),
                Map.entry("GOOS", "linux"),
                Map.entry("GOARCH", "arm64"),
                Map.entry("GOAMD64", "v1"),
                Map.entry("GOARM64", "v8.0"),
                Map.entry("GOEXPERIMENT", ""),
                Map.entry("CGO_ENABLED", "0"),
                Map.entry("GOWORK", "off"),
                Map.entry("GOTOOLCHAIN", "go1.26.4"),
                Map.entry("GOPROXY", "https://goproxy.test"),
                Map.entry("GOSUMDB", "off"),
                Map.entry("GONOSUMDB", "a.test"),
                Map.entry("GOPRIVATE", "b.test"),
                Map.entry("HTTPS_PROXY", "http://u:pw@proxy:1"),
                Map.entry("GOCACHE", "/c")));
    assertThat(go.toString()).doesNotContain("pw");
  }

  @Test
  void whatDecidesTheResultNamesNoPath() {
    GoToolchain go =
        new GoToolchain(
            Path.of("/go/bin/go"),
            "1.26.4",
            "local",
            Optional.empty(),
            GoSettings.of(Map.of()),
            Map.of());
    CToolchain c =
        new CToolchain("arm64", "/opt/x/aarch64-gcc -O1", Optional.of("/p"), Optional.empty(), "");
    GoTarget plain = new GoTarget("linux", "arm64", Optional.empty(), folder);
    GoTarget cgo = new GoTarget("linux", "arm64", Optional.of(c), folder);

    assertThat(cgo.settingsText())
        .isEqualTo(plain.settingsText())
        .contains("GOARCH=arm64", "GOARM64=v8.0")
        .doesNotContain("/");
    assertThat(go.environment(cgo)).containsEntry("PKG_CONFIG_PATH", "/p");
  }
}
