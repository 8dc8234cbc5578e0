package io.github.difyarms.probe;

import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.log.Texts;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is said of this machine. */
final class MachineVerdicts {
  static final long GB = 1_000_000_000L;

  private static final Pattern MAVEN =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");

  private MachineVerdicts() {}

  static Verdict java(String version, String vendor) {
    return Verdict.ok("Java " + version + " (" + vendor + ")");
  }

  /** 3.8.7 and later, and 4: what the plugin's own integration tests run with. */
  static Verdict maven(String version) {
    Matcher matcher = MAVEN.matcher(version);
    if (!matcher.matches()) {
      return mavenUnknown(version);
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    int patch = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    boolean old = major < 3 || (major == 3 && (minor < 8 || (minor == 8 && patch < 7)));
    if (old) {
      return Verdict.problem(
          "Maven " + version + " is older than 3.8.7",
          "install Maven 3.9, or let the project bring it: mvn wrapper:wrapper -Dmaven=3.9.11");
    }
    return major > 4 ? mavenUnknown(version) : Verdict.ok("Maven " + version);
  }

  private static Verdict mavenUnknown(String version) {
    return Verdict.warning(
        "Maven " + version + " is none that this plugin was tried with (3.8.7 to 4)",
        "if a goal fails in an odd way, try it with Maven 3.9");
  }

  /**
   * Judges the room on a disk.
   *
   * @param what the folder's name for people
   * @param usual room that a build may fill
   * @param least room below which it is sure to stop
   */
  static Verdict disk(String what, Path folder, long free, long usual, long least) {
    String have = what + " " + folder + ": " + Texts.bytes(free) + " free";
    if (free < least) {
      return Verdict.problem(have + ", a build needs up to " + Texts.bytes(usual), room(what));
    }
    if (free < usual) {
      return Verdict.warning(have + ", a build may need " + Texts.bytes(usual), room(what));
    }
    return Verdict.ok(have);
  }

  private static String room(String what) {
    return "make room there, or name a folder elsewhere with -Ddify-arms."
        + (what.startsWith("cache") ? "cacheDirectory" : "outputDirectory")
        + "=DIR";
  }

  static Verdict unwritable(String what, Path folder) {
    return Verdict.problem(
        what + " " + folder + " cannot be written to",
        what.startsWith("cache")
            ? ErrorCode.CACHE_UNSAFE.next()
            : ErrorCode.OUTPUT_NOT_WRITABLE.next());
  }

  static Verdict settings(String warning) {
    return Verdict.warning(
        warning,
        "mend it in settings.xml (mvn --encrypt-password), or keep the secret where the line says");
  }

  static Verdict cacheAbsent(Path folder) {
    return Verdict.ok("cache " + folder + ": not there yet, the first build makes it");
  }

  static Verdict cacheUnsafe(Path folder, String why) {
    return Verdict.problem("cache " + folder + " is not yours alone", ErrorCode.CACHE_UNSAFE.next())
        .because(why);
  }

  static Verdict cacheForeign(Path folder, String why) {
    return Verdict.problem("cache " + folder + " is no cache", ErrorCode.CACHE_UNSAFE.next())
        .because(why);
  }

  static Verdict cache(Path folder, String mode, long files, long bytes) {
    return Verdict.ok(
        "cache "
            + folder
            + ": "
            + DoctorVerdicts.count(files, "file")
            + ", "
            + Texts.bytes(bytes)
            + (mode.isEmpty() ? "" : ", " + mode));
  }

  static Verdict cacheDamaged(Path folder, long damaged, String first) {
    return Verdict.warning(
            "cache "
                + folder
                + ": "
                + DoctorVerdicts.count(damaged, "document")
                + " without the digest they are kept under; builds take them for absent",
            "nothing has to be done: they are read anew when needed. If it comes again, check the disk;"
                + " the folder may be deleted at any time")
        .because(first);
  }
}
