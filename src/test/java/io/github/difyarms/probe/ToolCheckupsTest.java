package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.source.SourceListener;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.Sources;
import io.github.difyarms.toolchain.CToolchains;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.GoSettings;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.Instgos;
import io.github.difyarms.toolchain.Redaction;
import io.github.difyarms.toolchain.ToolchainListener;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Go, instgo, compilers and sources, each from a server of this machine. */
class ToolCheckupsTest {
  private static final Host HOST = new Host("linux", "amd64");

  @TempDir private Path folder;

  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), NetListener.silent());
  private final Downloads downloads =
      new Downloads(transport, NetListener.silent(), DownloadProgress.silent());
  private final Commands commands = new Commands(Redaction.none());
  private final List<String> notes = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    commands.close();
    transport.close();
  }

  private Bench.Found go(String proxy, String path) {
    GoSettings settings =
        new GoSettings(
            proxy, "", "", "", Map.of(), Map.of("PATH", path, "HOME", folder.toString()));
    GoToolchains toolchains =
        new GoToolchains(
            folder.resolve("cache"),
            downloads,
            commands,
            settings,
            HOST,
            ToolchainListener.of(notes::add, notes::add));
    return Bench.found(new GoCheckup(toolchains, () -> notes));
  }

  private String goThatSays(String version) throws Exception {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path go = Files.writeString(bin.resolve("go"), "#!/bin/sh\necho go version " + version + "\n");
    Files.setPosixFilePermissions(go, PosixFilePermissions.fromString("rwxr-xr-x"));
    return bin + ":/bin:/usr/bin";
  }

  @Test
  void aGoOnThePathIsNamedWithItsVersion() throws Exception {
    Bench.Found found = go("off", goThatSays("go1.26.4 linux/amd64"));

    assertThat(found.get("go").summary()).contains("Go 1.26.4 at " + folder);
    assertThat(found.status("go.proxy")).as("what it lacks cannot come").isEqualTo(Status.WARNING);
  }

  @Test
  void anOldGoIsNotCountedAndTheReasonIsTold() throws Exception {
    Bench.Found found = go("off", goThatSays("go1.19.8 linux/amd64"));

    assertThat(found.get("go").detail().orElse("")).contains("1.19.8 is older than 1.21");
    assertThat(found.status("go.proxy")).isEqualTo(Status.PROBLEM);
  }

  @Test
  void theNewestGoOfTheProxyIsToldAndNothingElseIsAskedFor() {
    String list =
        """
        v0.0.1-go1.25.9.linux-amd64
        v0.0.1-go1.26.4.linux-amd64
        v0.0.1-go1.27.1.plan9-arm
        """;
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(200, list))) {
      Bench.Found found = go(server.url(""), "/nowhere");

      assertThat(found.get("go.proxy").summary()).endsWith("is 1.26.4");
      assertThat(server.asked()).containsExactly("GET /golang.org/toolchain/@v/list");
    }
  }

  private Finding instgo(String address) {
    InstgoRequest request = new InstgoRequest(URI.create(address), false, Optional.empty(), HOST);
    Instgos instgos = new Instgos(folder.resolve("cache"), downloads, commands, notes::add);
    return Bench.found(new InstgoCheckup(instgos, request, () -> notes)).get("instgo");
  }

  @Test
  void instgoIsAskedForItsSizeOnly() {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(200, "the tool"))) {
      assertThat(instgo(server.url("/instgo")).summary()).contains("the first build fetches it");
      assertThat(server.asked()).containsExactly("HEAD /instgo");
      assertThat(folder.resolve("cache")).doesNotExist();
    }
  }

  @Test
  void anInstgoThatIsNotThereIsAProblem() {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(404))) {
      Finding found = instgo(server.url("/instgo"));

      assertThat(found.status()).isEqualTo(Status.PROBLEM);
      assertThat(found.remedy().orElse("")).contains("instgo.url");
    }
  }

  @Test
  void aSilentAddressIsAProblemWithTheSameRemedy() {
    Finding found = instgo("http://127.0.0.1:1/instgo");

    assertThat(found.status()).isEqualTo(Status.PROBLEM);
    assertThat(found.remedy().orElse("")).contains("instgo.url");
  }

  @Test
  void whatIsNotedOfASilentAddressIsAWarning() {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(200, "the tool"))) {
      notes.add("instgo's address does not answer (no connection)");

      assertThat(instgo(server.url("/instgo")).status()).isEqualTo(Status.WARNING);
    }
  }

  @Test
  void aCompilerThatIsMissingIsAProblemWithThePackages() {
    CToolchains none = new CToolchains(commands, Map.of("PATH", "/nowhere"), Map.of());

    Finding found =
        Bench.found(new CompilerCheckup(none, HOST, List.of("arm64"))).get("compiler.arm64");

    assertThat(found.status()).isEqualTo(Status.PROBLEM);
    assertThat(found.detail().orElse("")).contains("gcc-aarch64-linux-gnu");
  }

  @Test
  void theKeyIsToldByItsSourceAlone() {
    Bench.Found there =
        Bench.found(new KeyCheckup(Optional.of("ARMS_LICENSE_KEY in the environment"), "arms"));
    Bench.Found absent = Bench.found(new KeyCheckup(Optional.empty(), "my-arms"));

    assertThat(there.get("licenceKey").summary())
        .endsWith("from ARMS_LICENSE_KEY in the environment");
    assertThat(absent.get("licenceKey").remedy().orElse("")).contains("<id>my-arms</id>");
  }

  private Finding source(String location, Optional<String> revision) {
    Sources sources =
        new Sources(folder.resolve("sources"), transport, SourceListener.silent(), false);
    SourceLocation where = SourceLocation.parse(location, folder, "sandbox.source");
    return Bench.found(new SourceCheckup("sandbox", sources, where, revision))
        .get("source.sandbox");
  }

  private String repository() throws Exception {
    Path directory = folder.resolve("upstream");
    try (Git git = Git.init().setDirectory(directory.toFile()).call()) {
      Files.writeString(directory.resolve("go.mod"), "module x\n");
      git.add().addFilepattern(".").call();
      git.commit().setMessage("x").setAuthor("A", "a@b").setCommitter("A", "a@b").call();
      git.tag().setName("0.2.15").setAnnotated(false).call();
    }
    return directory.resolve(".git").toString();
  }

  @Test
  void aRevisionThatIsThereIsToldWithItsCommit() throws Exception {
    Finding found = source(repository(), Optional.of("0.2.15"));

    assertThat(found.summary()).matches("source .* has 0\\.2\\.15: commit [0-9a-f]{40}");
    assertThat(folder.resolve("sources")).doesNotExist();
  }

  @Test
  void aRevisionThatIsMissingIsAProblem() throws Exception {
    Finding found = source(repository(), Optional.of("0.9.9"));

    assertThat(found.status()).isEqualTo(Status.PROBLEM);
    assertThat(found.summary()).endsWith("has neither a tag nor a branch 0.9.9");
  }

  @Test
  void withoutARevisionARepositoryThatAnswersIsWell() throws Exception {
    assertThat(source(repository(), Optional.empty()).status()).isEqualTo(Status.OK);
  }

  @Test
  void aCommitShowsOnlyWhenItIsFetched() throws Exception {
    assertThat(source(repository(), Optional.of("0".repeat(40))).summary())
        .contains("shows when it is fetched");
  }

  @Test
  void aRepositoryThatDoesNotAnswerIsAProblem() {
    try (LoopbackServer server = LoopbackServer.http(request -> Reply.of(404))) {
      Finding found = source(server.url("/x.git"), Optional.of("1.0"));

      assertThat(found.status()).isEqualTo(Status.PROBLEM);
      assertThat(found.detail().orElse("")).startsWith("DA-611");
    }
  }

  @Test
  void aFolderIsLookedAtAndNobodyIsAsked() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("tree"));

    assertThat(source(directory.toString(), Optional.empty()).status()).isEqualTo(Status.PROBLEM);
    Files.writeString(directory.resolve("go.mod"), "module x\n");
    assertThat(source(directory.toString(), Optional.empty()).status()).isEqualTo(Status.OK);
  }

  @Test
  void theMachineHasFourLines() {
    Bench.Found found =
        Bench.found(new MachineCheckup("3.9.16", folder.resolve("a/b"), folder.resolve("c")));

    assertThat(found.ids()).containsExactly("java", "maven", "disk.output", "disk.cache");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsOddAboutSecretsIsAWarningEach() {
    Bench.Found found = Bench.found(new SettingsCheckup(List.of("one", "two")));

    assertThat(found.of(Status.WARNING)).extracting(Finding::summary).containsExactly("one", "two");
  }
}
