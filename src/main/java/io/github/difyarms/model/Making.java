package io.github.difyarms.model;

import io.github.difyarms.image.Digest;
import java.util.Optional;
import java.util.OptionalLong;

/** What makes the new bytes of a file, as far as a plan knows it. */
public sealed interface Making {
  /**
   * The new bytes are known while planning.
   *
   * @param digest their SHA-256
   * @param size their number
   */
  record Rewritten(Digest digest, long size) implements Making {}

  /**
   * A text is rewritten when something is known that only a build finds out.
   *
   * @param size about how many bytes it will have
   */
  record Pending(long size) implements Making {}

  /**
   * A program is compiled.
   *
   * @param source where its source is, without secrets
   * @param revision the revision that was asked for
   * @param identity the commit, or {@code tree:} and a hash where there is no commit
   * @param go the Go that compiles it
   * @param instgo the tool that instruments it
   * @param agentVersion the agent that is built in; empty for the newest
   * @param cached the program, when an earlier build compiled it from the very same inputs
   */
  record Compiled(
      String source,
      String revision,
      String identity,
      Go go,
      Tool instgo,
      Optional<String> agentVersion,
      Optional<Cached> cached)
      implements Making {}

  /**
   * A program of the cache.
   *
   * @param digest its SHA-256
   * @param size its bytes
   */
  record Cached(Digest digest, long size) {}

  /**
   * The Go a program is compiled with.
   *
   * @param version exact, for example {@code 1.26.4}
   * @param from where it is from, in words
   * @param download whether it has to be downloaded first
   * @param hash the {@code h1:} hash of the module it was unpacked from, when it was one
   */
  record Go(String version, String from, boolean download, Optional<String> hash) {}

  /**
   * The tool that instruments a program.
   *
   * @param address where it is handed out, without secrets
   * @param sha256 its hash, 64 hexadecimal digits; empty while it is not here
   * @param version what it says of itself; empty while it is not here
   * @param host the machine it runs on: {@code linux-amd64}
   * @param download its bytes to be downloaded first; negative when nobody says how many
   */
  record Tool(
      String address,
      Optional<String> sha256,
      Optional<String> version,
      String host,
      OptionalLong download) {}
}
