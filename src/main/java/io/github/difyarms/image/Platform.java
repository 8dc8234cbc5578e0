package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Operating system, architecture and variant, normalised as containerd does ({@code
 * platforms.Normalize}): {@code x86_64} is {@code amd64}, {@code aarch64} is {@code arm64}, {@code
 * arm64/v8} is {@code arm64}, {@code arm} is {@code arm/v7}.
 *
 * @param os for example {@code linux}
 * @param architecture for example {@code amd64}
 * @param variant for example {@code v7}; empty when there is none
 */
public record Platform(String os, String architecture, String variant)
    implements Comparable<Platform> {
  private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_.-]{0,31}");

  /** Normalises the three parts. */
  public Platform {
    os = os.toLowerCase(Locale.ROOT);
    architecture = architecture.toLowerCase(Locale.ROOT);
    variant = variant.toLowerCase(Locale.ROOT);
    switch (architecture) {
      case "x86_64", "x86-64" -> architecture = "amd64";
      case "aarch64" -> architecture = "arm64";
      case "armhf" -> architecture = "arm";
      case "armel" -> {
        architecture = "arm";
        variant = "v6";
      }
      case "i386" -> architecture = "386";
      default -> {}
    }
    if (architecture.equals("arm64") && (variant.equals("8") || variant.equals("v8"))) {
      variant = "";
    } else if (architecture.equals("amd64") && variant.equals("v1")) {
      variant = "";
    } else if (architecture.equals("arm")) {
      variant = variant.isEmpty() ? "v7" : variant.startsWith("v") ? variant : "v" + variant;
    }
  }

  /**
   * Parses {@code os/architecture[/variant]}.
   *
   * @throws DifyArmsException {@link ErrorCode#PLATFORM_MALFORMED} for anything else
   */
  public static Platform parse(String text) {
    String[] parts = text.strip().toLowerCase(Locale.ROOT).split("/", -1);
    boolean wellFormed = parts.length == 2 || parts.length == 3;
    for (String part : parts) {
      wellFormed &= PART.matcher(part).matches();
    }
    if (!wellFormed) {
      throw new DifyArmsException(
          ErrorCode.PLATFORM_MALFORMED,
          "\"" + text + "\" is not a platform",
          "parameter platforms (-Ddify-arms.platforms)",
          "a platform has two or three parts, for example linux/amd64 or linux/arm64/v8");
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /** Returns a form that suits file names: {@code linux-arm64}. */
  public String fileName() {
    return toString().replace('/', '-');
  }

  @Override
  public int compareTo(Platform other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return variant.isEmpty() ? os + "/" + architecture : os + "/" + architecture + "/" + variant;
  }
}
