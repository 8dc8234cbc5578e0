package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything the doctor found.
 *
 * @param findings one for each check, in a fixed order
 */
public record DoctorReport(List<Finding> findings) {
  /** Copies the list. */
  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /** Returns how many checks ended this way. */
  public long count(Status status) {
    return findings.stream().filter(finding -> finding.status() == status).count();
  }

  /** Returns how many checks ended which way, as a line. */
  public String summary() {
    return count(Status.OK)
        + " ok, "
        + DoctorVerdicts.count(count(Status.WARNING), "warning")
        + ", "
        + DoctorVerdicts.count(count(Status.PROBLEM), "problem")
        + ", "
        + count(Status.SKIPPED)
        + " skipped";
  }

  /** Returns the stop that problems are worth; empty when there are none. */
  public Optional<DifyArmsException> stop() {
    long problems = count(Status.PROBLEM);
    if (problems == 0) {
      return Optional.empty();
    }
    String ids =
        findings.stream()
            .filter(finding -> finding.status() == Status.PROBLEM)
            .map(Finding::id)
            .distinct()
            .collect(Collectors.joining(", "));
    return Optional.of(
        new DifyArmsException(
            ErrorCode.DOCTOR_PROBLEMS,
            "a build would stop: " + DoctorVerdicts.count(problems, "problem"),
            ids,
            summary()));
  }
}
