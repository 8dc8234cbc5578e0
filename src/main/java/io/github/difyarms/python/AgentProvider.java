package io.github.difyarms.python;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.DownloadResult;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.SafeUrl;
import io.github.difyarms.python.AgentDownload.Answer;
import io.github.difyarms.python.AgentDownload.NoAnswer;
import io.github.difyarms.python.AgentStore.Known;
import io.github.difyarms.toolchain.ToolchainListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Provides the agent's tarball. With a hash that is in the cache nobody is asked; otherwise its
 * address is, and where nobody answers and no hash is given, what came earlier serves.
 */
final class AgentProvider {
  private final AgentStore store;
  private final AgentDownload download;
  private final List<URI> addresses;
  private final Optional<String> wanted;
  private final ToolchainListener listener;

  AgentProvider(
      AgentStore store,
      AgentDownload download,
      AgentSource source,
      Optional<String> wanted,
      ToolchainListener listener) {
    this.store = store;
    this.download = download;
    this.addresses = source.addresses().stream().map(URI::create).toList();
    this.wanted = wanted;
    this.listener = listener;
  }

  static AgentProvider of(
      Path cacheDirectory,
      PythonSettings settings,
      Downloads downloads,
      ToolchainListener listener) {
    return new AgentProvider(
        new AgentStore(cacheDirectory, new AgentArchive(AgentArchive.Limits.DEFAULT)),
        new AgentDownload(downloads, settings.source()),
        settings.source(),
        settings.pins().tarballSha256().or(settings.source()::sha256),
        listener);
  }

  /** Asks an address. */
  @FunctionalInterface
  private interface Asking {
    Answer ask() throws NoAnswer;
  }

  AgentLook look() {
    Optional<AgentTarball> pinned = wanted.flatMap(store::find);
    if (pinned.isPresent()) {
      return new AgentLook(pinned.get().address(), pinned, OptionalLong.empty());
    }
    Answer answer = answer(() -> download.look(this::etag));
    String address = SafeUrl.of(answer.address());
    return answer.result() instanceof DownloadResult.Offered offered
        ? new AgentLook(address, Optional.empty(), offered.size())
        : new AgentLook(address, usable(answer.address()), OptionalLong.empty());
  }

  AgentTarball provide() throws IOException, InterruptedException {
    Optional<AgentTarball> pinned = wanted.flatMap(store::find);
    if (pinned.isPresent()) {
      return pinned.get();
    }
    Path incoming = store.incoming();
    try {
      Path target = incoming.resolve("agent.tar.gz");
      Answer answer = answer(() -> download.fetch(this::etag, target));
      if (answer.result() instanceof DownloadResult.Fetched fetched) {
        check(fetched);
        return store.keep(answer.address(), fetched);
      }
      return usable(answer.address()).orElseThrow(); // nothing else is answered by 304
    } finally {
      Deletion.of(incoming);
    }
  }

  private Optional<String> etag(URI address) {
    return store.known(address).filter(known -> usable(address).isPresent()).flatMap(Known::etag);
  }

  /** Returns what an address handed out earlier, unless a certain tarball is wanted. */
  private Optional<AgentTarball> usable(URI address) {
    return wanted.isPresent()
        ? Optional.empty()
        : store.known(address).map(Known::sha256).flatMap(store::find);
  }

  /** Offline, or while nobody answers, the agent of an earlier build is the newest there is. */
  private Answer answer(Asking asking) {
    try {
      return asking.ask();
    } catch (NoAnswer e) {
      Optional<URI> earlier = addresses.stream().filter(a -> usable(a).isPresent()).findFirst();
      if (earlier.isEmpty() || !e.silence()) {
        throw e.stop();
      }
      if (e.stop().code() != ErrorCode.OFFLINE) {
        listener.note(
            "the Python agent's address does not answer ("
                + e.stop().why().replace("\n", "; ")
                + "), the one it handed out earlier is used: SHA-256 "
                + usable(earlier.get()).map(AgentTarball::sha256).orElse(""));
      }
      return new Answer(earlier.get(), new DownloadResult.NotModified());
    }
  }

  private void check(DownloadResult.Fetched fetched) {
    if (wanted.isPresent() && !wanted.get().equals(fetched.sha256())) {
      throw new DifyArmsException(
          ErrorCode.AGENT_HASH_MISMATCH,
          "the Python agent has not the SHA-256 it should have",
          SafeUrl.of(fetched.finalUri()),
          "expected " + wanted.get() + "\nits bytes have " + fetched.sha256());
    }
  }
}
