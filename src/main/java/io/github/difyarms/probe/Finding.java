package io.github.difyarms.probe;

import java.time.Duration;
import java.util.Optional;

/**
 * One line of the doctor's report.
 *
 * @param id stable name of the check, for example {@code target.mount}; checks of several images
 *     and registries share it
 * @param group what it is about
 * @param status how it ends
 * @param summary what is so, and what it means
 * @param detail the evidence
 * @param remedy what to do next; every warning and every problem has one
 * @param time how long the check took
 */
public record Finding(
    String id,
    Group group,
    Status status,
    String summary,
    Optional<String> detail,
    Optional<String> remedy,
    Duration time) {
  static Finding of(String id, Group group, Verdict verdict, Duration time) {
    return new Finding(
        id, group, verdict.status(), verdict.summary(), verdict.detail(), verdict.remedy(), time);
  }
}
