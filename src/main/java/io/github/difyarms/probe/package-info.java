/**
 * What the goal doctor finds out about a machine, its tools and the registries it is to work with:
 * checks side by side, each with a verdict, what was measured, and what to do next.
 *
 * <p>May use all services; only the goals use it. A check changes nothing but uploads that it
 * cancels. Every text stands in one of the classes called {@code …Verdicts}.
 *
 * <pre>{@code
 * Doctor doctor = new Doctor(Duration.ofSeconds(80));
 * DoctorReport report = doctor.examine(checkups, finding -> print(FindingText.lines(finding)));
 * }</pre>
 */
@NullMarked
package io.github.difyarms.probe;

import org.jspecify.annotations.NullMarked;
