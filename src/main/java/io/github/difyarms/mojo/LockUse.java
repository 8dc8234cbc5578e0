package io.github.difyarms.mojo;

import io.github.difyarms.component.Component;
import io.github.difyarms.component.GoPins;
import io.github.difyarms.component.Memory;
import io.github.difyarms.component.Pinned;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Platform;
import io.github.difyarms.lock.Lock;
import io.github.difyarms.lock.LockFile;
import io.github.difyarms.lock.LockGuard;
import io.github.difyarms.model.BuildPlan;
import io.github.difyarms.python.AgentPins;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.Wheel;
import io.github.difyarms.python.WheelSet;
import io.github.difyarms.toolchain.Host;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a lock means for one run of a goal.
 *
 * @param guard the lock that the run is held to
 * @param anew whether everything is looked at as if nothing had been built before
 */
record LockUse(Optional<LockGuard> guard, boolean anew) {
  /** Returns that there is none. */
  static LockUse none() {
    return new LockUse(Optional.empty(), false);
  }

  /** Returns that there is none, and that nothing an earlier build found out may stand for it. */
  static LockUse ofNewLook() {
    return new LockUse(Optional.empty(), true);
  }

  /**
   * Returns what a build does with a lock.
   *
   * @param user the user properties, for the command that renews the lock
   */
  static LockUse ofBuild(Parameters parameters, Path directory, Properties user) {
    String use = parameters.choice("lock.use", "auto", "required", "off");
    if (use.equals("off")) {
      return none();
    }
    LockFile file = LockParameters.file(parameters, directory);
    Optional<Lock> lock =
        use.equals("required")
            ? Optional.of(file.require("lock.use is required"))
            : LockParameters.named(parameters) // a name that is mistyped must not unlock the build
                ? Optional.of(file.require("lock.file names it"))
                : file.read();
    return new LockUse(
        lock.map(
            it ->
                new LockGuard(
                    file, it, LockParameters.agents(parameters), LockParameters.command(user))),
        false);
  }

  /**
   * Returns a component whose records are those of builds with the same lock.
   *
   * @param host the machine that compiles, if anything is compiled: {@code linux-amd64}
   */
  Component pinned(Component component, String host) {
    if (anew) {
      return new Pinned(component, "looked at anew"); // which no build is, so there is no record
    }
    return guard
        .<Component>map(it -> new Pinned(component, it.lock().text(component.id(), host)))
        .orElse(component);
  }

  GoPins goPins(String host) {
    return guard
        .map(it -> new GoPins(it.lock().go(), it.lock().goHashes(host)))
        .orElseGet(() -> new GoPins(Map.of(), Map.of()));
  }

  /** An agent of a container is the same for every machine that builds. */
  private static Optional<String> host(ErrorCode mismatch) {
    return mismatch == ErrorCode.AGENT_HASH_MISMATCH
        ? Optional.empty()
        : Optional.of(Host.current().name());
  }

  /** Returns the agent that goes into a component's image. */
  AgentPins agentPins(String component) {
    if (guard.isEmpty()) {
      return AgentPins.none();
    }
    Lock lock = guard.get().lock();
    Map<String, WheelSet> wheels = new TreeMap<>();
    lock.wheels(component)
        .forEach(
            (platform, locked) ->
                wheels.put(
                    Platform.parse(platform).architecture(),
                    new WheelSet(locked.stream().map(LockUse::wheel).toList())));
    return new AgentPins(lock.tarball(component), wheels);
  }

  Optional<String> instgo(String host) {
    return guard.flatMap(it -> it.lock().instgo(host));
  }

  Memory memory(Memory usual) {
    return anew ? Memory.none() : usual;
  }

  /** Lets a plan pass that comes to what is locked. */
  void verify(BuildPlan plan) {
    guard.ifPresent(it -> it.verify(plan));
  }

  /** Returns a stop as it is to be told: a tool of another hash than the locked one is drift. */
  DifyArmsException told(DifyArmsException stop, ErrorCode mismatch, String part) {
    return stop.code() == mismatch
        ? guard.map(it -> it.told(stop, mismatch, part, host(mismatch))).orElse(stop)
        : stop;
  }

  /** How large it is stands in no lock. */
  private static Wheel wheel(Lock.LockedWheel locked) {
    String[] parts = locked.filename().split("-", 3);
    return new Wheel(
        new Distribution(locked.name(), parts.length > 1 ? parts[1] : ""),
        locked.filename(),
        locked.digest().hex(),
        0,
        false);
  }
}
