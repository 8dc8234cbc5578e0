package io.github.difyarms.lock;

import io.github.difyarms.image.Digest;
import io.github.difyarms.model.AddedTree;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.model.ComponentPlan;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.PackedWheel;
import io.github.difyarms.model.Packing;
import io.github.difyarms.model.PlatformPlan;
import io.github.difyarms.model.Product;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What images are made of: bases by digest, sources by commit, tools by hash, the user's
 * configuration by its checksum. Holds no secret, no time and no path of a machine.
 *
 * @param values every value by its place in the file
 */
public record Lock(SortedMap<LockKey, String> values) {
  private static final int COMMIT_DIGITS = 40;
  private static final String BETWEEN = " ";

  /** Copies the map. */
  public Lock {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /**
   * Returns what a plan comes to. Components that are up to date are left out: what they were made
   * of was looked at when they were built. So is instgo where the plan does not know its hash.
   *
   * @param agents the agents, by component
   */
  public static Lock of(BuildPlan plan, Map<String, AgentChoice> agents) {
    SortedMap<LockKey, String> values = new TreeMap<>();
    values.put(LockKey.of(LockKey.PLUGIN), Product.version());
    for (ComponentPlan component : plan.components()) {
      if (component.upToDate().isEmpty()) {
        put(values, component, Optional.ofNullable(agents.get(component.request().id())));
      }
    }
    return new Lock(values);
  }

  private static void put(
      SortedMap<LockKey, String> values, ComponentPlan plan, Optional<AgentChoice> agent) {
    LockKey own = LockKey.of(LockKey.COMPONENTS, plan.request().id());
    values.put(own.child(LockKey.CONFIGURATION), plan.lockedConfiguration().toString());
    if (agent.isPresent()) {
      LockKey key = own.child(LockKey.AGENT);
      values.put(key.child("version"), agent.get().version());
      agent.get().sha256().ifPresent(hash -> values.put(key.child(LockKey.SHA256), hash));
    }
    LockKey base = own.child(LockKey.BASE);
    values.put(base.child("image"), plan.request().base().toString());
    values.put(base.child("index"), plan.base().digest().toString());
    for (PlatformPlan platform : plan.platforms()) {
      String name = platform.platform().toString();
      values.put(base.child(LockKey.PLATFORMS).child(name), platform.entry().digest().toString());
      for (FileChange file : platform.changes().files()) {
        LockKey key = base.child(LockKey.FILES).child(file.old().path().toString()).child(name);
        values.put(key, file.old().digest().toString());
        if (file.making() instanceof Making.Compiled compiled) {
          put(values, own, compiled);
        }
      }
      for (AddedTree tree : platform.changes().trees()) {
        put(values, own.child(LockKey.AGENT), name, tree.packing());
      }
    }
  }

  private static void put(
      SortedMap<LockKey, String> values, LockKey agent, String platform, Packing packing) {
    packing.sha256().ifPresent(hash -> values.put(agent.child(LockKey.TARBALL), hash));
    LockKey wheels = agent.child(LockKey.WHEELS);
    for (PackedWheel wheel : packing.wheels().orElse(List.of())) {
      values.put(
          wheels.child(wheel.name()).child(platform), wheel.filename() + BETWEEN + wheel.digest());
    }
  }

  /** Returns the hash of the agent's tarball that goes into a component's image. */
  public Optional<String> tarball(String component) {
    return value(LockKey.of(LockKey.COMPONENTS, component, LockKey.AGENT, LockKey.TARBALL));
  }

  /**
   * A wheel.
   *
   * @param name its distribution
   * @param filename its file name
   * @param digest its hash
   */
  public record LockedWheel(String name, String filename, Digest digest) {
    /** Reads one as a lock has it. */
    static LockedWheel parse(String name, String value) {
      String[] parts = value.split(BETWEEN, -1);
      boolean sound = parts.length == 2 && parts[0].endsWith(".whl");
      if (!sound || !parts[1].startsWith("sha256:")) {
        throw new IllegalArgumentException(name + ": " + value);
      }
      return new LockedWheel(name, parts[0], Digest.parse(parts[1]));
    }
  }

  /** Returns the wheels that go into a component's image, by platform. */
  public SortedMap<String, List<LockedWheel>> wheels(String component) {
    SortedMap<String, List<LockedWheel>> wheels = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (key.wheel() && key.component().equals(Optional.of(component))) {
            wheels
                .computeIfAbsent(key.name(5), platform -> new ArrayList<>())
                .add(LockedWheel.parse(key.name(4), value));
          }
        });
    return wheels;
  }

  private static void put(
      SortedMap<LockKey, String> values, LockKey own, Making.Compiled compiled) {
    LockKey source = own.child(LockKey.SOURCE);
    values.put(source.child("revision"), compiled.revision());
    if (compiled.identity().length() == COMMIT_DIGITS) {
      values.put(source.child("commit"), compiled.identity());
      String location = location(compiled);
      if (!location.startsWith("/") && !location.startsWith("file:")) { // of this machine only
        values.put(source.child("location"), location);
      }
    } else {
      values.put(source.child("tree"), compiled.identity().replaceFirst("^tree:", ""));
    }
    values.put(own.child(LockKey.GO), compiled.go().version());
    Making.Tool tool = compiled.instgo();
    tool.sha256()
        .ifPresent(
            sha256 -> putInstgo(values, tool.host(), tool.address(), sha256, tool.version()));
  }

  /** A source of git is shown with its revision, which has a place of its own. */
  private static String location(Making.Compiled compiled) {
    String end = " " + compiled.revision();
    return compiled.source().endsWith(end)
        ? compiled.source().substring(0, compiled.source().length() - end.length())
        : compiled.source();
  }

  private static void putInstgo(
      SortedMap<LockKey, String> values,
      String host,
      String address,
      String sha256,
      Optional<String> version) {
    LockKey key = LockKey.of(LockKey.TOOLS, LockKey.INSTGO, host);
    values.put(key.child("address"), address);
    values.put(key.child(LockKey.SHA256), sha256);
    version.ifPresent(says -> values.put(key.child("version"), says));
  }

  /** Returns this with what another one has of other components. */
  public Lock with(Lock other) {
    SortedMap<LockKey, String> more = new TreeMap<>(values);
    more.putAll(other.values);
    return new Lock(more);
  }

  /** Returns this with an instgo in place of whatever it has for that host. */
  public Lock withInstgo(String host, String address, String sha256, Optional<String> version) {
    SortedMap<LockKey, String> more = new TreeMap<>(values);
    more.keySet().removeIf(key -> key.startsWith(LockKey.TOOLS, LockKey.INSTGO, host));
    putInstgo(more, host, address, sha256, version);
    return new Lock(more);
  }

  /** Returns this with the hash of a Go. */
  public Lock withGo(String version, String host, String hash) {
    SortedMap<LockKey, String> more = new TreeMap<>(values);
    more.put(LockKey.of(LockKey.TOOLS, LockKey.GO, version, host), hash);
    return new Lock(more);
  }

  /**
   * Returns this with what an earlier lock knows of tools for machines that this one says nothing
   * of.
   *
   * @param addresses where instgo is handed out now, by host: one that was handed out elsewhere is
   *     not kept
   */
  public Lock keepingHostsOf(Lock earlier, Map<String, String> addresses) {
    SortedMap<LockKey, String> more = new TreeMap<>(values);
    for (String host : earlier.instgoHosts()) {
      LockKey key = LockKey.of(LockKey.TOOLS, LockKey.INSTGO, host);
      boolean same =
          Optional.ofNullable(addresses.get(host))
              .equals(Optional.ofNullable(earlier.values.get(key.child("address"))));
      if (same && !instgoHosts().contains(host)) {
        earlier.values.forEach(
            (name, value) -> {
              if (name.startsWith(LockKey.TOOLS, LockKey.INSTGO, host)) {
                more.put(name, value);
              }
            });
      }
    }
    earlier.values.forEach(
        (key, value) -> {
          if (key.startsWith(LockKey.TOOLS, LockKey.GO) && goVersions().contains(key.name(2))) {
            more.putIfAbsent(key, value);
          }
        });
    return new Lock(more);
  }

  /**
   * Returns this with some parts renewed. Hashes of Go follow the versions that are used.
   *
   * @param fresh what they are renewed from; has the components that are selected
   */
  public Lock renewed(Lock fresh, Selection selection) {
    Predicate<LockKey> renewed =
        key ->
            selection.covers(key) && key.component().map(fresh.components()::contains).orElse(true);
    SortedMap<LockKey, String> next = new TreeMap<>();
    values.forEach((key, value) -> putUnless(renewed, next, key, value));
    fresh.values.forEach((key, value) -> putUnless(renewed.negate(), next, key, value));
    Set<String> used = new Lock(next).goVersions();
    next.keySet()
        .removeIf(key -> key.startsWith(LockKey.TOOLS, LockKey.GO) && !used.contains(key.name(2)));
    for (String version : used) {
      LockKey key = LockKey.of(LockKey.TOOLS, LockKey.GO, version);
      if (next.keySet().stream().noneMatch(it -> it.startsWith(key))) {
        Lock source =
            fresh.values.keySet().stream().anyMatch(it -> it.startsWith(key)) ? fresh : this;
        source.values.forEach(
            (it, hash) -> putUnless(other -> !other.startsWith(key), next, it, hash));
      }
    }
    return new Lock(next);
  }

  private static void putUnless(
      Predicate<LockKey> excluded, SortedMap<LockKey, String> map, LockKey key, String value) {
    if (!excluded.test(key)) {
      map.put(key, value);
    }
  }

  /** Returns the ids of its components. */
  public Set<String> components() {
    return values.keySet().stream()
        .flatMap(key -> key.component().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the platforms that it has of a component. */
  public Set<String> platforms(String component) {
    return values.keySet().stream()
        .filter(
            key -> key.startsWith(LockKey.COMPONENTS, component, LockKey.BASE, LockKey.PLATFORMS))
        .map(key -> key.name(4))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the exact Go of each component that is compiled. */
  public Map<String, String> go() {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().component().isPresent())
        .filter(entry -> entry.getKey().path().size() == 3)
        .filter(entry -> entry.getKey().name(2).equals(LockKey.GO))
        .collect(Collectors.toMap(entry -> entry.getKey().name(1), Map.Entry::getValue));
  }

  /** Returns every Go that a component is compiled with. */
  public Set<String> goVersions() {
    return new TreeSet<>(go().values());
  }

  /**
   * Returns the hash of each Go for a host, by version.
   *
   * @param host for example {@code linux-amd64}
   */
  public Map<String, String> goHashes(String host) {
    return values.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(LockKey.TOOLS, LockKey.GO))
        .filter(entry -> entry.getKey().name(3).equals(host))
        .collect(Collectors.toMap(entry -> entry.getKey().name(2), Map.Entry::getValue));
  }

  /** Returns the hosts of which it has a tool. */
  public Set<String> hosts() {
    return values.keySet().stream()
        .flatMap(key -> key.host().stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the hosts whose instgo it has. */
  public Set<String> instgoHosts() {
    return values.keySet().stream()
        .filter(key -> key.startsWith(LockKey.TOOLS, LockKey.INSTGO))
        .map(key -> key.name(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the SHA-256 of instgo for a host. */
  public Optional<String> instgo(String host) {
    return value(LockKey.of(LockKey.TOOLS, LockKey.INSTGO, host, LockKey.SHA256));
  }

  Optional<String> value(LockKey key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Returns whether a stop is about a tool that does not have a hash that is locked here. */
  boolean expected(String why) {
    return values.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().startsWith(LockKey.TOOLS)
                    || entry.getKey().path().contains(LockKey.TARBALL))
        .anyMatch(entry -> why.contains("expected " + entry.getValue()));
  }

  /** Returns what bears on a build of one component on a host, as one text. */
  public String text(String component, String host) {
    boolean compiled = go().containsKey(component); // else no tool bears on it
    return values.entrySet().stream()
        .filter(
            entry -> {
              LockKey key = entry.getKey();
              return key.startsWith(LockKey.TOOLS)
                  ? compiled && key.path().contains(host)
                  : key.component().map(component::equals).orElse(true);
            })
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining("\n"));
  }
}
