package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.PackedAgent;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.python.AgentTarball;
import io.github.difyarms.python.Agents;
import io.github.difyarms.python.InstalledFile;
import io.github.difyarms.python.TargetPython;
import io.github.difyarms.python.Wheel;
import io.github.difyarms.python.WheelInstaller;
import io.github.difyarms.python.WheelSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The agent's directory in an image: wheels unpacked, and nothing else.
 *
 * @param agents brings the wheels
 * @param agent the agent
 * @param wheels everything that is unpacked
 * @param target the Python it is for
 * @param interpreter that Python's place in the image
 */
record BakedTree(
    Agents agents, AgentTarball agent, WheelSet wheels, TargetPython target, String interpreter)
    implements AddedTree.TreeProduction {
  /** The agent's place in what is added to an image. */
  static final String BELOW = "agent";

  /** Raised when the same wheels come to other files than before. */
  static final int VERSION = 1;

  /** Python imports these by themselves, in every process that has the directory on its path. */
  private static final Set<String> IMPORTED_UNASKED = Set.of("sitecustomize", "usercustomize");

  /** Returns what decides the files, whatever machine makes them. */
  String inputs() {
    List<String> lines = new ArrayList<>();
    lines.add("agent " + VERSION + " " + agent.agent());
    lines.add(target + " " + interpreter);
    wheels.wheels().forEach(wheel -> lines.add(wheel.filename() + " " + wheel.sha256()));
    return String.join("\n", lines);
  }

  @Override
  public List<String> missing() {
    return agents.missing(wheels).stream()
        .map(wheel -> "wheel " + wheel.filename() + ": " + agents.index())
        .toList();
  }

  @Override
  public MadeTree make(Path folder) throws IOException {
    List<Path> files = agents.files(agent, target, wheels);
    List<InstalledFile> installed = WheelInstaller.install(files, interpreter, folder);
    installed.forEach(file -> requireHarmless(file.path()));
    List<MadeTree.File> made =
        installed.stream()
            .map(
                file ->
                    new MadeTree.File(
                        BELOW + "/" + file.path(),
                        file.executable(),
                        file.content(),
                        sha256(file.sha256()),
                        file.size()))
            .toList();
    return new MadeTree(
        made,
        new PackedAgent(
            AgentBaking.DIRECTORY,
            agent.agent().name(),
            agent.agent().version(),
            agent.address(),
            agent.sha256(),
            target.toString(),
            agents.index(),
            made.size(),
            made.stream().mapToLong(MadeTree.File::size).sum(),
            packed(files)));
  }

  /** A module of such a name comes as a file, a compiled file, a library or a directory. */
  private void requireHarmless(String path) {
    String top = path.split("/", 2)[0];
    String module = top.split("\\.", 2)[0];
    if (IMPORTED_UNASKED.contains(module) && !top.endsWith(".dist-info")) {
      throw new DifyArmsException(
          ErrorCode.AGENT_UNFIT,
          "a wheel of the agent would run in every Python process of a container",
          agent.address() + ", " + path,
          "Python imports "
              + module
              + " by itself from a directory on PYTHONPATH, also in processes that are not to be"
              + " monitored");
    }
  }

  /** Of wheels that a lock names the size is not known before their files are here. */
  private List<PackedWheel> packed(List<Path> files) throws IOException {
    List<PackedWheel> packed = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      packed.add(packed(wheels.wheels().get(i), Files.size(files.get(i))));
    }
    return packed;
  }

  /** Returns wheels as plans tell them. */
  static List<PackedWheel> packed(WheelSet wheels) {
    return wheels.wheels().stream().map(wheel -> packed(wheel, wheel.size())).toList();
  }

  private static PackedWheel packed(Wheel wheel, long size) {
    return new PackedWheel(
        wheel.distribution().name(),
        wheel.distribution().version(),
        wheel.filename(),
        sha256(wheel.sha256()),
        size,
        wheel.ofAgent());
  }

  private static Digest sha256(String hex) {
    return Digest.parse("sha256:" + hex);
  }
}
