package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine that compiles, in Go's words.
 *
 * @param os {@code linux} or {@code darwin}
 * @param architecture {@code amd64} or {@code arm64}
 */
public record Host(String os, String architecture) {

  /**
   * Returns this machine.
   *
   * @throws DifyArmsException {@link ErrorCode#TOOL_NOT_EXECUTABLE} when there are no tools for it
   */
  public static Host current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  /** Returns the machine of Java's system properties {@code os.name} and {@code os.arch}. */
  static Host of(String osName, String osArch) {
    String name = osName.toLowerCase(Locale.ROOT);
    String os = name.equals("linux") ? "linux" : name.startsWith("mac") ? "darwin" : "";
    String architecture =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> "";
        };
    if (os.isEmpty() || architecture.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.TOOL_NOT_EXECUTABLE,
          "the Go components cannot be compiled on this machine",
          osName + " " + osArch,
          "instgo exists for linux and darwin on amd64 and arm64; build on such a machine, or"
              + " leave the Go components out with -Ddify-arms.components=api");
    }
    return new Host(os, architecture);
  }

  /**
   * Reads {@code linux-amd64}.
   *
   * @return nothing when instgo exists for no such machine
   */
  public static Optional<Host> parse(String text) {
    return Stream.of("linux-amd64", "linux-arm64", "darwin-amd64", "darwin-arm64")
        .filter(text::equals)
        .map(name -> name.split("-", -1))
        .map(parts -> new Host(parts[0], parts[1]))
        .findFirst();
  }

  /** Returns {@code linux-amd64}, as downloads are named. */
  public String name() {
    return os + "-" + architecture;
  }

  /** Returns a text with {@code {os}} and {@code {arch}} filled in. */
  public String expand(String template) {
    return template.replace("{os}", os).replace("{arch}", architecture);
  }

  /** Returns {@code os/architecture}. */
  @Override
  public String toString() {
    return os + "/" + architecture;
  }
}
