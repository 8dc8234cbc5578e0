package io.github.difyarms.bench;

import java.util.Optional;

/** Somebody who puts a new file into both platforms of an image. */
interface Competitor {
  /** Returns a short name, for options and files. */
  String id();

  /** Returns what the page calls it. */
  String title();

  /** Returns its version; empty when it is not installed here. */
  Optional<String> version();

  /** Returns how it is used here, in a sentence. */
  String how();

  /** Does what is done before the clock starts: what a tool keeps from former days. */
  default void prepare(Task task) {}

  /** Returns bash lines that do it. Everything they do is part of its time. */
  String script(Task task);

  /** Returns whether it reads all layers of a base, whatever the target has. */
  default boolean readsWholeBase() {
    return false;
  }

  /** Returns the time it says it took without what starts it, when it does. */
  default Optional<Double> insideSeconds(Task task) {
    return Optional.empty();
  }

  /** Returns what a program says about its version. */
  static Optional<String> ask(String command) {
    Shell.Ran ran = Shell.run(java.nio.file.Path.of("/tmp"), command);
    return ran.successful() && !ran.output().isBlank()
        ? Optional.of(ran.output().strip().lines().findFirst().orElse(""))
        : Optional.empty();
  }

  /**
   * Returns lines that put {@code app/main} into {@code amd64.tar} and {@code arm64.tar}; links,
   * not copies, since the time of copying is nobody's.
   */
  static String layers(Task task) {
    StringBuilder script = new StringBuilder();
    for (String architecture : Base.ARCHITECTURES) {
      script
          .append("mkdir -p ")
          .append(architecture)
          .append("/app; ln ")
          .append(Shell.quote(task.program(architecture)))
          .append(' ')
          .append(architecture)
          .append("/app/main\n");
    }
    return script.toString();
  }

  /** The tar of one architecture, to standard output. */
  static String tar(String architecture) {
    return "tar --sort=name --owner=0 --group=0 --numeric-owner --mtime=@1 --mode=0755 -C "
        + architecture
        + " -cf - app";
  }
}
