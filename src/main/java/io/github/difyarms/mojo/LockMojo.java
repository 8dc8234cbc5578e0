package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Platform;
import io.github.difyarms.lock.AgentChoice;
import io.github.difyarms.lock.Lock;
import io.github.difyarms.lock.LockFile;
import io.github.difyarms.lock.LockTable;
import io.github.difyarms.lock.Selection;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.toolchain.Host;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Writes down what the images are made of, for builds to be held to. */
@Mojo(name = "lock", requiresProject = false, threadSafe = true)
final class LockMojo extends AbstractServiceMojo {
  /** Nothing is compiled, so that instgo needs no key. */
  static final String NO_KEY = "no key is needed to look";

  @Inject
  LockMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    told(parameters, log -> lock(parameters, invocation, log));
  }

  private void lock(Parameters parameters, Invocation invocation, BuildLog log) throws IOException {
    LockFile file = LockParameters.file(parameters, invocation.directory());
    Selection selection = LockParameters.selection(parameters);
    Optional<Lock> old =
        selection.everything()
            ? readable(file, log)
            : Optional.of(file.require("lock.update renews parts of one"));
    Requests requests = new Requests(parameters, invocation, System.getenv());
    List<Part> parts = requests.parts();
    List<String> ids = parts.stream().map(Part::id).toList();
    refuseOthers(selection, ids);
    List<String> wanted = selection.components(ids);
    List<BuildRequest> looks =
        looks(
            requests,
            parts.stream().filter(part -> wanted.contains(part.id())).toList(),
            selection.everything() ? Optional.empty() : old,
            parameters.text("platforms").isPresent());
    Opening opening =
        opening(parameters, invocation, log, parts)
            .withLicenseKey(NO_KEY)
            .looking(!selection.instgo())
            .heldTo(LockUse.ofNewLook());
    Lock fresh;
    try (Service service = Service.open(opening)) {
      fresh = look(service, looks, LockParameters.agents(parameters));
      Optional<ToolHashes> tools = service.toolHashes();
      if (tools.isPresent()) {
        fresh =
            withTools(
                fresh, tools.get(), LockParameters.hosts(parameters, Set.of()), selection, old);
      }
    }
    Lock next = selection.everything() ? fresh : old.orElseThrow().renewed(fresh, selection);
    LockTable.changes(old, next).forEach(log::message);
    if (!old.equals(Optional.of(next))) {
      file.write(next);
      log.message("written: " + file.path() + " (to be committed)");
    }
  }

  /**
   * Returns what is to be looked at. A part that is renewed keeps the platforms that the lock has
   * of it, however few this call asks for: those of a build of one platform among several. They are
   * looked at anew, for all of them belong to one index.
   *
   * @param kept the lock whose platforms are kept
   * @param asked whether platforms were asked for, so that they count beside those of the lock
   */
  private static List<BuildRequest> looks(
      Requests requests, List<Part> parts, Optional<Lock> kept, boolean asked) {
    Map<Set<Platform>, List<Part>> byPlatforms = new LinkedHashMap<>();
    for (Part part : parts) {
      Set<Platform> platforms = new LinkedHashSet<>();
      kept.ifPresent(
          lock -> lock.platforms(part.id()).forEach(name -> platforms.add(Platform.parse(name))));
      if (asked || platforms.isEmpty()) {
        platforms.addAll(requests.platforms());
      }
      byPlatforms.computeIfAbsent(platforms, key -> new ArrayList<>()).add(part);
    }
    if (byPlatforms.isEmpty()) { // tools only
      return List.of(requests.local(List.of(), requests.platforms()));
    }
    return byPlatforms.entrySet().stream()
        .map(entry -> requests.local(entry.getValue(), List.copyOf(entry.getKey())))
        .toList();
  }

  private static Lock look(
      Service service, List<BuildRequest> requests, Map<String, AgentChoice> agents)
      throws IOException {
    Lock fresh = Lock.of(service.plan(requests.get(0)), agents);
    for (BuildRequest request : requests.subList(1, requests.size())) {
      fresh = fresh.with(Lock.of(service.plan(request), agents));
    }
    return fresh;
  }

  private static Lock withTools(
      Lock planned, ToolHashes tools, List<Host> hosts, Selection selection, Optional<Lock> old) {
    Lock fresh = planned;
    if (selection.instgo()) {
      for (Host host : hosts) {
        fresh = fresh.instgo(host.name()).isPresent() ? fresh : tools.withInstgo(fresh, host);
      }
    }
    fresh = tools.withGo(fresh, fresh.goVersions(), hosts);
    if (old.isPresent()) {
      fresh = fresh.keepingHostsOf(old.get(), tools.addresses(old.get().instgoHosts()));
    }
    return fresh;
  }

  /** One that cannot be read, after a merge for example, is written anew; never a newer one. */
  private static Optional<Lock> readable(LockFile file, BuildLog log) {
    try {
      return file.read();
    } catch (DifyArmsException e) {
      if (e.code() != ErrorCode.LOCK_UNREADABLE || !file.replaceable()) {
        throw e;
      }
      log.warning("the lock that is there cannot be read and is written anew: " + e.why());
      return Optional.empty();
    }
  }

  private static void refuseOthers(Selection selection, List<String> ids) {
    Set<String> named = selection.named(Arrays.stream(Part.values()).map(Part::id).toList());
    named.removeAll(ids);
    if (!named.isEmpty()) {
      throw Parameters.invalid(
          "lock.update",
          String.join(",", named),
          "this configuration builds " + String.join(", ", ids));
    }
  }
}
