package io.github.difyarms.probe;

import io.github.difyarms.error.ErrorCode;
import java.time.Duration;

/** What is said of checks as such. */
final class DoctorVerdicts {
  private DoctorVerdicts() {}

  static Verdict expired(String id, Duration limit) {
    return Verdict.problem(
        "the check " + id + " came to no end within " + limit.toSeconds() + " s",
        ErrorCode.STALLED.next());
  }

  /** Nobody hears this one. */
  static Verdict late() {
    return Verdict.skipped("the time is over");
  }

  static Verdict defect(String id, Throwable failure) {
    return Verdict.problem("the check " + id + " broke off", ErrorCode.DEFECT.next())
        .because(failure.toString());
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
