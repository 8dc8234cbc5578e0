package io.github.difyarms.toolchain;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the C compiler for a Linux target and proves, by compiling and linking, that it builds
 * programs with libseccomp. Thread-safe.
 */
public final class CToolchains {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final Commands commands;
  private final Map<String, String> environment;
  private final Map<String, String> overrides;

  /**
   * Creates the search.
   *
   * @param environment the process's environment: {@code PATH} and {@code PKG_CONFIG_PATH} are
   *     taken from it
   * @param overrides {@code CC} by architecture ({@code amd64}, {@code arm64}), where the user
   *     names one
   */
  public CToolchains(
      Commands commands, Map<String, String> environment, Map<String, String> overrides) {
    this.commands = commands;
    this.environment = Map.copyOf(environment);
    this.overrides = Map.copyOf(overrides);
  }

  /**
   * Returns a compiler for a Linux target.
   *
   * @param architecture the target's {@code GOARCH}
   * @throws DifyArmsException {@link ErrorCode#COMPILER_MISSING} with each compiler that was tried,
   *     its words, and the packages to install
   */
  public CToolchain check(String architecture, Host host) {
    CTarget target = CTarget.of(architecture, host);
    List<String> failures = new ArrayList<>();
    for (String cc : candidates(architecture, target)) {
      if (!onPath(cc.strip().split("\\s+")[0])) {
        failures.add(cc + ": not found");
        continue;
      }
      CToolchain toolchain = toolchain(architecture, cc, target);
      Optional<String> failure = probe(toolchain);
      if (failure.isEmpty()) {
        return toolchain.withVersion(version(toolchain));
      }
      failures.add(cc + ": " + failure.get());
    }
    throw new DifyArmsException(
        ErrorCode.COMPILER_MISSING,
        "no C compiler on this machine (" + host + ") builds libseccomp programs for the target",
        "linux/" + architecture,
        String.join("\n", failures) + "\n" + target.packages());
  }

  private List<String> candidates(String architecture, CTarget target) {
    return Optional.ofNullable(overrides.get(architecture))
        .map(List::of)
        .orElse(target.compilers());
  }

  private CToolchain toolchain(String architecture, String cc, CTarget target) {
    Path folder = Path.of("/usr/lib", target.triplet(), "pkgconfig");
    if (target.cross()) {
      return new CToolchain(architecture, cc, Optional.empty(), Optional.of(folder.toString()), "");
    }
    Optional<String> path =
        Optional.ofNullable(environment.get("PKG_CONFIG_PATH"))
            .or(() -> Optional.of(folder).filter(Files::isDirectory).map(Path::toString));
    return new CToolchain(architecture, cc, path, Optional.empty(), "");
  }

  private boolean onPath(String program) {
    if (program.contains("/")) {
      return Files.isExecutable(Path.of(program));
    }
    return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /** Returns the first lines of what compiler and libseccomp say; empty where they say nothing. */
  private String version(CToolchain toolchain) {
    List<String> compiler = new ArrayList<>(toolchain.command());
    compiler.add("--version");
    List<String> library = List.of("pkg-config", "--modversion", "libseccomp");
    Path here = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> said = new ArrayList<>();
    try {
      for (List<String> command : List.of(compiler, library)) {
        run(command, toolchain, here).tail().stream().findFirst().ifPresent(said::add);
      }
    } catch (IOException e) {
      // It has just compiled a program; that it says nothing of itself is no reason to stop.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return String.join(", libseccomp ", said);
  }

  /** Returns why a compiler does not do; empty when it does. */
  private Optional<String> probe(CToolchain toolchain) {
    try {
      Path scratch = Files.createTempDirectory("dify-arms-cc");
      try {
        return probe(toolchain, scratch);
      } finally {
        Deletion.of(scratch);
      }
    } catch (IOException e) {
      return Optional.of(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DifyArmsException(
          ErrorCode.COMPILER_MISSING,
          "the build was interrupted",
          toolchain.cc(),
          "while the C compiler was tried",
          e);
    }
  }

  private Optional<String> probe(CToolchain toolchain, Path scratch)
      throws IOException, InterruptedException {
    if (!onPath("pkg-config")) { // Go asks it where libseccomp is
      return Optional.of("pkg-config: not found");
    }
    CommandResult flags =
        run(List.of("pkg-config", "--cflags", "--libs", "libseccomp"), toolchain, scratch);
    if (!flags.successful()) {
      return Optional.of("pkg-config knows no libseccomp for it: " + flags.words());
    }
    Files.writeString(
        scratch.resolve("probe.c"),
        "#include <seccomp.h>\nint main(void) { return seccomp_init(SCMP_ACT_ALLOW) == 0; }\n");
    List<String> compile = new ArrayList<>(toolchain.command());
    compile.addAll(List.of("-o", "probe", "probe.c"));
    flags.tail().forEach(line -> compile.addAll(words(line)));
    CommandResult result = run(compile, toolchain, scratch);
    if (!result.successful()) {
      return Optional.of(result.words());
    }
    return ProgramHeader.unfit(
        scratch.resolve("probe"), new Host("linux", toolchain.architecture()));
  }

  private static List<String> words(String line) {
    return Arrays.stream(line.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  private CommandResult run(List<String> arguments, CToolchain toolchain, Path scratch)
      throws IOException, InterruptedException {
    Map<String, String> variables = new TreeMap<>(toolchain.environment());
    variables.put("PATH", environment.getOrDefault("PATH", ""));
    variables.put("TMPDIR", scratch.toString());
    variables.put("LANG", "C.UTF-8");
    return commands.run(Command.of(arguments, scratch, variables).within(DEADLINE));
  }
}
