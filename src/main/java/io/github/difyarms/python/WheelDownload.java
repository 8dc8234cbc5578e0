package io.github.difyarms.python;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.python.Resolution.Candidates;
import io.github.difyarms.toolchain.CommandResult;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has pip pick, of the wheels of each distribution, the best for a platform, and fetch it with its
 * hash required. Wheels of the tarball are only picked: no index is asked for them.
 */
final class WheelDownload {
  private final PythonTools tools;
  private final IndexChoice index;
  private final WheelStore store;

  WheelDownload(PythonTools tools, IndexChoice index, WheelStore store) {
    this.tools = tools;
    this.index = index;
    this.store = store;
  }

  /** Returns the wheels; those of the index are in the store then. */
  List<Wheel> fetch(AgentTarball agent, TargetPython target, List<Candidates> packages)
      throws IOException, InterruptedException {
    List<Wheel> wheels = new ArrayList<>();
    List<Candidates> severalOfAgent = new ArrayList<>();
    List<Candidates> ofIndex = new ArrayList<>();
    for (Candidates candidates : packages) {
      if (!candidates.ofAgent()) {
        ofIndex.add(candidates);
      } else if (candidates.hashes().size() == 1) {
        wheels.add(ofAgent(agent, candidates.hashes().get(0)));
      } else {
        severalOfAgent.add(candidates);
      }
    }
    if (!severalOfAgent.isEmpty()) {
      List<String> only = List.of("--no-index", "--find-links", agent.folder().toString());
      for (Wheel wheel : run(target, severalOfAgent, only, false)) {
        wheels.add(ofAgent(agent, wheel.sha256()));
      }
    }
    if (!ofIndex.isEmpty()) {
      wheels.addAll(run(target, ofIndex, List.of(), true));
    }
    return wheels;
  }

  private static Wheel ofAgent(AgentTarball agent, String sha256) throws IOException {
    return agent.wheels().stream()
        .filter(wheel -> wheel.sha256().equals(sha256))
        .findFirst()
        .orElseThrow(() -> new UnexpectedAnswer("the tarball has no wheel " + sha256));
  }

  private List<Wheel> run(
      TargetPython target, List<Candidates> packages, List<String> where, boolean keep)
      throws IOException, InterruptedException {
    Path incoming = store.incoming();
    try {
      Path folder = Files.createDirectories(incoming.resolve("wheels"));
      Path requirements = incoming.resolve("requirements.txt");
      Files.writeString(requirements, requirements(packages));
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "download",
                  "--quiet",
                  "--no-deps",
                  "--require-hashes",
                  "--only-binary",
                  ":all:",
                  "--requirement",
                  requirements.toString(),
                  "--dest",
                  folder.toString(),
                  "--python-version",
                  target.version(),
                  "--implementation",
                  "cp",
                  "--abi",
                  "cp" + target.major() + target.minor(),
                  "--abi",
                  "abi3",
                  "--abi",
                  "none"));
      PythonPlatforms.pip(target).forEach(name -> arguments.addAll(List.of("--platform", name)));
      arguments.addAll(where);
      CommandResult result = tools.pip(arguments, incoming);
      if (!result.successful()) {
        throw failure(target, result.words());
      }
      return take(folder, packages, keep);
    } finally {
      Deletion.of(incoming);
    }
  }

  private static String requirements(List<Candidates> packages) {
    return packages.stream()
        .map(
            p ->
                p.distribution()
                    + p.hashes().stream()
                        .map(hash -> " --hash=sha256:" + hash)
                        .collect(Collectors.joining()))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private List<Wheel> take(Path folder, List<Candidates> packages, boolean keep)
      throws IOException {
    Map<String, Candidates> byHash =
        packages.stream()
            .flatMap(p -> p.hashes().stream().map(hash -> Map.entry(hash, p)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    List<Wheel> wheels = new ArrayList<>();
    for (Path file : files) {
      String sha256 = ToolFiles.sha256(file);
      Candidates candidates = byHash.get(sha256);
      if (candidates == null) {
        throw new UnexpectedAnswer(
            "pip fetched " + file.getFileName() + ", which nobody asked for");
      }
      requireWheel(file);
      wheels.add(
          new Wheel(
              candidates.distribution(),
              String.valueOf(file.getFileName()),
              sha256,
              Files.size(file),
              !keep));
      if (keep) {
        store.keep(file, sha256);
      }
    }
    if (wheels.size() != packages.size()) {
      throw new UnexpectedAnswer("pip fetched " + files + " for " + requirements(packages));
    }
    return wheels;
  }

  /** It has the hash that was asked for, so the index itself has it like that. */
  private void requireWheel(Path file) {
    try {
      WheelMetadata.of(file);
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.WHEEL_INVALID,
          "a file of the package index is no wheel of its name",
          index + ", " + file.getFileName(),
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private DifyArmsException failure(TargetPython target, String words) {
    if (words.contains("DO NOT MATCH THE HASHES")) {
      return new DifyArmsException(
          ErrorCode.WHEEL_HASH_MISMATCH,
          "a wheel has not the SHA-256 it should have",
          index.toString(),
          words);
    }
    if (words.contains("No matching distribution found")) {
      return new DifyArmsException(
          ErrorCode.WHEEL_MISSING,
          "there is no wheel for the image's platform",
          target.toString(),
          words);
    }
    return new DifyArmsException(
        ErrorCode.PACKAGE_INDEX_FAILED,
        "wheels cannot be fetched from the package index",
        index.toString(),
        words);
  }
}
