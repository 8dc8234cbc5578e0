package io.github.difyarms.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.image.Digest;
import io.github.difyarms.python.BakedStandIns;
import io.github.difyarms.secrets.WatchedNetwork.Request;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs every goal by a real Maven with marked secrets, well and ending in the failures that people
 * meet, and looks for the marks in output, files, arguments and environments of children, images
 * and the requests to each host.
 */
public final class SecretRuns {
  /** Which of the runs are wanted, by their names: for a try by hand. */
  private static final String ONLY = System.getProperty("dify-arms.secrets.only", ".*");

  private static final String PARTS = System.getProperty("dify-arms.secrets", "successes,failures");

  /** The goals that are run; a test of the goals' own package holds this against their list. */
  private static final Set<String> GOALS =
      Set.of(
          "build",
          "buildTar",
          "dockerBuild",
          "index",
          "plan",
          "lock",
          "check",
          "entrypoint",
          "doctor",
          "demo",
          "help");

  /** What goals start, each of which has to have been seen. */
  private static final List<String> STARTED =
      List.of(
          "docker version.*",
          "docker load.*",
          "docker-credential-good get",
          "docker-credential-nameless get",
          "docker-credential-broken get",
          "docker-credential-shouting get",
          "go version",
          "instgo version",
          "instgo set .*",
          "instgo go build .*",
          "ssh .*");

  /** The same of {@code api.agent=baked}. */
  private static final List<String> STARTED_TO_BAKE =
      List.of(
          "python3 -I -c .*",
          "python3 -I -m venv .*",
          "python -I -m pip install .*",
          "python -I -m pip download .*",
          "uv pip compile .*");

  /** What a credential helper begins with: the registry stands in its standard input. */
  private static final String READ_ALL = "/bin/cat >/dev/null\n";

  private static final Duration LONGEST = Duration.ofMinutes(4);

  private final SecretWorld world;
  private final Path maven;
  private final Path repository;
  private final Path work;
  private final String pom;
  private final Set<String> leaks = new TreeSet<>();
  private final List<String> surprises = new ArrayList<>();
  private final Set<String> ran = new LinkedHashSet<>();
  private final Map<String, String> goFolders = new TreeMap<>();
  private final FileTime begun;
  private int runs;
  private int files;

  private SecretRuns(SecretWorld world, Path maven, Path repository, String pom)
      throws IOException {
    this.world = world;
    this.maven = maven;
    this.repository = repository;
    this.pom = pom;
    this.work = world.folder;
    this.begun = Files.getLastModifiedTime(Files.createTempFile(work, "begun", ""));
  }

  /** Returns the goals that are run. */
  public static Set<String> goals() {
    return GOALS;
  }

  /** What the runs came to. */
  public record Outcome(
      Set<String> leaks, Set<String> goals, int runs, int requests, int children, int files) {
    @Override
    public String toString() {
      return "secrets: %d Maven runs of %d goals, %d requests, %d children, %d files: %d leaks"
          .formatted(runs, goals.size(), requests, children, files, leaks.size());
    }
  }

  /**
   * Runs everything.
   *
   * @param maven Maven's home
   * @param repository the local repository with the plugin
   * @param folder where all of it happens; empty or not there yet
   * @param pom a POM with the plugin, without configuration
   */
  public static Outcome of(Path maven, Path repository, Path folder, String pom)
      throws IOException {
    try (SecretWorld world = new SecretWorld(folder)) {
      SecretRuns runs = new SecretRuns(world, maven, repository, pom);
      runs.machine();
      if (PARTS.contains("successes")) {
        runs.successes();
      }
      if (PARTS.contains("failures")) {
        runs.failures();
      }
      runs.lookAround();
      if (PARTS.contains("successes") && !runs.ran.equals(GOALS)) {
        runs.surprises.add("only these goals were run: " + runs.ran);
      }
      if (!runs.surprises.isEmpty()) {
        throw new AssertionError(String.join("\n\n", runs.surprises));
      }
      return new Outcome(
          runs.leaks,
          runs.ran,
          runs.runs,
          world.network.requests().size(),
          world.children.seen().size(),
          runs.files);
    }
  }

  /** One call of Maven. */
  private final class Run {
    private final String name;
    private final List<String> arguments = new ArrayList<>();
    private final Map<String, String> variables = new TreeMap<>();
    private boolean settingsProxy = true;
    private boolean settingsKey = true;
    private Path project;

    Run(String name) throws IOException {
      this.name = name;
      this.project = work.resolve("projects/" + name);
      variables.put("PATH", world.children.path());
      variables.put("HOME", work.resolve("machine/home").toString());
      variables.put("DOCKER_CONFIG", world.auths().toString());
      variables.put("MAVEN_OPTS", mavenOptions());
      variables.put("GOSUMDB", "off");
      variables.putAll(goFolders);
      for (String name2 : List.of("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY")) {
        variables.put(name2, "");
        variables.put(name2.toLowerCase(java.util.Locale.ROOT), "");
      }
    }

    Run with(String variable, String value) {
      variables.put(variable, value);
      return this;
    }

    Run in(String other) {
      project = work.resolve("projects/" + other);
      return this;
    }

    /** The proxy of the environment, not that of settings.xml. */
    Run proxyVariables() {
      settingsProxy = false;
      String address =
          "http://"
              + SecretWorld.USER
              + ":"
              + SecretWorld.encode(world.proxyVariable.value())
              + "@127.0.0.1:"
              + world.network.port();
      return with("http_proxy", address).with("https_proxy", address);
    }

    Run keyVariable() {
      settingsKey = false;
      return with("ARMS_LICENSE_KEY", world.keyVariable.value());
    }

    Run goals(String... all) {
      for (String goal : all) {
        if (goal.startsWith("dify-arms:")) {
          ran.add(goal.substring("dify-arms:".length()));
        }
        arguments.add(goal);
      }
      return this;
    }

    String ends(boolean well) throws IOException {
      if (!name.matches(ONLY)) {
        return "";
      }
      Files.createDirectories(project.resolve(".mvn"));
      Files.writeString(project.resolve("pom.xml"), pom);
      List<String> command =
          new ArrayList<>(
              List.of(
                  maven.resolve("bin/mvn").toString(),
                  "-B",
                  "-o",
                  "-s",
                  world.settings(settingsProxy, settingsKey).toString(),
                  "-Dsettings.security=" + work.resolve("machine/settings-security.xml"),
                  "-Daether.enhancedLocalRepository.trackingFilename=none",
                  "-Dmaven.repo.local=" + repository));
      command.addAll(arguments);
      Path output = Files.createDirectories(work.resolve("output")).resolve(name + ".log");
      CommandLine line = CommandLine.of(command).in(project).within(LONGEST);
      variables.forEach(line::with);
      CommandLine.Outcome outcome = line.run();
      runs++;
      Files.writeString(output, outcome.output());
      world.marks.in(outcome.output()).forEach(hit -> leak("the output of " + name, hit));
      System.out.println("secrets: " + name);
      if (well != (outcome.exitCode() == 0)) {
        surprises.add(name + " did not end as it should\n" + told(outcome.output()));
        System.out.println("SURPRISE: " + name + " did not end as it should");
      }
      return outcome.output();
    }

    String succeeds() throws IOException {
      return ends(true);
    }

    void fails(String code) throws IOException {
      if (!name.matches(ONLY)) {
        return;
      }
      String output = ends(false);
      if (!output.contains(code)) {
        surprises.add(name + " did not end with " + code + "\n" + told(output));
        System.out.println("SURPRISE: " + name + " did not end with " + code);
      }
    }
  }

  /** Returns what a person would read first. */
  private static String told(String output) {
    return output
        .lines()
        .filter(line -> !line.contains("[DEBUG]") && !line.startsWith("    at "))
        .reduce("", (all, line) -> all + line + "\n");
  }

  private String mavenOptions() {
    return "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Djava.io.tmpdir="
        + work.resolve("machine/tmp")
        + " -Duser.home="
        + work.resolve("machine/home");
  }

  private void leak(String where, Marks.Hit hit) {
    String what = world.marks.find(hit.mark()).map(Mark::what).orElse("a mark that nobody knows");
    if (leaks.add(what + " stands in " + where + ": …" + hit.around() + "…")) {
      System.out.println("LEAK: " + what + " stands in " + where + ": …" + hit.around() + "…");
    }
  }

  private void machine() throws IOException {
    world.serveInstgo(Map.of("echoKey", "true", "notes", world.children.notes().toString()));
    Files.createDirectories(work.resolve("machine/tmp"));
    Files.createDirectories(work.resolve("machine/home"));
    WatchedChildren children = world.children;
    for (String program : List.of("go", "python3")) {
      CommandLine.find(program, "secrets: without it its children are not looked at")
          .ifPresent(
              real -> {
                try {
                  if (program.equals("go")) {
                    keepGoFolders(real);
                  }
                  children.become(program, real);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
    }
    children.script(
        "docker",
        "case $1 in\nversion) echo linux/amd64 ;;\nload) /bin/cat >'"
            + work.resolve("loaded.tar")
            + "' ;;\nesac");
    children.script("ssh", "echo 'no route to host' >&2\nexit 255");
    Path secret =
        Files.writeString(
            work.resolve("machine/helped.json"),
            new com.fasterxml.jackson.databind.ObjectMapper()
                .writeValueAsString(
                    Map.of("Username", SecretWorld.USER, "Secret", world.helped.value())),
            UTF_8);
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    children.script("docker-credential-good", READ_ALL + "/bin/cat '" + secret + "'");
    children.script(
        "docker-credential-nameless",
        READ_ALL + "/bin/sed 's/\"Username\":\"[a-z]*\"/\"Username\":\"\"/' '" + secret + "'");
    children.script("docker-credential-broken", READ_ALL + "/bin/sed 's/}/,,/' '" + secret + "'");
    children.script(
        "docker-credential-shouting", READ_ALL + "/bin/cat '" + secret + "' >&2; exit 1");
  }

  /** What other tests have compiled already need not be compiled again. */
  private void keepGoFolders(String go) {
    for (String name : List.of("GOCACHE", "GOMODCACHE")) {
      goFolders.put(name, CommandLine.of(go, "env", name).run().orFail().strip());
    }
  }

  private Run run(String name) throws IOException {
    Run run = new Run(name);
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("difyVersion", "1.16.1");
    parameters.put("cacheDirectory", work.resolve("cache").toString());
    parameters.put("from.registry", SecretWorld.SOURCE + "/langgenius");
    parameters.put("to.registry", SecretWorld.TARGET + "/acme");
    parameters.put(
        "insecureRegistries",
        String.join(
            ",",
            SecretWorld.SOURCE,
            SecretWorld.TARGET,
            SecretWorld.BLOBS,
            SecretWorld.OSS,
            SecretWorld.CDN,
            SecretWorld.GIT));
    parameters.put("offline", "false"); // -o is for Maven's own downloads
    parameters.put("retries", "0");
    parameters.put("instgo.allowHttp", "true");
    parameters.put("instgo.url", world.instgoUrl());
    parameters.put("pluginDaemon.source", work.resolve("sources/plugin-daemon").toString());
    parameters.put("sandbox.source", world.gitUrl(SecretWorld.USER, world.git.value()));
    parameters.put("go.version", "local");
    parameters.put("platforms", "linux/amd64");
    parameters.forEach((path, value) -> run.arguments.add("-Ddify-arms." + path + "=" + value));
    run.with("GOPROXY", world.address(SecretWorld.MODULES, world.modules))
        .with("PIP_INDEX_URL", world.address(SecretWorld.INDEX, world.index) + "/simple");
    return run;
  }

  /** Every goal, and every place that a password is kept at. */
  private void successes() throws IOException {
    run("help").goals("dify-arms:help", "-X").succeeds();
    run("look").goals("dify-arms:plan", "dify-arms:lock", "dify-arms:check", "-X").succeeds();
    run("build").in("look").goals("dify-arms:build", "-X", "-e").succeeds();
    run("quiet")
        .in("look")
        .keyVariable()
        .proxyVariables()
        .with("DOCKER_CONFIG", helper("good").toString())
        .goals("dify-arms:build", "dify-arms:plan", "-q", "-Ddify-arms.outputFormat=json")
        .succeeds();
    run("part")
        .with("DOCKER_CONFIG", world.identities().toString())
        .goals("dify-arms:build", "-Ddify-arms.index=false", "-Ddify-arms.components=api")
        .goals("-Ddify-arms.to.registry=" + SecretWorld.TARGET + "/parts", "-e")
        .succeeds();
    run("join")
        .in("part")
        .goals("dify-arms:index", "-Ddify-arms.index.inputs=target/dify-arms")
        .goals(
            "-Ddify-arms.components=api",
            "-Ddify-arms.to.registry=" + SecretWorld.TARGET + "/parts")
        .goals("-Ddify-arms.to.auth.username=" + SecretWorld.USER)
        .goals("-Ddify-arms.to.auth.password=" + world.literal.value(), "-X")
        .succeeds();
    run("local")
        .proxyVariables()
        .keyVariable()
        .goals("dify-arms:buildTar", "dify-arms:dockerBuild", "dify-arms:entrypoint", "-X")
        .goals("-Ddify-arms.entrypoint.output=script.sh", "-Ddify-arms.components=api")
        .succeeds();
    run("demo").proxyVariables().keyVariable().goals("dify-arms:demo", "-X").succeeds();
    run("doctor")
        .with("DOCKER_CONFIG", helper("good").toString())
        .goals("dify-arms:doctor", "-X", "-Ddify-arms.api.agent=baked")
        .fails("DA-691");
    if (world.baked.isPresent()) {
      bake(world.baked.get());
    }
  }

  /** The agent's installation by uv and pip, and its image, with a password in the index. */
  private void bake(BakedStandIns standIns) throws IOException {
    byte[] agent = standIns.agent();
    api("baked")
        .goals("-Ddify-arms.api.agent=baked")
        .goals("-Ddify-arms.api.agentUrl=" + world.serveAgent(agent))
        .goals("-Ddify-arms.api.agentSha256=" + Digest.of(agent).hex())
        .goals(
            "-Ddify-arms.api.from.image="
                + SecretWorld.SOURCE
                + "/langgenius/dify-api:"
                + SecretWorld.BAKED)
        .succeeds();
  }

  private Path helper(String name) throws IOException {
    return world.dockerConfig(name, Map.of("credHelpers", Map.of(SecretWorld.TARGET, name)));
  }

  /** What goes wrong for people, with everything shown that Maven can show. */
  private void failures() throws IOException {
    refusals();
    helpers();
    unreachable();
    malformed();
    tools();
  }

  private void refusals() throws IOException {
    api("wrong-pull")
        .goals("-Ddify-arms.from.auth.username=" + SecretWorld.USER)
        .goals("-Ddify-arms.from.auth.password=" + world.wrong.value())
        .fails("DA-202");
    world.guardedTarget.readOnly(true);
    api("refused-push").fails("DA-206");
    world.guardedTarget.readOnly(false);
    api("no-identity")
        .with(
            "DOCKER_CONFIG",
            world
                .dockerConfig(
                    "other-identity",
                    Map.of(
                        "auths",
                        Map.of(SecretWorld.TARGET, Map.of("identitytoken", world.refused.value()))))
                .toString())
        .fails("DA-202");
  }

  private void helpers() throws IOException {
    for (String helper : List.of("nameless", "broken", "shouting")) {
      api("helper-" + helper).goals("-Ddify-arms.to.credHelper=" + helper).fails("DA-214");
    }
    api("config-helper").with("DOCKER_CONFIG", helper("broken").toString()).fails("DA-202");
    Path config = world.dockerConfig("no-json", Map.of());
    Files.writeString(
        config.resolve("config.json"),
        "{\"auths\": {\"" + SecretWorld.TARGET + "\": {\"auth\": " + world.literal.value() + "}}}");
    api("config-no-json").with("DOCKER_CONFIG", config.toString()).fails("DA-202");
    api("config-no-login")
        .with(
            "DOCKER_CONFIG",
            world
                .dockerConfig(
                    "no-login",
                    Map.of(
                        "auths", Map.of(SecretWorld.TARGET, Map.of("auth", world.literal.value()))))
                .toString())
        .fails("DA-202");
  }

  private void unreachable() throws IOException {
    String nobody = "127.0.0.1:1";
    String login = SecretWorld.USER + ":" + SecretWorld.encode(world.proxyVariable.value()) + "@";
    Run down = api("no-proxy");
    down.settingsProxy = false;
    down.with("http_proxy", "http://" + login + nobody)
        .with("https_proxy", "http://" + login + nobody)
        .fails("DA-201");
    Run strange = api("strange-proxy");
    strange.settingsProxy = false;
    strange
        .with(
            "https_proxy",
            "http://" + SecretWorld.USER + ":" + world.malformed.value() + "@" + nobody)
        .fails("DA-107");
    Run refusing = api("refusing-proxy");
    refusing.settingsProxy = false;
    refusing
        .with(
            "http_proxy",
            "http://"
                + SecretWorld.USER
                + ":"
                + world.wrong.value()
                + "@127.0.0.1:"
                + world.network.port())
        .fails("DA-201");
  }

  /** Passwords that nobody has encoded, in every address that may have one, or must not. */
  private void malformed() throws IOException {
    String login = SecretWorld.USER + ":" + world.malformed.value() + "@";
    for (String parameter : List.of("from.registry", "to.registry", "api.from.image")) {
      api("malformed-" + parameter)
          .goals("-Ddify-arms." + parameter + "=" + login + "host.test/name")
          .fails("DA-102");
    }
    for (String parameter : List.of("api.pipIndexUrl", "api.agentUrl")) {
      api("malformed-" + parameter)
          .goals("-Ddify-arms." + parameter + "=https://" + login + "host.test/name")
          .fails("DA-107");
      String encoded = SecretWorld.USER + ":" + SecretWorld.encode(world.malformed.value()) + "@";
      api("forbidden-" + parameter)
          .goals("-Ddify-arms." + parameter + "=https://" + encoded + "host.test/name")
          .fails("DA-107");
    }
    daemon("malformed-instgo.url")
        .goals("-Ddify-arms.instgo.url=https://" + login + "host.test/instgo")
        .fails("DA-107");
    daemon("malformed-source")
        .goals("-Ddify-arms.pluginDaemon.source=https://" + login + "host.test/x.git")
        .fails("DA-614");
    daemon("malformed-go.proxy")
        .goals("-Ddify-arms.go.proxy=https://" + login + "host.test", "-Ddify-arms.go.version=1.25")
        .fails("DA-107");
    daemon("ssh-source")
        .goals(
            "-Ddify-arms.pluginDaemon.source=ssh://git:"
                + SecretWorld.encode(world.malformed.value())
                + "@git.test/x.git")
        .fails("DA-611");
  }

  private void tools() throws IOException {
    daemon("git-login")
        .goals("-Ddify-arms.pluginDaemon.source=" + world.gitUrl(world.gitToken.value(), ""))
        .fails("DA-611");
    daemon("go-version")
        .goals("-Ddify-arms.go.version=1.99", "-Ddify-arms.force=true")
        .fails("DA-622");
    daemon("instgo-signature")
        .goals("-Ddify-arms.instgo.url=" + world.instgoUrl().replace("/instgo/", "/missing/"))
        .fails("DA-601");
    world.serveInstgo(
        Map.of("echoKey", "true", "failBuild", "3", "notes", world.children.notes().toString()));
    daemon("instgo-fails").keyVariable().goals("-Ddify-arms.force=true").fails("DA-631");
    api("python").goals("-Ddify-arms.api.agent=baked", "-Ddify-arms.force=true").fails("DA-7");
  }

  private Run api(String name) throws IOException {
    return run(name)
        .goals("dify-arms:build", "-X", "-e", "-Ddify-arms.components=api")
        .goals("-Ddify-arms.cacheDirectory=" + work.resolve("other-cache"))
        .goals(
            "-Ddify-arms.to.registry="
                + SecretWorld.TARGET
                + "/"
                + name.toLowerCase(java.util.Locale.ROOT));
  }

  private Run daemon(String name) throws IOException {
    return run(name).goals("dify-arms:build", "-X", "-e", "-Ddify-arms.components=plugin-daemon");
  }

  private void lookAround() throws IOException {
    lookAtFiles();
    lookAtNetwork();
    lookAtChildren();
  }

  private void lookAtFiles() throws IOException {
    lookInto(work.resolve("projects"), file -> true);
    lookInto(work.resolve("cache"), file -> true);
    lookInto(Files.createDirectories(work.resolve("other-cache")), file -> true);
    lookInto(work.resolve("machine/tmp"), file -> true);
    lookInto(work.resolve("machine/home"), file -> true);
    lookInto(work.resolve("sources"), file -> true);
    lookInto(repository.resolve("io/github/difyarms"), this::changed);
  }

  private boolean changed(Path file) {
    try {
      return Files.getLastModifiedTime(file).compareTo(begun) >= 0;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void lookInto(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).filter(wanted).toList()) {
        files++;
        world
            .marks
            .in(Files.readAllBytes(file))
            .forEach(hit -> leak(work.relativize(file).toString(), hit));
        world.marks.in(file.toString()).forEach(hit -> leak("a file's name", hit));
      }
    }
  }

  private void lookAtNetwork() {
    world
        .network
        .tunnels()
        .forEach(head -> world.marks.in(head).forEach(hit -> leak("a tunnel: " + head, hit)));
    for (Request request : world.network.requests()) {
      if (request.uri().getPath().matches("/v2/.*/(blobs/uploads|manifests)/.*")) {
        world.marks.in(request.body()).forEach(hit -> leak("an image, " + request, hit));
      }
      for (Marks.Hit hit : world.marks.in(request.bytes())) {
        boolean own =
            world
                .marks
                .find(hit.mark())
                .filter(m -> m.hosts().contains(request.host()))
                .isPresent();
        if (!own) {
          leak("the request " + request, hit);
        }
      }
    }
  }

  private void lookAtChildren() throws IOException {
    demandChildren();
    for (WatchedChildren.Seen seen : world.children.seen()) {
      world
          .marks
          .in(seen.commandLine())
          .forEach(hit -> leak("the arguments of " + seen.child(), hit));
      for (Marks.Hit hit : world.marks.in(seen.variables())) {
        boolean business =
            world
                .marks
                .find(hit.mark())
                .filter(m -> m.children().contains(seen.child()))
                .isPresent();
        if (!business) {
          leak("the environment of " + seen.child() + " (" + seen.arguments().get(0) + ")", hit);
        }
      }
    }
  }

  /** What was not seen has no leaks. */
  private void demandChildren() throws IOException {
    if (!everything()) {
      return;
    }
    List<String> called = world.children.seen().stream().map(WatchedChildren.Seen::called).toList();
    boolean bakes = world.baked.isPresent() && WatchedChildren.sampled();
    Stream.concat(STARTED.stream(), bakes ? STARTED_TO_BAKE.stream() : Stream.of())
        .map(line -> Pattern.compile(line, Pattern.DOTALL))
        .filter(line -> called.stream().noneMatch(one -> line.matcher(one).matches()))
        .forEach(line -> surprises.add("no child was seen that was started as " + line));
  }

  private static boolean everything() {
    return ONLY.equals(".*") && PARTS.contains("successes") && PARTS.contains("failures");
  }

  /** For a try by hand: Maven's home, the local repository, a folder, a file with a POM. */
  public static void main(String[] arguments) throws IOException {
    Outcome outcome =
        of(
            Path.of(arguments[0]),
            Path.of(arguments[1]),
            Path.of(arguments[2]),
            Files.readString(Path.of(arguments[3])));
    System.out.println(outcome);
  }
}
