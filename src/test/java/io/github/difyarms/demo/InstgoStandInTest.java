package io.github.difyarms.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.testing.CommandLine;
import io.github.difyarms.testing.CommandLine.Outcome;
import io.github.difyarms.testing.StandInInstgo;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the stand-in does, with a real Go and a store on loopback. */
class InstgoStandInTest {
  private static final EmbeddedOss OSS = EmbeddedOss.start();
  private static final String KEY = "a key/of+ours";
  private static final String REGION = "cn-hangzhou";
  private static final String AGENT = "/" + REGION + "/instgo-agent/agent.tar.gz";
  private static final String TOOL =
      "/" + REGION + "/instgo/instgo-" + InstgoStandIn.hostPlatform();

  @TempDir private Path folder = Path.of("");
  private Path module = folder;
  private StandInInstgo standIn;

  InstgoStandInTest() {
    Optional<StandInInstgo> found = StandInInstgo.from(OSS.address() + "/{region}");
    assumeTrue(found.isPresent(), "go");
    standIn = found.orElseThrow();
  }

  @BeforeAll
  static void fill() {
    OSS.put(AGENT, InstgoStandIn.agentArchive());
  }

  @AfterAll
  static void stop() {
    OSS.close();
  }

  @BeforeEach
  void module() throws IOException {
    OSS.remove(TOOL);
    module = Files.createDirectory(folder.resolve("module"));
    write("go.mod", "// kept to the byte\nmodule example.invalid/app\ngo    1.21\n");
    write("cmd/app/main.go", "package main\n\nfunc main() { println(greeting) }\n");
    write("cmd/app/greeting.go", "package main\n\nconst greeting = \"hello\"\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = module.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private CommandLine instgo(String... arguments) {
    List<String> command = new ArrayList<>();
    Path own = folder.resolve("tool");
    Path program = own.resolve("instgo");
    command.add((Files.exists(program) ? program : standIn.copyTo(own)).toString());
    command.addAll(List.of(arguments));
    return CommandLine.of(command)
        .in(module)
        .with("CGO_ENABLED", "0")
        .with("GOWORK", "off")
        .within(Duration.ofMinutes(5)); // the standard library may not be compiled yet
  }

  private CommandLine build(String... arguments) {
    List<String> all = new ArrayList<>(List.of("go", "build"));
    all.addAll(List.of(arguments));
    return instgo(all.toArray(String[]::new)).with("ARMS_LICENSE_KEY", KEY);
  }

  /** Returns every file of the module but those of the tool's own state. */
  private Map<String, String> sources() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(module)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = module.relativize(file).toString();
        if (!name.startsWith(".instgo/")) {
          texts.put(name, Files.readString(file));
        }
      }
    }
    return texts;
  }

  private String buildInformation(String program) {
    return CommandLine.of("go", "version", "-m", module.resolve(program).toString()).run().orFail();
  }

  private CommandLine program(String name) {
    return CommandLine.of(module.resolve(name).toString());
  }

  @Test
  void itsVersionIsOneLine() {
    assertThat(instgo("version").run().orFail()).isEqualTo("instgo stand-in version 0.0.1\n");
  }

  @Test
  void anUnknownFlagIsRefusedAndItsValueNotRepeated() {
    Outcome outcome = instgo("set", "--licenceKey=secret").run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).isEqualTo("instgo stand-in: unknown flag: --licenceKey\n");
  }

  @Test
  void settingsOfBothFormsAreKeptInTheCurrentDirectory() throws IOException {
    instgo("set", "--regionId", REGION, "--dev=false").run().orFail();
    instgo("set", "--agentVersion=1.2.3", "--goCache", "/tmp/x", "--licenseKey=k").run().orFail();

    assertThat(Files.readString(module.resolve(".instgo/config.json")))
        .contains("\"regionId\": \"cn-hangzhou\"", "\"dev\": \"false\"")
        .contains("\"agentVersion\": \"1.2.3\"", "\"goCache\": \"/tmp/x\"");
  }

  @Test
  void settingsNeedADirectoryThatCanBeWritten() {
    Path readOnly = Path.of("/proc/self");
    assumeTrue(Files.isDirectory(readOnly), "/proc");

    Outcome outcome = instgo("set", "--regionId=" + REGION).in(readOnly).run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).startsWith("instgo stand-in: cannot keep its settings here: ");
  }

  @Test
  void onlyAToolThatIsSetUpCompilesAndOnlyGoBuild() {
    assertThat(instgo("go", "build", ".").run().output()).contains("run instgo set first");
    assertThat(instgo("go", "test", "./...").run().output())
        .isEqualTo("instgo stand-in: only go build can be instrumented\n");
  }

  @Test
  void theAgentIsInWhatItCompilesAndTheSourcesStayAsTheyWere() throws IOException {
    Map<String, String> before = sources();
    build("-o", "../app", "./cmd/app").run().orFail();

    assertThat(sources()).isEqualTo(before);
    assertThat(buildInformation("../app"))
        .containsPattern("dep\\s+standin.invalid/arms/agent\\s+v0.1.0")
        .containsPattern("=>\\s+./.instgo/agent");
    assertThat(program("../app").run().orFail()).isEqualTo("hello\n");
    assertThat(program("../app").with("ARMS_ENABLE", "true").with("ARMS_APP_NAME", "x").run())
        .isEqualTo(new Outcome(0, "instgo stand-in agent: started as x\nhello\n"));
  }

  @Test
  void aRuleChosenWhileCompilingIsKeptInTheProgram() {
    build("-o", "app", "./cmd/app").with("INSTGO_EXTRA_RULES", "dify_python").run().orFail();

    assertThat(program("app").with("ARMS_ENABLE", "true").run().orFail())
        .contains("python plugins: on");
  }

  @Test
  void packagesNamedByTheirFilesAreInstrumentedToo() throws IOException {
    Map<String, String> before = sources();
    build("-o=../app", "cmd/app/main.go", "cmd/app/greeting.go").run().orFail();

    assertThat(buildInformation("../app")).contains(InstgoStandIn.AGENT_MODULE);
    assertThat(sources()).isEqualTo(before);
  }

  @Test
  void anotherMachineIsTheTargetOfTheSameTool() throws IOException {
    build("-o", "app", "./cmd/app").with("GOOS", "linux").with("GOARCH", "arm64").run().orFail();

    byte[] program = Files.readAllBytes(module.resolve("app"));
    assertThat(program[18]).isEqualTo((byte) 183); // e_machine, EM_AARCH64
    assertThat(buildInformation("app")).contains(InstgoStandIn.AGENT_MODULE);
  }

  @Test
  void sharedObjectsAreInstrumentedToo() throws IOException {
    assumeTrue(CommandLine.find("gcc", "no shared object was compiled").isPresent(), "gcc");
    write(
        "cmd/lib/main.go",
        "package main\n\nimport \"C\"\n\n//export F\nfunc F() {}\nfunc main() {}\n");
    build("-buildmode=c-shared", "-o", "lib.so", "./cmd/lib")
        .with("CGO_ENABLED", "1")
        .run()
        .orFail();

    assertThat(buildInformation("lib.so")).contains(InstgoStandIn.AGENT_MODULE);
  }

  @Test
  void aFailedCompileLeavesTheSourcesAsTheyWere() throws IOException {
    write("cmd/app/greeting.go", "package main\n\nconst greeting = missing\n");
    Map<String, String> before = sources();

    Outcome outcome = build("./cmd/app").run();

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.output()).contains("undefined: missing");
    assertThat(sources()).isEqualTo(before);
  }

  @Test
  void aFailureOfItsOwnHasItsStatusAndLeavesTheSourcesAsTheyWere() throws IOException {
    standIn = standIn.with("failBuild", "3");
    Map<String, String> before = sources();

    Outcome outcome = build("./cmd/app").run();

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.output()).contains("instgo stand-in: internal error");
    assertThat(sources()).isEqualTo(before);
  }

  @Test
  void toldToStopItEndsItsChildAndLeavesTheSourcesAsTheyWere() throws Exception {
    standIn = standIn.with("slow", "600");
    Map<String, String> before = sources();
    Path tool = standIn.copyTo(folder.resolve("tool"));
    ProcessBuilder command =
        new ProcessBuilder(tool.toString(), "go", "build", "-o", "app", "./cmd/app")
            .directory(module.toFile())
            .redirectErrorStream(true);
    command.environment().put("ARMS_LICENSE_KEY", KEY);
    Process process = command.start();

    try (BufferedReader output = process.inputReader(UTF_8)) {
      assertThat(output.lines().anyMatch(line -> line.contains("seconds more"))).isTrue();
      assertThat(sources()).isNotEqualTo(before);
      assertThat(process.toHandle().destroy()).isTrue(); // the process's own closes its output
      assertThat(process.waitFor()).isEqualTo(128 + 15);
      assertThat(output.lines().toList()).contains("instgo stand-in: stopped by a signal");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }

    assertThat(sources()).isEqualTo(before);
  }

  @Test
  void aKeyIsWantedButNotNeeded() {
    instgo("set", "--regionId=" + REGION).run().orFail();

    assertThat(instgo("go", "build", "-o", "app", "./cmd/app").run().orFail())
        .contains("instgo stand-in: warning: no licence key");
  }

  @Test
  void aCarelessOnePrintsTheKeyInEveryForm() {
    standIn = standIn.with("echoKey", "true");

    assertThat(build("-o", "app", "./cmd/app").run().orFail())
        .contains("key a key/of+ours\n", "key url a+key%2Fof%2Bours\n")
        .contains("key base64 YSBrZXkvb2Yrb3Vycw==\n");
  }

  @Test
  void oneThatDoesNothingLeavesNoTrace() {
    standIn = standIn.with("leaveNoTrace", "true");
    build("-o", "app", "./cmd/app").run().orFail();

    assertThat(buildInformation("app")).doesNotContain(InstgoStandIn.AGENT_MODULE);
  }

  @Test
  void itReplacesItselfWhenTheServerHasAnotherOne() throws IOException {
    byte[] newer = standIn.with("version", "0.0.2").bytes();
    OSS.put(TOOL, newer);

    Outcome outcome = build("-o", "app", "./cmd/app").run();

    assertThat(outcome.orFail()).contains("replaced itself by another version");
    assertThat(folder.resolve("tool/instgo")).hasBinaryContent(newer);
    assertThat(instgo("version").run().orFail()).isEqualTo("instgo stand-in version 0.0.2\n");
    try (Stream<Path> left = Files.list(folder.resolve("tool"))) {
      assertThat(left).hasSize(1);
    }
  }

  @Test
  void itAsksForItselfConditionally() {
    standIn.putTo(OSS, REGION);
    OSS.reset();

    build("-o", "app", "./cmd/app").run().orFail();

    assertThat(OSS.recorded())
        .extracting(request -> request.status() + " " + request.path())
        .containsExactly("304 " + TOOL, "200 " + AGENT);
  }

  @Test
  void itsOwnDirectoryMustBeWritable() throws IOException {
    assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
    instgo("version").run().orFail();
    Path tool = folder.resolve("tool");
    assertThat(tool.toFile().setWritable(false)).isTrue();
    try {
      assertThat(build("./cmd/app").run().output()).contains("directory must be writable");
    } finally {
      assertThat(tool.toFile().setWritable(true)).isTrue();
    }
  }

  @Test
  void nothingIsCompiledWithoutTheAgent() throws IOException {
    instgo("set", "--regionId=" + REGION, "--agentVersion=9.9.9").run().orFail();
    Outcome missing = build("./cmd/app").run();
    standIn = StandInInstgo.from("http://127.0.0.1:1").orElseThrow();
    Files.delete(folder.resolve("tool/instgo"));
    Outcome unreachable = build("./cmd/app").run();

    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.output())
        .contains("cannot download the agent from " + OSS.address())
        .contains("/cn-hangzhou/instgo-agent/9.9.9/agent.tar.gz: status 404");
    assertThat(unreachable.exitCode()).isEqualTo(1);
    assertThat(unreachable.output()).contains("cannot download the agent", "connection refused");
  }
}
