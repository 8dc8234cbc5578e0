package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.log.Texts;
import io.github.difyarms.toolchain.InstgoLook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is said of tools and sources. */
final class ToolVerdicts {
  private ToolVerdicts() {}

  static Verdict goFound(Path command, String version) {
    return Verdict.ok("Go " + version + " at " + command + "; it brings other versions by itself");
  }

  static Verdict goMissing(List<String> notes) {
    Verdict verdict =
        Verdict.ok("no Go 1.21 or later on the PATH: a build downloads one from the module proxy");
    return notes.isEmpty() ? verdict : verdict.because(String.join("\n", notes));
  }

  static Verdict proxy(String newest) {
    return Verdict.ok("module proxy answers; the newest Go for this machine is " + newest);
  }

  /** Without a Go here there is none at all; with one, what its own cache lacks. */
  static Verdict proxySilent(DifyArmsException stop, boolean goFound) {
    Verdict verdict = Verdict.of(stop);
    return goFound ? verdict.mild() : verdict;
  }

  static Verdict instgo(String address, InstgoLook look) {
    return look.tool()
        .map(
            tool ->
                Verdict.ok(
                    "instgo "
                        + tool.versionNumber().map(number -> number + " ").orElse("")
                        + "is in the cache, of "
                        + address))
        .orElseGet(
            () ->
                Verdict.ok(
                    "instgo: "
                        + address
                        + " has it"
                        + size(look.size())
                        + "; the first build fetches it"));
  }

  private static String size(OptionalLong size) {
    return size.isPresent() ? ", " + Texts.bytes(size.getAsLong()) : "";
  }

  /** While nobody answers, a build takes the one it has. */
  static Verdict instgoSilent(String address, List<String> notes) {
    return Verdict.warning(
            "instgo: " + address + " does not answer; a build takes the one in the cache",
            ErrorCode.TOOL_NOT_FOUND.next())
        .because(String.join("\n", notes));
  }

  static Verdict compiler(String architecture, String cc, String version) {
    return Verdict.ok("C compiler for linux/" + architecture + ": " + cc + " (" + version + ")");
  }

  static Verdict key(String origin) {
    return Verdict.ok("ARMS licence key: from " + origin);
  }

  static Verdict keyMissing(String server) {
    return Verdict.warning(
        "ARMS licence key: none; programs are compiled all the same, the vendor asks for one for"
            + " production",
        "set ARMS_LICENSE_KEY in the environment, or add <server><id>"
            + server
            + "</id><password>KEY</password></server> to settings.xml");
  }

  static Verdict source(String shown, Optional<String> revision, Optional<String> commit) {
    if (revision.isEmpty()) {
      return Verdict.ok("source " + shown + " answers; which revision is wanted is not known yet");
    }
    return Verdict.ok(
        "source "
            + shown
            + " has "
            + revision.get()
            + commit.map(id -> ": commit " + id).orElse(""));
  }

  static Verdict commitUnseen(String shown, String commit) {
    return Verdict.ok(
        "source "
            + shown
            + " answers; whether it has commit "
            + commit
            + " shows when it is fetched");
  }

  static Verdict revisionMissing(String shown, String revision) {
    return Verdict.problem(
        "source " + shown + " has neither a tag nor a branch " + revision,
        ErrorCode.REVISION_MISSING.next());
  }

  static Verdict localSource(String shown) {
    return Verdict.ok("source " + shown + " is on this machine");
  }

  static Verdict localSourceOdd(String shown) {
    return Verdict.problem(
        "source " + shown + " has no go.mod", ErrorCode.SOURCE_UNREADABLE.next());
  }
}
