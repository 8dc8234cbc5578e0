package io.github.difyarms.mojo;

import io.github.difyarms.lock.Lock;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.Host;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.InstgoTool;
import io.github.difyarms.toolchain.Instgos;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Looks up what a plan does not tell of tools: their hashes for other machines, and of Go.
 *
 * @param requests which instgo is meant, by the machine it runs on
 */
record ToolHashes(
    GoToolchains toolchains, Instgos instgos, Function<Host, InstgoRequest> requests) {

  /** Adds instgo as it is handed out now, run once for its version where that is possible. */
  Lock withInstgo(Lock lock, Host host) {
    InstgoRequest request = requests.apply(host);
    if (host.equals(Host.current())) {
      InstgoTool tool = instgos.provide(request);
      return lock.withInstgo(
          host.name(), request.shownAddress(), tool.sha256(), Optional.of(tool.version()));
    }
    return withHash(lock, host);
  }

  /** Adds instgo as it is handed out now, without running it. */
  Lock withHash(Lock lock, Host host) {
    InstgoRequest request = requests.apply(host);
    return lock.withInstgo(
        host.name(),
        request.shownAddress(),
        request.sha256().orElseGet(() -> instgos.hash(request)), // a hash given decides by itself
        Optional.empty());
  }

  /** Adds the published hashes of some Go. */
  Lock withGo(Lock lock, Collection<String> versions, List<Host> hosts) {
    Lock more = lock;
    for (String version : versions) {
      for (Host host : hosts) {
        Optional<String> hash = toolchains.hash(version, host);
        more = hash.isPresent() ? more.withGo(version, host.name(), hash.get()) : more;
      }
    }
    return more;
  }

  /** Returns where instgo is handed out now, by machine. */
  Map<String, String> addresses(Collection<String> hosts) {
    Map<String, String> addresses = new TreeMap<>();
    for (String name : hosts) {
      Host.parse(name).ifPresent(host -> addresses.put(name, requests.apply(host).shownAddress()));
    }
    return addresses;
  }
}
