package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.StartScript;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.Product;
import io.github.difyarms.source.GitServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The goals lock, check and build together: everything that is locked and may move. */
class LockGoalsTest {
  private static final EmbeddedRegistry REGISTRY = EmbeddedRegistry.start();
  private static final EmbeddedOss OSS = EmbeddedOss.start();

  @TempDir Path directory;
  private LockBench bench;

  @BeforeEach
  void lock(TestInfo test) throws IOException {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    bench = new LockBench(directory, REGISTRY, OSS, name);
    bench.lock();
    REGISTRY.reset();
    OSS.reset();
  }

  @AfterAll
  static void stop() {
    REGISTRY.close();
    OSS.close();
  }

  private static long pushes() {
    return REGISTRY.recorded().stream()
        .filter(request -> !List.of("GET", "HEAD").contains(request.method()))
        .count();
  }

  /** Both goals stop, name the value, and the command they name makes both of them content. */
  private void assertDrift(String name, String update) throws IOException {
    DifyArmsException drift = LockBench.stop(bench::build);
    assertThat(drift.code()).isEqualTo(ErrorCode.LOCK_DRIFT);
    assertThat(drift.why()).contains(name).contains("mvn dify-arms:lock");
    assertThat(drift.where()).isEqualTo(bench.file().toString());
    assertThat(pushes()).isZero();
    assertThat(bench.project().resolve("target/dify-arms/images.json")).doesNotExist();

    String before = bench.lockText();
    DifyArmsException moved = LockBench.stop(bench::check);
    assertThat(moved.code()).isEqualTo(ErrorCode.LOCK_MOVED);
    assertThat(moved.why()).contains(name);
    assertThat(bench.lockText()).as("check changes nothing").isEqualTo(before);

    assertThat(drift.why()).contains("-Ddify-arms.lock.update=" + update + " ");
    bench.set("lock.update", update).lock();
    bench.unset("lock.update").check();
  }

  @Test
  void nothingMovedIsTheSameAsLocked() throws IOException {
    bench.check();

    assertThat(bench.told())
        .contains("api base index", "sandbox source commit", "instgo for ", "plugin version")
        .contains("nothing has moved: ")
        .doesNotContain("  moved  ", "  missing  ");
    bench.lock();
    assertThat(bench.told()).endsWith("unchanged");
  }

  @Test
  void aLockedBuildThatIsRepeatedTakesTwoRequestsForEachImage() throws IOException {
    bench.build();
    assertThat(pushes()).isPositive();
    REGISTRY.reset();
    OSS.reset();

    bench.build();

    assertThat(REGISTRY.recorded()).hasSize(4).allMatch(request -> request.method().equals("HEAD"));
    assertThat(OSS.recorded()).isEmpty();
    assertThat(bench.told()).contains("unchanged");

    bench.edit("\"plugin\" : \"" + Product.version() + "\"", "\"plugin\" : \"0.0.1\"");
    assertThat(LockBench.stop(bench::build).code()).isEqualTo(ErrorCode.LOCK_DRIFT);
  }

  @Test
  void aTagThatNamesAnotherIndexIsDrift() throws IOException {
    bench.push(LockBench.API, MiniatureImages.builder().layers(9));

    assertDrift("api base index: locked sha256:", "api.base");
  }

  @Test
  void aChildThatChangedAloneIsDrift() throws IOException {
    bench.push(
        LockBench.SANDBOX,
        MiniatureImages.sandbox().program(Platform.parse("linux/arm64"), anotherArm64Program()));

    DifyArmsException drift = LockBench.stop(bench::build);

    assertThat(drift.why())
        .contains("sandbox base index: ", "sandbox base linux/arm64: ", "sandbox /main linux/arm64")
        .doesNotContain("linux/amd64");
    assertDrift("sandbox base linux/arm64", "sandbox.base");
  }

  private static byte[] anotherArm64Program() {
    byte[] program = io.github.difyarms.demo.SandboxProgram.of("arm64");
    byte[] longer = java.util.Arrays.copyOf(program, program.length + 1);
    longer[program.length] = 1;
    return longer;
  }

  @Test
  void aScriptThatChangedInsideTheBaseIsDrift() throws IOException {
    bench.push(LockBench.API, MiniatureImages.builder().script(StartScript.GEVENT));

    assertDrift("api /entrypoint.sh linux/arm64: locked sha256:", "api.base");
  }

  @Test
  void aSourceTagThatMovedIsDrift() throws IOException {
    Files.writeString(bench.upstream().resolve("cmd/server/more.go"), "package main\n");
    bench.commit("more");

    assertDrift("sandbox source commit: locked ", "sandbox.source");
  }

  @Test
  void aConfigurationThatWasEditedIsDrift() throws IOException {
    bench.set("api.installTimeout", "46");
    assertDrift("api configuration: locked sha256:", "api.configuration");

    bench.set("instgo.extraArgs", "-tags=more");
    assertDrift("sandbox configuration: locked sha256:", "sandbox.configuration");
  }

  @Test
  void anotherAgentIsDrift() throws IOException {
    bench.set("instgo.agentVersion", "2.0.0");

    DifyArmsException drift = LockBench.stop(bench::build);

    assertThat(drift.why()).contains("sandbox agent version: locked newest, now 2.0.0");
    assertDrift("sandbox agent version", "sandbox.agent,sandbox.configuration");
    bench.set("api.agentVersion", "1.9.0").set("api.agentSha256", "0".repeat(64));
    assertDrift("api agent version: locked newest, now 1.9.0", "api.agent,api.configuration");
    assertThat(bench.lockText()).contains("0".repeat(64));
  }

  @Test
  void anotherGoIsDriftAndANewerPatchIsToldOnly() throws IOException {
    String local = LockBench.localGo();
    String newer = LockBench.minor() + ".999";
    bench.list(local, newer);

    bench.check();

    assertThat(bench.told()).containsPattern("sandbox Go version +newer +" + local + " +" + newer);
    bench.set("check.failOnNewer", "true");
    assertThat(LockBench.stop(bench::check).code()).isEqualTo(ErrorCode.LOCK_MOVED);
    bench.unset("check.failOnNewer").list(local);
    bench.edit("\"go\" : \"" + local + "\"", "\"go\" : \"" + LockBench.minor() + ".1\"");
    bench.set("go.version", "local");
    assertThat(LockBench.stop(bench::build).why())
        .contains("sandbox Go version: locked " + LockBench.minor() + ".1, now " + local);
    assertDrift("sandbox Go version", "sandbox.configuration,sandbox.go");
  }

  @Test
  void theLockedGoIsUsedAlthoughThereIsANewerOne() throws IOException {
    String newer = LockBench.minor() + ".999"; // cannot be had: it would stop the build
    bench.list(LockBench.localGo(), newer);

    bench.set("components", "sandbox").set("platforms", "linux/amd64").set("force", "true").build();

    assertThat(bench.told()).contains("compiled with Go " + LockBench.localGo());
  }

  @Test
  void anotherPluginIsDrift() throws IOException {
    bench.edit("\"plugin\" : \"" + Product.version() + "\"", "\"plugin\" : \"0.0.1\"");

    assertDrift("plugin version: locked 0.0.1, now " + Product.version(), "plugin");
  }

  @Test
  void anInstgoThatWasReplacedIsSeenAndNotUsed() throws IOException {
    bench.serve("0.0.2");
    assertThat(LockBench.stop(bench::check).why())
        .containsPattern("instgo for [a-z0-9-]+: locked [0-9a-f]{64}, now [0-9a-f]{64}");
    OSS.reset();
    bench.set("components", "sandbox").set("platforms", "linux/amd64").build();
    assertThat(OSS.recorded())
        .as("who has the locked one goes on with it")
        .noneMatch(request -> request.path().startsWith("/aninstgo"));

    bench.elsewhere("fresh");
    DifyArmsException stop = LockBench.stop(bench::build);

    assertThat(stop.code()).isEqualTo(ErrorCode.LOCK_TOOL_CHANGED);
    assertThat(stop.where()).contains(bench.file().toString());
    assertThat(stop.why())
        .contains("expected ", "mvn dify-arms:lock -Ddify-arms.lock.update=instgo ");
    assertThat(LockBench.stop(bench::check).why()).contains("instgo for ");
    bench.set("lock.update", "instgo").lock();
    assertThat(bench.told()).contains("0.0.1").contains("0.0.2");
    bench.unset("lock.update").check();
  }

  @Test
  void whatTheLockDoesNotHaveIsDrift() throws IOException {
    bench.set("components", "api").set("platforms", "linux/amd64").lock();
    bench.set("components", "api,sandbox");
    assertThat(LockBench.stop(bench::build).why())
        .contains("sandbox: not in the lock")
        .contains("instgo for ");
    bench.set("components", "api").set("platforms", "linux/amd64,linux/arm64");

    assertDrift("api base linux/arm64: not in the lock", "api.base");
  }

  @Test
  void whatOneBuildOfSeveralPlatformsAcceptsServesTheOthers() throws IOException {
    bench.push(
        LockBench.SANDBOX,
        MiniatureImages.sandbox().program(Platform.parse("linux/arm64"), anotherArm64Program()));
    bench.set("components", "sandbox").set("platforms", "linux/arm64");

    String why = LockBench.stop(bench::build).why();

    assertThat(why).contains("lock.update=sandbox.base ").doesNotContain("arms.platforms=");
    bench.set("lock.update", "sandbox.base").lock(); // as who types the platforms all the same
    bench.unset("lock.update").unset("components").unset("platforms").check();
    assertThat(bench.told())
        .contains("sandbox base linux/amd64", "sandbox /main linux/amd64", "api base linux/amd64")
        .doesNotContain("  missing  ");
    bench.set("platforms", "linux/amd64").set("components", "sandbox").build();
  }

  @Test
  void theTimeOfFilesIsNotLocked() throws IOException {
    bench.set("components", "api").set("timestamp", "1700000000").build();
    bench.check();

    assertThat(bench.told()).containsPattern("api configuration +same");
  }

  @Test
  void aLockThatIsNamedHasToBeThere() throws IOException {
    bench.set("components", "api").set("lock.file", "ci/mistyped.lock.json");

    assertThat(LockBench.stop(bench::build).code()).isEqualTo(ErrorCode.LOCK_MISSING);
    bench.set("lock.use", "off").build();
  }

  @Test
  void checkLooksAtTheToolsOfAllMachinesThatAreLocked() throws IOException {
    byte[] machO = machO();
    bench.serve("darwin-arm64", machO);
    String here = io.github.difyarms.toolchain.Host.current().name();
    bench.set("lock.hosts", here + ",darwin-arm64").lock();
    bench.unset("lock.hosts").check();
    machO[100] = 1;
    bench.serve("darwin-arm64", machO);

    String why = LockBench.stop(bench::check).why();

    assertThat(why)
        .contains("instgo for darwin-arm64: locked ", "-Ddify-arms.lock.hosts=darwin-arm64 ");
    bench.set("lock.update", "instgo").set("lock.hosts", "darwin-arm64").lock();
    bench.unset("lock.update").unset("lock.hosts").check();
  }

  @Test
  void aMachineThatTheLockDoesNotKnowIsDrift() throws IOException {
    String here = io.github.difyarms.toolchain.Host.current().name();
    bench.edit("\"" + here + "\"", "\"plan9-mips\"");

    DifyArmsException drift = LockBench.stop(bench::build);

    assertThat(drift.why())
        .contains("instgo for " + here + ": not in the lock", "-Ddify-arms.lock.hosts=" + here);
    assertDrift("instgo for " + here, "instgo");
  }

  @Test
  void aBuildOfLessThanIsLockedIsFine() throws IOException {
    bench.set("components", "api").set("platforms", "linux/arm64").build();
    bench.check();

    assertThat(bench.told()).doesNotContain("linux/amd64", "sandbox configuration", "  moved  ");
  }

  @Test
  void renewingOnePartLeavesTheRestByteForByte() throws IOException {
    String before = bench.lockText();
    bench.push(LockBench.API, MiniatureImages.builder().layers(9));
    Files.writeString(bench.upstream().resolve("cmd/server/more.go"), "package main\n");
    bench.commit("more");
    bench.set("sandbox.instrument", "main").set("instgo.extraArgs", "-tags=more");

    bench.set("lock.update", "sandbox.source").lock();

    String after = bench.lockText();
    List<String> lines = before.lines().toList();
    List<String> now = after.lines().toList();
    assertThat(now).hasSameSizeAs(lines);
    List<String> changed =
        Stream.iterate(0, i -> i + 1)
            .limit(lines.size())
            .filter(i -> !lines.get(i).equals(now.get(i)))
            .map(now::get)
            .toList();
    assertThat(changed).singleElement().asString().contains("\"commit\"");
    assertThat(LockBench.stop(bench.unset("lock.update")::check).why())
        .contains("api base index", "sandbox configuration")
        .doesNotContain("commit");

    bench.set("lock.update", "sandbox").lock();
    assertThat(LockBench.stop(bench.unset("lock.update")::check).why())
        .contains("api base index")
        .doesNotContain("sandbox source", "sandbox configuration");
  }

  @Test
  void twoMachinesWriteTheSameLock() throws IOException {
    String here = bench.lockText();
    bench.elsewhere("other");
    Files.delete(bench.file());

    bench.lock();

    assertThat(bench.lockText()).isEqualTo(here);
    assertThat(here)
        .doesNotContain(directory.toString(), System.getProperty("user.home") + "/")
        .doesNotContainPattern("20\\d\\d-\\d\\d") // a date; digits alone are in hashes too
        .endsWith("}\n");
  }

  @Test
  void aLockHoldsNoSecret() throws IOException {
    bench.set(
        "instgo.url",
        OSS.address().replace("//", "//us3r:s3cret@")
            + "/aLockHoldsNoSecret/instgo-{os}-{arch}?Signature=s1gned".toLowerCase(Locale.ROOT));
    bench.set("api.agentUrl", "https://example.com/agent.tar.gz?Signature=s1gned");

    try (Git git = Git.open(bench.upstream().toFile());
        GitServer server = new GitServer(git.getRepository(), true).login("us3r:s3cret")) {
      bench.set("sandbox.source", server.url().replace("//", "//us3r:s3cret@"));
      bench.lock();
      secretsStayOut(server.url());
    }
  }

  private void secretsStayOut(String source) throws IOException {
    assertThat(bench.lockText()).contains("https://example.com/agent.tar.gz", source);
    assertThat(bench.lockText() + bench.told()).doesNotContain("us3r", "s3cret", "s1gned");
    bench.set("api.installTimeout", "46").set("instgo.agentVersion", "2.0.0");
    String why = LockBench.stop(bench::build).why();
    assertThat(why)
        .contains("-Ddify-arms.api.installTimeout=46")
        .contains("-Ddify-arms.instgo.url=… ", "-Ddify-arms.sandbox.source=…");
    assertThat(why + bench.told()).doesNotContain("us3r", "s3cret", "s1gned");
  }

  private static byte[] machO() {
    byte[] machO = new byte[128];
    java.nio.ByteBuffer.wrap(machO)
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .putInt(0xfeedfacf)
        .putInt(0x0100000c);
    return machO;
  }

  @Test
  void toolsOfOtherMachinesStayWhileTheirAddressDoes() throws IOException {
    bench.serve("darwin-arm64", machO());
    String here = io.github.difyarms.toolchain.Host.current().name();
    bench.set("lock.hosts", here + ",darwin-arm64").lock();
    assertThat(bench.told()).contains("instgo for darwin-arm64");
    String both = bench.lockText();
    bench.unset("lock.hosts").lock();
    assertThat(bench.lockText()).isEqualTo(both);
    bench.serve("darwin-arm64", "#!".getBytes(StandardCharsets.UTF_8));
    bench.lock();
    assertThat(bench.lockText()).as("it was not looked at").isEqualTo(both);

    bench.set("instgo.url", OSS.address() + "/{region}/instgo/instgo-{os}-{arch}").lock();

    assertThat(bench.lockText()).doesNotContain("darwin-arm64");
  }

  @Test
  void aBuildCanAskForALockOrDoWithoutOne() throws IOException {
    bench.set("components", "api").edit("\"index\" : \"sha256:", "\"index\" : \"sha256:0");
    bench.set("lock.use", "off").build();
    bench.set("lock.use", "required");
    assertThat(LockBench.stop(bench::build).code()).isEqualTo(ErrorCode.LOCK_DRIFT);
    Files.delete(bench.file());

    assertThat(LockBench.stop(bench::build).code()).isEqualTo(ErrorCode.LOCK_MISSING);
    assertThat(LockBench.stop(bench::check).code()).isEqualTo(ErrorCode.LOCK_MISSING);
    bench.set("lock.update", "api");
    assertThat(LockBench.stop(bench::lock).code()).isEqualTo(ErrorCode.LOCK_MISSING);
    bench.unset("lock.update").set("lock.use", "auto").build();
  }

  @Test
  void anUnreadableLockStopsAndIsWrittenAnewOnRequest() throws IOException {
    String right = bench.lockText();
    Files.writeString(bench.file(), "<<<<<<< ours\n" + right);
    assertThat(LockBench.stop(bench::build).code()).isEqualTo(ErrorCode.LOCK_UNREADABLE);
    bench.lock();
    assertThat(bench.lockText()).isEqualTo(right);
    bench.edit("\"lockVersion\" : 1", "\"lockVersion\" : 2");

    assertThat(LockBench.stop(bench::build).why()).contains("lockVersion 2", "newer plugin");
    assertThat(LockBench.stop(bench::lock).code()).isEqualTo(ErrorCode.LOCK_UNREADABLE);
  }
}
