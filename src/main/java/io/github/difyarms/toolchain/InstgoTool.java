package io.github.difyarms.toolchain;

import io.github.difyarms.cache.Deletion;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.SafeUrl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instgo in the cache, checked.
 *
 * @param file the cached file; never run it there, it updates itself
 * @param sha256 of the file
 * @param origin the address it came from
 * @param version what it says of itself: one printable line, {@value Instgos#UNKNOWN} when it says
 *     nothing
 */
public record InstgoTool(Path file, String sha256, URI origin, String version) {
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)++[-.\\w]*");

  /** Returns the number in the version, for example {@code 1.4.2}. */
  public Optional<String> versionNumber() {
    Matcher matcher = NUMBER.matcher(version);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  /** Returns where it came from as it may be shown and recorded: without password and signature. */
  public String shownOrigin() {
    return SafeUrl.of(origin);
  }

  /**
   * Copies the tool to where it may update itself.
   *
   * @param directory a writable folder that only one build uses
   * @return the executable copy, named {@code instgo}
   */
  public Path copyInto(Path directory) {
    try {
      Path copy = copy(file, directory);
      if (changedHash(copy).isPresent()) {
        Deletion.of(file.resolveSibling("tool.json"));
        Deletion.of(file);
        throw new DifyArmsException(
            ErrorCode.TOOL_HASH_MISMATCH,
            "the instgo in the cache is damaged",
            file.toString(),
            "its bytes have not the SHA-256 "
                + sha256
                + " any more; it was dropped, the next build downloads it again");
      }
      return copy;
    } catch (IOException e) {
      throw ToolFiles.unwritable(directory, e);
    }
  }

  static Path copy(Path file, Path directory) throws IOException {
    Path copy = directory.resolve("instgo");
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    return copy;
  }

  /**
   * Returns the SHA-256 of a copy that is not this tool any more, because it has updated itself.
   *
   * @param copy what {@link #copyInto} returned
   */
  public Optional<String> changedHash(Path copy) {
    try {
      return Optional.of(ToolFiles.sha256(copy)).filter(hash -> !hash.equals(sha256));
    } catch (IOException e) {
      throw ToolFiles.unwritable(copy, e);
    }
  }
}
