package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.log.Texts;
import io.github.difyarms.python.AgentLook;
import io.github.difyarms.python.IndexLook;
import io.github.difyarms.python.LocalPython;
import java.util.List;

/** What is said of what puts the Python agent into an image. */
final class PythonVerdicts {
  private PythonVerdicts() {}

  static Verdict python(LocalPython python) {
    return Verdict.ok(
        "Python " + python.version() + " at " + python.program() + " can make environments");
  }

  static Verdict agent(AgentLook look) {
    if (look.tarball().isPresent()) {
      return Verdict.ok(
          "Python agent "
              + look.tarball().get().agent().version()
              + " is in the cache, of "
              + look.address());
    }
    String size = look.size().isPresent() ? ", " + Texts.bytes(look.size().getAsLong()) : "";
    return Verdict.ok(
        "Python agent: " + look.address() + " has it" + size + "; a build fetches it");
  }

  /** While nobody answers, a build takes the one it has. */
  static Verdict agentSilent(AgentLook look, List<String> notes) {
    return Verdict.warning(
            "Python agent: "
                + look.address()
                + " does not answer; a build takes the one in the cache",
            ErrorCode.AGENT_NOT_FOUND.next())
        .because(String.join("\n", notes));
  }

  static Verdict index(IndexLook look) {
    String index = "package index " + look.index() + " (" + look.origin() + ")";
    if (look.status() == 200) {
      return look.offered()
          ? Verdict.ok(index + " answers and has " + look.wanted())
          : Verdict.problem(
              index + " answers and does not have " + look.wanted(),
              ErrorCode.PYTHON_TOOLS_FAILED.next());
    }
    return Verdict.problem(
            index
                + (look.status() == 401 || look.status() == 403
                    ? " wants a login, or refuses the one it got"
                    : " does not hand out uv"),
            ErrorCode.PACKAGE_INDEX_FAILED.next())
        .because("HTTP " + look.status());
  }

  static Verdict indexNotAsked() {
    return Verdict.skipped("the package index is no HTTP address; pip and uv read it themselves");
  }

  /**
   * pip and uv trust what the machine trusts, and what {@code PIP_CERT} names: that this JVM does
   * not know a certificate says nothing about them.
   */
  static Verdict indexSilent(DifyArmsException stop) {
    if (stop.code() == ErrorCode.OFFLINE) {
      return Verdict.of(stop);
    }
    Verdict verdict =
        Verdict.problem(
                "the package index does not answer: " + stop.where(),
                ErrorCode.PACKAGE_INDEX_FAILED.next())
            .because(stop.code().id() + ": " + stop.what() + "\n" + stop.why());
    return stop.code() == ErrorCode.TLS_FAILED ? verdict.mild() : verdict;
  }
}
