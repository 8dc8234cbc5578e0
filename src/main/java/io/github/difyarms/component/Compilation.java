package io.github.difyarms.component;

import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.Production;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.toolchain.Command;
import io.github.difyarms.toolchain.CommandResult;
import io.github.difyarms.toolchain.GoTarget;
import io.github.difyarms.toolchain.GoToolchain;
import io.github.difyarms.toolchain.InstgoTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** One program: compiled in a folder of its own, checked, kept; or taken from the cache. */
final class Compilation implements Production {
  /** Raised when the same recipe is compiled in another way than before. */
  private static final int VERSION = 1;

  /** Raised when the cache keeps something else of a program than before. */
  private static final int RECORD = 2;

  private final GoTools tools;
  private final CompileSettings settings;
  private final CompileListener listener;
  private final InstgoTool instgo;
  private final Recipe recipe;
  private final Optional<String> goHash;
  private final Optional<GlibcVersion> baseGlibc;
  private final boolean again;
  private final AtomicInteger packages = new AtomicInteger();

  Compilation(
      GoTools tools,
      CompileSettings settings,
      CompileListener listener,
      InstgoTool instgo,
      Recipe recipe,
      Optional<String> goHash,
      Optional<GlibcVersion> baseGlibc,
      boolean again) {
    this.tools = tools;
    this.settings = settings;
    this.listener = listener;
    this.instgo = instgo;
    this.recipe = recipe;
    this.goHash = goHash;
    this.baseGlibc = baseGlibc;
    this.again = again;
  }

  /** Returns what decides the program, whatever machine compiles it. */
  String inputs() {
    return String.join(
        "\n",
        "program " + VERSION,
        recipe.inputs(),
        settings.text(),
        "environment " + target(false, Path.of("/")).settingsText(),
        "instgo " + instgo.versionNumber().orElse(instgo.version()));
  }

  /** Everything that decides it, this machine's tools included. */
  private String key() {
    return String.join(
        "\n",
        inputs(),
        "record " + RECORD,
        "instgo " + instgo.sha256(),
        "host " + tools.host(),
        "cgo " + recipe.cgo(),
        "C library of the image " + baseGlibc, // what was checked, see requireGlibc
        "key " + settings.keyFingerprint());
  }

  /** Returns the program if an earlier build compiled it from the very same inputs. */
  Optional<Making.Cached> cached() {
    return again
        ? Optional.empty()
        : tools.programs().find(key()).map(e -> new Making.Cached(e.digest(), e.size()));
  }

  /**
   * Compiles, or takes what an earlier build compiled from the very same inputs: as its record
   * tells of it, for whoever puts it into a layer compares its bytes with the digest anyway.
   */
  @Override
  public MadeFile make() throws IOException {
    return make(tools.programs()::told);
  }

  @Override
  public MadeFile makeChecked() throws IOException {
    return make(tools.programs()::find);
  }

  private MadeFile make(Function<String, Optional<ProgramCache.Entry>> programs)
      throws IOException {
    Optional<ProgramCache.Entry> kept = again ? Optional.empty() : programs.apply(key());
    if (kept.isPresent()) {
      ProgramBuild build = cached(kept.get().build());
      listener.compiled(recipe.component(), recipe.platform(), build);
      return made(kept.get(), build);
    }
    listener.waiting(recipe.component(), recipe.platform());
    try {
      ProgramCache.Entry entry = tools.slots().run(this::compile);
      listener.compiled(recipe.component(), recipe.platform(), entry.build());
      return made(entry, entry.build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** A program in the cache needs no Go. */
  @Override
  public List<String> missing() {
    if (!again && tools.programs().find(key()).isPresent()) {
      return List.of();
    }
    try {
      tools.toolchains().provide(recipe.go(), goHash);
      return List.of();
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.GO_UNAVAILABLE) {
        throw e;
      }
      return List.of(
          "Go " + recipe.go() + " for " + tools.host() + ", to compile " + recipe.component());
    }
  }

  private ProgramCache.Entry compile() throws IOException {
    try (Scratch scratch = Scratch.below(tools.scratch())) {
      return compile(scratch);
    }
  }

  private ProgramCache.Entry compile(Scratch scratch) throws IOException {
    long start = System.nanoTime();
    GoToolchain go = tools.toolchains().provide(recipe.go(), goHash);
    Path source = scratch.folder("source");
    recipe.source().exportTo(source);
    for (Map.Entry<String, byte[]> file : recipe.added().entrySet()) {
      Path path = source.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Path tool = instgo.copyInto(scratch.folder("bin"));
    Path temporary = scratch.folder("tmp");
    set(tool, go, source, temporary);
    for (Recipe.Step step : recipe.steps()) {
      run(step, tool, go, source, temporary);
    }
    Path program = source.resolve(recipe.steps().get(recipe.steps().size() - 1).output());
    ProgramFacts facts = new ProgramCheck(recipe, GoModule.of(recipe.source())).check(program);
    checkLibraries(source);
    Optional<String> updated = instgo.changedHash(tool);
    boolean holdsKey =
        settings.licenseKey().isPresent()
            && ProgramWarnings.contains(program, settings.licenseKey().get());
    List<Path> others =
        recipe.steps().subList(0, recipe.steps().size() - 1).stream()
            .map(step -> source.resolve(step.output()))
            .toList();
    return tools
        .programs()
        .keep(
            key(),
            program,
            others,
            new ProgramBuild(
                recipe.source().shown(),
                recipe.revision(),
                recipe.source().identity(),
                recipe.go(),
                new ProgramBuild.Tool(
                    instgo.version(), instgo.sha256(), instgo.shownOrigin(), updated),
                false,
                Duration.ofNanos(System.nanoTime() - start),
                facts),
            holdsKey);
  }

  /** What {@code set} keeps belongs to the folder: set and build run in the same one. */
  private void set(Path tool, GoToolchain go, Path source, Path temporary) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(tool.toString());
    arguments.add("set");
    arguments.add("--regionId=" + settings.region());
    arguments.addAll(settings.setArgs());
    settings.agentVersion().ifPresent(version -> arguments.add("--agentVersion=" + version));
    CommandResult result =
        execute(
            Command.of(arguments, source, environment(go, target(false, temporary)))
                .with(this::printed)
                .within(Duration.ofMinutes(5)));
    if (!result.successful()) {
      throw new DifyArmsException(
          ErrorCode.INSTGO_FAILED,
          "instgo set failed for " + recipe.component() + " " + recipe.platform(),
          shown(arguments, source),
          result.words());
    }
  }

  private void run(Recipe.Step step, Path tool, GoToolchain go, Path source, Path temporary)
      throws IOException {
    Path output = source.resolve(step.output());
    Files.createDirectories(output.toAbsolutePath().getParent());
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(tool.toString(), "go", "build", "-v", "-buildvcs=false"));
    arguments.addAll(List.of("-p", Integer.toString(tools.slots().parallelism())));
    if (settings.trimpath()) {
      arguments.add("-trimpath");
    }
    if (recipe.source().read("vendor/modules.txt").isPresent()) {
      arguments.add("-mod=vendor");
    }
    arguments.addAll(step.flags());
    arguments.addAll(settings.extraArgs());
    arguments.addAll(List.of("-o", output.toString(), step.pkg()));
    listener.compiling(recipe.component(), recipe.platform(), output.getFileName().toString());
    CommandResult result =
        execute(
            Command.of(arguments, source, environment(go, target(step.cgo(), temporary)))
                .with(this::printed));
    if (!result.successful() || !Files.isRegularFile(output)) {
      throw new DifyArmsException(
          ErrorCode.COMPILE_FAILED,
          "compiling "
              + step.output()
              + " of "
              + recipe.component()
              + " for "
              + recipe.platform()
              + " failed",
          shown(arguments, source),
          result.successful()
              ? "instgo ended well and left no program\n" + result.words()
              : result.words());
    }
  }

  private CommandResult execute(Command command) throws IOException {
    try {
      return tools.commands().run(command);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Paths of the scratch folder tell nobody anything. */
  private static String shown(List<String> arguments, Path source) {
    List<String> shown = new ArrayList<>(List.of("instgo"));
    for (String argument : arguments.subList(1, arguments.size())) {
      String text = argument.replace(source + "/", "");
      shown.add(text.contains(" ") ? "'" + text + "'" : text);
    }
    return String.join(" ", shown);
  }

  private GoTarget target(boolean cgo, Path temporary) {
    return new GoTarget(
        recipe.platform().os(),
        recipe.platform().architecture(),
        cgo ? recipe.cgo() : Optional.empty(),
        temporary);
  }

  private Map<String, String> environment(GoToolchain go, GoTarget target) {
    Map<String, String> environment = new TreeMap<>(go.environment(target));
    recipe.rules().ifPresent(rules -> environment.put("INSTGO_EXTRA_RULES", rules));
    settings.licenseKey().ifPresent(key -> environment.put("ARMS_LICENSE_KEY", key));
    return environment;
  }

  private void printed(String line) {
    listener.printed(recipe.component(), recipe.platform(), line);
    if (GoOutput.isPackage(line)) {
      listener.compilingPackage(
          recipe.component(), recipe.platform(), packages.incrementAndGet(), line);
    }
  }

  private void checkLibraries(Path source) {
    if (baseGlibc.isEmpty()) {
      return;
    }
    for (Recipe.Step step : recipe.steps()) {
      if (step.cgo()) {
        ProgramCheck.requireGlibc(source.resolve(step.output()), baseGlibc.get(), recipe);
      }
    }
  }

  /** Results that do not go into the image are left for people to look at. */
  private void leave(List<Path> others) throws IOException {
    Path kept =
        tools
            .kept()
            .resolve(recipe.component())
            .resolve(recipe.platform().fileName())
            .resolve("built");
    for (Path file : others) {
      Files.createDirectories(kept);
      Files.copy(
          file, kept.resolve(file.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The same source may lie somewhere else by now. */
  private ProgramBuild cached(ProgramBuild build) {
    return new ProgramBuild(
        recipe.source().shown(),
        build.revision(),
        build.identity(),
        build.go(),
        build.instgo(),
        true,
        build.duration(),
        build.program());
  }

  private MadeFile made(ProgramCache.Entry entry, ProgramBuild build) throws IOException {
    leave(entry.others());
    return new MadeFile(
        () -> Files.newInputStream(entry.file()),
        entry.digest(),
        entry.size(),
        Optional.of(build),
        new TreeMap<>(),
        ProgramWarnings.of(recipe, build, entry.holdsKey()));
  }
}
