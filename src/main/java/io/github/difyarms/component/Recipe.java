package io.github.difyarms.component;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Platform;
import io.github.difyarms.source.SourceTree;
import io.github.difyarms.toolchain.CToolchain;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What it takes to compile the program of one component for one platform.
 *
 * @param component the component's id
 * @param platform what it is for
 * @param source the source
 * @param revision the revision of it that was asked for
 * @param go the Go to compile with, for example {@code 1.26.4}
 * @param added files put into the source before compiling, by path
 * @param rules {@code INSTGO_EXTRA_RULES}
 * @param steps the calls of {@code instgo go build}, in order; the last one's result is the program
 * @param cgo the C compiler, when a step needs one
 */
record Recipe(
    String component,
    Platform platform,
    SourceTree source,
    String revision,
    String go,
    SortedMap<String, byte[]> added,
    Optional<String> rules,
    List<Step> steps,
    Optional<CToolchain> cgo) {

  /**
   * One call of {@code instgo go build}.
   *
   * @param output where its result goes, relative to the source
   * @param pkg the package
   * @param flags arguments before the package, besides those every call has
   * @param cgo whether it is compiled with cgo
   */
  record Step(String output, String pkg, List<String> flags, boolean cgo) {}

  /** Returns what decides the program, whatever machine compiles it. */
  String inputs() {
    SortedMap<String, String> files = new TreeMap<>();
    for (Map.Entry<String, byte[]> file : added.entrySet()) {
      files.put(file.getKey(), Digest.of(file.getValue()).toString());
    }
    return String.join(
        "\n",
        "component " + component,
        "platform " + platform,
        "source " + source.identity(),
        "revision " + revision,
        "go " + go,
        "added " + files,
        "rules " + rules.orElse("none"),
        "steps " + steps);
  }
}
