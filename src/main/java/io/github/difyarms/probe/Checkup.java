package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import java.util.function.Consumer;

/** Checks that belong together and are made one after the other; checkups run side by side. */
public interface Checkup {
  /** Returns what it is about. */
  Group group();

  /** Returns its name, for when it comes to no end. */
  String name();

  /** Makes the checks. */
  void run(Findings findings);

  /** Returns a checkup that is left out. */
  static Checkup skipped(Group group, String name, String why) {
    return of(group, name, findings -> findings.check(name, () -> Verdict.skipped(why)));
  }

  /** Returns a checkup that has come to its end already: what it would use cannot be set up. */
  static Checkup stopped(Group group, String name, DifyArmsException stop) {
    return of(group, name, findings -> findings.check(name, () -> Verdict.of(stop)));
  }

  private static Checkup of(Group group, String name, Consumer<Findings> work) {
    return new Checkup() {
      @Override
      public Group group() {
        return group;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(Findings findings) {
        work.accept(findings);
      }
    };
  }
}
