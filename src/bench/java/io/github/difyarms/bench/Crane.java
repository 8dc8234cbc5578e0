package io.github.difyarms.bench;

import java.util.Optional;

/** {@code crane append} for each platform, then {@code crane index append}. */
record Crane(boolean atOnce) implements Competitor {
  @Override
  public String id() {
    return atOnce ? "crane" : "crane-in-turn";
  }

  @Override
  public String title() {
    return atOnce ? "crane, two at once" : "crane, one after the other";
  }

  @Override
  public Optional<String> version() {
    return Competitor.ask("crane version");
  }

  @Override
  public String how() {
    return "`tar` into `crane append -f -` for each platform, which compresses while it uploads,"
        + " then `crane index append`";
  }

  @Override
  public String script(Task task) {
    StringBuilder script = new StringBuilder(Competitor.layers(task));
    for (String architecture : Base.ARCHITECTURES) {
      script
          .append(Competitor.tar(architecture))
          .append(" | crane append --insecure --platform linux/")
          .append(architecture)
          .append(" -b ")
          .append(task.base())
          .append(" -f - -t ")
          .append(task.result())
          .append('-')
          .append(architecture)
          .append(atOnce ? " & p" + architecture + "=$!\n" : "\n");
    }
    if (atOnce) {
      Base.ARCHITECTURES.forEach(it -> script.append("wait $p").append(it).append('\n'));
    }
    return script.append(index(task)).toString();
  }

  /** The lines that make the index of two images whose tags have the architectures in them. */
  static String index(Task task) {
    return "crane index append --insecure --docker-empty-base -m "
        + task.result()
        + "-amd64 -m "
        + task.result()
        + "-arm64 -t "
        + task.result()
        + "\n";
  }
}
