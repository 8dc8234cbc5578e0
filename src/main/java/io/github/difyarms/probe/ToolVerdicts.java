package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.log.Texts;
import io.github.difyarms.toolchain.InstgoGlance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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

  static Verdict instgo(InstgoGlance glance, boolean kept) {
    if (glance.there()) {
      return Verdict.ok(
          "instgo: "
              + glance.shown()
              + glance.size().map(size -> ", " + Texts.bytes(size)).orElse("")
              + (kept ? ", one is in the cache" : ", none is in the cache"));
    }
    return Verdict.problem("instgo is not at " + glance.shown(), ErrorCode.TOOL_NOT_FOUND.next())
        .because("HTTP " + glance.status());
  }

  /** Offline, and while nobody answers, a build takes the one it has. */
  static Verdict instgoSilent(DifyArmsException stop, boolean kept) {
    if (stop.code() == ErrorCode.OFFLINE || stop.code() == ErrorCode.TOOL_OVER_HTTP) {
      return Verdict.of(stop);
    }
    Verdict verdict =
        Verdict.problem(
                "instgo: "
                    + stop.where()
                    + ": "
                    + stop.what()
                    + (kept
                        ? "; a build takes the one in the cache"
                        : ", and none is in the cache"),
                ErrorCode.TOOL_NOT_FOUND.next())
            .because(stop.code().id() + ": " + stop.why());
    return kept ? verdict.mild() : verdict;
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
