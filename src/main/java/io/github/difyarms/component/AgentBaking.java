package io.github.difyarms.component;

import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Tree;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.MadeTree;
import io.github.difyarms.model.Packing;
import io.github.difyarms.model.Removal;
import io.github.difyarms.python.AgentLook;
import io.github.difyarms.python.AgentTarball;
import io.github.difyarms.python.Agents;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.TargetPython;
import io.github.difyarms.python.WheelSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts the Python agent into an image of dify-api: a directory of its own beside the application's
 * packages, with wheels that contradict none of these.
 */
public final class AgentBaking {
  /** What is added to an image. */
  static final String HOME = PythonPlaces.ADDED;

  /** Where the agent lies, and nothing else with it. */
  public static final String DIRECTORY = HOME + "/" + BakedTree.BELOW;

  private static final int DIRECTORY_MODE = 0755;

  private static final String OPEN =
      "api: the agent's wheels are not settled yet, and a build may find that they do not fit the image;"
          + " mvn dify-arms:doctor looks at Python and the package index";

  private static final String REMOVALS_OPEN =
      "api: which of the community's OpenTelemetry instrumentors are taken out of the image is known"
          + " when the base has been read";

  private static final EntryAttributes UNKNOWN =
      new EntryAttributes(DIRECTORY_MODE, 0, 0, Instant.EPOCH, new TreeMap<>());

  private final Agents agents;
  private final String chosen;
  private final boolean removing;
  private final boolean lookOnly;
  private Optional<AgentLook> known = Optional.empty();
  private Optional<String> lacking = Optional.empty();

  /**
   * Creates it.
   *
   * @param agents brings the agent and its wheels
   * @param chosen which agent the user asks for, without secrets
   * @param removing whether the community's instrumentors are taken out of the image
   * @param lookOnly whether nothing is to be made, so that nothing large has to be fetched or read
   */
  public AgentBaking(Agents agents, String chosen, boolean removing, boolean lookOnly) {
    this.agents = agents;
    this.chosen = chosen;
    this.removing = removing;
    this.lookOnly = lookOnly;
  }

  /**
   * What it comes to on one platform.
   *
   * @param values what the start script has to know; empty while that is not known
   * @param tree the agent's directory
   * @param removals what is taken out of the image
   * @param notes things worth knowing
   * @param warnings things worth acting on
   */
  record Baked(
      Optional<Values> values,
      AddedTree tree,
      List<Removal> removals,
      List<String> notes,
      List<String> warnings) {}

  /**
   * What the start script has to know.
   *
   * @param agent the agent's distribution
   * @param python the Python it was made for: {@code 3.12}
   * @param removed distributions that were taken out of the image
   */
  public record Values(Distribution agent, String python, List<String> removed) {}

  /** Returns the state of what decides the result and is not in the image. */
  String settings() {
    return "agent "
        + look().tarball().map(AgentTarball::sha256).orElse("not here")
        + "\nindex "
        + agents.index();
  }

  /** Asks once for all platforms: the agent must not change between two of them. */
  private synchronized AgentLook look() {
    if (known.isEmpty()) {
      try {
        known = Optional.of(lookOnly ? agents.look() : provided(agents.provide()));
      } catch (DifyArmsException e) {
        if (e.code() != ErrorCode.OFFLINE) {
          throw e;
        }
        lacking = Optional.of("the Python agent: " + e.where());
        known = Optional.of(new AgentLook(e.where(), Optional.empty(), OptionalLong.empty()));
      }
    }
    return known.get();
  }

  private static AgentLook provided(AgentTarball tarball) {
    return new AgentLook(tarball.address(), Optional.of(tarball), OptionalLong.empty());
  }

  /** Returns what cannot be had without a connection, for a plan that did not come about. */
  List<String> missing() {
    look();
    return lacking().stream().toList();
  }

  private synchronized Optional<String> lacking() {
    return lacking;
  }

  /** Returns what the user has configured of it. */
  String configuration() {
    return "baked "
        + BakedTree.VERSION
        + ", agent "
        + chosen
        + ", instrumentors "
        + (removing ? "removed" : "kept");
  }

  Baked of(PlatformBase base) throws IOException {
    AgentLook look = look();
    Optional<Tree> tree;
    try {
      tree =
          lookOnly
              ? base.trees().kept(PythonEnvironment.query())
              : Optional.of(base.trees().read(PythonEnvironment.query()));
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.OFFLINE) {
        throw e;
      }
      return unread(
          base,
          look,
          List.of("what is in the layers of " + base.platform() + ": " + base.reference()));
    }
    if (tree.isEmpty()) {
      return unread(base, look, List.of());
    }
    String where = base.reference() + " " + base.platform();
    PythonEnvironment environment = PythonEnvironment.of(tree.get(), base.image().config(), where);
    requireFree(tree.get(), where);
    TargetPython target = target(tree.get(), base.platform(), environment, where);
    List<String> notes = new ArrayList<>();
    List<String> warnings = new ArrayList<>(environment.warnings());
    List<Instrumentor> removed = removed(environment, notes);
    List<Removal> removals = removals(environment, removed);
    AddedTree added = added(look, target, environment, removed);
    if (added.inputs().isEmpty()) {
      notes.add(OPEN);
    }
    Optional<Values> values =
        look.tarball()
            .map(
                agent ->
                    new Values(
                        agent.agent(),
                        target.version(),
                        removed.stream().map(one -> one.distribution().name()).toList()));
    return new Baked(values, added, removals, notes, warnings);
  }

  /** The base was not looked into, because that takes reading much of it. */
  private Baked unread(PlatformBase base, AgentLook look, List<String> missing) {
    long bytes = base.trees().unread(PythonEnvironment.query());
    Packing packing = packing(look, Optional.empty(), Optional.empty(), bytes);
    return new Baked(
        Optional.empty(),
        new AddedTree(
            HOME, new TreeMap<>(), UNKNOWN, Optional.empty(), packing, impossible(missing)),
        List.of(),
        List.of(OPEN, REMOVALS_OPEN),
        List.of());
  }

  /** Makes nothing: something is not known; offline perhaps because it cannot be. */
  private AddedTree.TreeProduction impossible(List<String> more) {
    List<String> missing = new ArrayList<>(lacking().stream().toList());
    missing.addAll(more);
    return new AddedTree.TreeProduction() {
      @Override
      public MadeTree make(Path folder) {
        throw new IllegalStateException("this plan was made without its tools");
      }

      @Override
      public List<String> missing() {
        return missing;
      }
    };
  }

  private static void requireFree(Tree tree, String where) {
    if (tree.at(HOME).isPresent()) {
      throw new DifyArmsException(
          ErrorCode.ENVIRONMENT_UNFIT,
          "the base image has " + HOME + " already",
          where,
          "it was made by this plugin; start from the upstream image");
    }
  }

  private static TargetPython target(
      Tree tree, Platform platform, PythonEnvironment environment, String where)
      throws IOException {
    GlibcVersion glibc =
        BaseGlibc.of(tree, platform.architecture())
            .orElseThrow(
                () ->
                    new DifyArmsException(
                        ErrorCode.ENVIRONMENT_UNFIT,
                        "the version of the C library in the base image cannot be told",
                        where,
                        "there is no GNU C library where Debian has it; wheels are built for one"));
    return new TargetPython(
        environment.major(), environment.minor(), glibc, platform.architecture());
  }

  private List<Instrumentor> removed(PythonEnvironment environment, List<String> notes) {
    List<Instrumentor> all =
        environment.instrumentors().stream().filter(one -> !one.removed().isEmpty()).toList();
    if (all.isEmpty()) {
      return List.of();
    }
    String names = String.join(", ", all.stream().map(one -> one.distribution().name()).toList());
    if (!removing) {
      notes.add("api: these stay in the image and may report spans twice: " + names);
      return List.of();
    }
    if (environment.wanted().isPresent()) {
      notes.add(
          "api: "
              + environment.wanted().get()
              + ", so these stay in the image and may report spans twice: "
              + names);
      return List.of();
    }
    notes.add(
        "api: taken out of the image, because the agent has its own: "
            + names
            + "; where ENABLE_OTEL is true Dify needs them: build with"
            + " -Ddify-arms.api.instrumentors=keep then");
    return all;
  }

  private static List<Removal> removals(PythonEnvironment environment, List<Instrumentor> removed) {
    List<Removal> removals = new ArrayList<>();
    for (Instrumentor one : removed) {
      for (String path : one.removed()) {
        removals.add(
            new Removal(
                path,
                above(environment, path),
                one.distribution().name() + " " + one.distribution().version()));
      }
    }
    return removals;
  }

  private static SortedMap<String, EntryAttributes> above(
      PythonEnvironment environment, String path) {
    SortedMap<String, EntryAttributes> above = new TreeMap<>();
    environment
        .directories()
        .forEach(
            (directory, attributes) -> {
              if (path.startsWith(directory + "/")) {
                above.put(directory, attributes);
              }
            });
    return above;
  }

  private AddedTree added(
      AgentLook look,
      TargetPython target,
      PythonEnvironment environment,
      List<Instrumentor> removed) {
    Optional<WheelSet> wheels = Optional.empty();
    List<String> missing = new ArrayList<>();
    // What is removed is no constraint any more.
    List<Distribution> installed = new ArrayList<>(environment.installed());
    removed.forEach(one -> installed.remove(one.distribution()));
    if (look.tarball().isPresent()) {
      AgentTarball agent = look.tarball().get();
      wheels = wheels(agent, target, installed);
      if (wheels.isEmpty()) {
        missing.add("the agent's wheels for " + target + ": " + agents.index());
      }
    }
    Packing packing = packing(look, Optional.of(target), wheels, 0);
    var attributes = environment.attributes().withMode(DIRECTORY_MODE);
    SortedMap<String, EntryAttributes> parents = above(environment, HOME);
    if (wheels.isEmpty()) {
      return new AddedTree(
          HOME, parents, attributes, Optional.empty(), packing, impossible(missing));
    }
    BakedTree baked =
        new BakedTree(
            agents, look.tarball().orElseThrow(), wheels.get(), target, environment.interpreter());
    return new AddedTree(HOME, parents, attributes, Optional.of(baked.inputs()), packing, baked);
  }

  /** Returns nothing for a plan that is not to settle them, and where there is no connection. */
  private Optional<WheelSet> wheels(
      AgentTarball agent, TargetPython target, List<Distribution> installed) {
    if (lookOnly) {
      return agents.kept(agent, target, installed);
    }
    try {
      return Optional.of(agents.resolve(agent, target, installed));
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.OFFLINE) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private Packing packing(
      AgentLook look, Optional<TargetPython> target, Optional<WheelSet> wheels, long unread) {
    return new Packing(
        look.address(),
        look.tarball().map(agent -> agent.agent().name() + " " + agent.agent().version()),
        look.tarball().map(AgentTarball::sha256),
        look.tarball().isPresent() ? OptionalLong.empty() : OptionalLong.of(look.size().orElse(-1)),
        target.map(TargetPython::toString),
        agents.index(),
        wheels.map(BakedTree::packed),
        unread);
  }
}
