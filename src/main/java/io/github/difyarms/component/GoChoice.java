package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.source.BuilderImage;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.GoVersion;
import io.github.difyarms.source.SourceTree;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.NewestGo;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Which Go compiles a source: the newest patch release of the higher of what go.mod and upstream's
 * builder image name, unless the user names one. A choice once made for a commit is kept, so that a
 * Go released meanwhile does not change the result.
 */
final class GoChoice {
  /** The value of {@code go.version} for the Go on the PATH. */
  static final String LOCAL = "local";

  private static final String WHERE = "parameter go.version (-Ddify-arms.go.version)";

  private final GoToolchains toolchains;
  private final Memory memory;

  GoChoice(GoToolchains toolchains, Memory memory) {
    this.toolchains = toolchains;
    this.memory = memory;
  }

  /**
   * Returns an exact version.
   *
   * @param component the id of what is compiled
   * @param asked the parameter: exact, a minor version, or {@code local}
   * @param pinned the version that a lock names; serves unless another one is asked for
   * @param again whether to look for newer patches even if a choice was kept
   * @throws DifyArmsException {@link ErrorCode#GO_TOO_OLD}, {@link ErrorCode#GO_UNAVAILABLE}
   */
  String version(
      String component,
      SourceTree tree,
      GoModule module,
      Optional<String> asked,
      Optional<String> pinned,
      boolean again,
      Consumer<String> notes) {
    if (asked.isPresent()) {
      return asked(component, asked.get(), pinned, module);
    }
    if (pinned.isPresent()) {
      String exact = parse(pinned.get()).toString();
      requireNewEnough(component, exact, true, module);
      return exact;
    }
    GoVersion wanted =
        Stream.of(Optional.of(module.go()), module.toolchain(), BuilderImage.goVersion(tree))
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    String key = "go for " + tree.identity() + " " + wanted.minor();
    Optional<String> kept = again ? Optional.empty() : memory.recall(key);
    if (kept.isPresent()) {
      return kept.get();
    }
    NewestGo newest = toolchains.newestPatch(wanted.minor());
    String version = newest.version();
    if (wanted.isPatch() && parse(version).compareTo(wanted) < 0) {
      notes.accept(
          newest.listed()
              ? "the module proxy does not list Go " + wanted + " yet; it is used all the same"
              : "the source asks for Go " + wanted + ", so that one is used");
      version = wanted.toString();
    }
    if (newest.listed()) { // what stood in for it must not outlive the outage
      memory.remember(key, version);
    }
    return version;
  }

  private String asked(String component, String text, Optional<String> pinned, GoModule module) {
    String exact;
    boolean locked = false;
    if (text.equals(LOCAL)) {
      exact =
          toolchains
              .local()
              .orElseThrow(
                  () ->
                      new DifyArmsException(
                          ErrorCode.GO_UNAVAILABLE,
                          "there is no Go on this machine",
                          WHERE,
                          "go.version is local, and no go 1.21 or later is on the PATH"))
              .version();
    } else {
      GoVersion version = parse(text);
      Optional<String> known =
          pinned.filter(it -> !version.isPatch() && parse(it).minor().equals(version.minor()));
      locked = known.isPresent();
      exact =
          version.isPatch()
              ? version.toString()
              : known.orElseGet(() -> toolchains.newestPatch(version.minor()).version());
    }
    requireNewEnough(component, exact, locked, module);
    return exact;
  }

  private static void requireNewEnough(
      String component, String exact, boolean locked, GoModule module) {
    if (parse(exact).compareTo(module.go()) < 0) {
      throw new DifyArmsException(
          ErrorCode.GO_TOO_OLD,
          "Go " + exact + " is too old for this source",
          locked ? "the lock, Go of " + component : WHERE,
          "go.mod of "
              + module.path()
              + " asks for "
              + module.go()
              + (locked
                  ? "; to lock a newer one: mvn dify-arms:lock -Ddify-arms.lock.update="
                      + component
                      + ".go"
                  : ""));
    }
  }

  private static GoVersion parse(String text) {
    return GoVersion.parse(text)
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.PARAMETER_INVALID,
                    "\"" + text + "\" is no version of Go",
                    WHERE,
                    "it takes 1.26.4, 1.26 or local"));
  }
}
