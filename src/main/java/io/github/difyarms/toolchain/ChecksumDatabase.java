package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Download;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.toolchain.ModuleProxies.Unavailable;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks a checksum database for the hash of a module (go.dev/ref/mod#checksum-database): through the
 * module proxy when that passes such questions on and the way to it is safe, else directly.
 *
 * <p>The signature under the database's tree is checked, but not the proof that the record lies in
 * that tree, nor that the tree grew out of an earlier one. So the record is as trustworthy as the
 * TLS connection it came over: a check against a broken or careless mirror, not against one that
 * forges on purpose. A hash that is known beforehand is.
 */
final class ChecksumDatabase {
  private static final String PUBLIC = "sum.golang.org";
  private static final String CHINA = "sum.golang.google.cn"; // the same database, by Go's own rule
  private static final int LONGEST = 1 << 20;

  private final Downloads downloads;
  private final ModuleProxies proxies;
  private final ChecksumKey key;
  private final URI direct;

  private ChecksumDatabase(
      Downloads downloads, ModuleProxies proxies, ChecksumKey key, URI direct) {
    this.downloads = downloads;
    this.proxies = proxies;
    this.key = key;
    this.direct = direct;
  }

  /**
   * Reads {@code GOSUMDB}: {@code NAME[+HASH+KEY] [ADDRESS]}.
   *
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE} when it is {@code off}, because then
   *     nothing vouches for a toolchain; {@link ErrorCode#PARAMETER_INVALID}
   */
  static ChecksumDatabase of(String gosumdb, Downloads downloads, ModuleProxies proxies) {
    if (gosumdb.equals("off")) {
      throw new DifyArmsException(
          ErrorCode.GO_UNAVAILABLE,
          "nothing vouches for a Go toolchain that would be downloaded",
          "GOSUMDB=off",
          "GOSUMDB is off, so nothing tells its hash; install Go 1.21 or later, which decides that by itself");
    }
    String[] parts = gosumdb.strip().split("\\s+");
    boolean known = parts[0].equals(PUBLIC) || parts[0].equals(CHINA);
    ChecksumKey key;
    try {
      key = ChecksumKey.parse(known ? ChecksumKey.PUBLIC : parts[0]);
    } catch (IllegalArgumentException e) {
      throw invalid("the checksum database has a key that cannot be read", e.getMessage());
    }
    String host = parts[0].equals(CHINA) ? CHINA : key.name();
    return new ChecksumDatabase(
        downloads, proxies, key, address(parts.length > 1 ? parts[1] : "https://" + host));
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text.replaceAll("/+$", ""));
      if (address.getScheme() != null && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // The text may hold a password: neither it nor the parser's message is shown.
    }
    throw invalid(
        "the checksum database has an address that cannot be used",
        "it is not of the form https://HOST[:PORT][/PATH]");
  }

  /** Shows nothing of the variable: with an address in it, it may hold a password. */
  private static DifyArmsException invalid(String what, @Nullable String why) {
    return new DifyArmsException(
        ErrorCode.PARAMETER_INVALID, what, "environment variable GOSUMDB", String.valueOf(why));
  }

  /**
   * Returns the {@code h1:} hash of a module's zip.
   *
   * @param via the proxy that has the module, which is asked first; the database itself otherwise
   * @throws DifyArmsException {@link ErrorCode#GO_UNAVAILABLE} when the database cannot be asked or
   *     does not know it; {@link ErrorCode#GO_HASH_MISMATCH} when its answer is not signed by it
   */
  String hash(String module, String version, Optional<ModuleProxy> via) {
    String path = "/lookup/" + module + "@" + version;
    try {
      return parsed(answer(path, via), module + " " + version + " ");
    } catch (Unavailable e) {
      throw new DifyArmsException(
          ErrorCode.GO_UNAVAILABLE,
          "the checksum database does not say which hash the Go toolchain has",
          key.name() + path,
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private String answer(String path, Optional<ModuleProxy> proxy) throws Unavailable {
    if (proxy.isPresent() && proxy.get().trusted()) {
      ModuleProxy via = proxy.get();
      String below = "/sumdb/" + key.name();
      boolean passedOn = true;
      try {
        proxies.text(via, below + "/supported");
      } catch (Unavailable e) {
        passedOn = false;
      }
      if (passedOn) {
        return proxies.text(via, below + path);
      }
    }
    URI uri = URI.create(direct + path);
    return ModuleProxies.text(downloads, Download.of(uri, LONGEST));
  }

  private String parsed(String answer, String line) {
    int tree = answer.indexOf("\n\n");
    if (tree < 0 || !key.signed(answer.substring(tree + 2))) {
      throw new DifyArmsException(
          ErrorCode.GO_HASH_MISMATCH,
          "what claims to come from the checksum database is not signed by it",
          key.name(),
          "asked for " + line.strip());
    }
    return answer
        .substring(0, tree)
        .lines()
        .filter(text -> text.startsWith(line))
        .map(text -> text.substring(line.length()).strip())
        .findFirst()
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.GO_HASH_MISMATCH,
                    "the checksum database answers about something else",
                    key.name(),
                    "asked for " + line.strip()));
  }
}
