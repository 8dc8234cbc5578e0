package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.Optional;

/**
 * What a check comes to.
 *
 * @param status how it ends
 * @param summary what is so, and what it means, in one sentence without a full stop
 * @param detail the evidence: what was seen, or the other side's own words
 * @param remedy what to do next; every warning and every problem has one
 */
record Verdict(Status status, String summary, Optional<String> detail, Optional<String> remedy) {
  static Verdict ok(String summary) {
    return new Verdict(Status.OK, summary, Optional.empty(), Optional.empty());
  }

  static Verdict skipped(String why) {
    return new Verdict(Status.SKIPPED, why, Optional.empty(), Optional.empty());
  }

  static Verdict warning(String summary, String remedy) {
    return new Verdict(Status.WARNING, summary, Optional.empty(), Optional.of(remedy));
  }

  static Verdict problem(String summary, String remedy) {
    return new Verdict(Status.PROBLEM, summary, Optional.empty(), Optional.of(remedy));
  }

  /** Returns the verdict on what would stop a build: its words, and the next step of its code. */
  static Verdict of(DifyArmsException stop) {
    if (stop.code() == ErrorCode.OFFLINE) {
      return skipped(stop.where() + " is not asked, because Maven runs offline");
    }
    return problem(stop.where() + ": " + stop.what(), stop.code().next())
        .because(stop.code().id() + ": " + stop.why());
  }

  /** Returns the same with evidence. */
  Verdict because(String evidence) {
    return new Verdict(status, summary, Optional.of(evidence.strip()), remedy);
  }

  /** Returns the same with another way out. */
  Verdict orElse(String another) {
    return new Verdict(status, summary, detail, remedy.map(text -> text + "; " + another));
  }

  /** Returns the same as no more than a warning. */
  Verdict mild() {
    return new Verdict(status == Status.PROBLEM ? Status.WARNING : status, summary, detail, remedy);
  }
}
