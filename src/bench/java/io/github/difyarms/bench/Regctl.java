package io.github.difyarms.bench;

import java.util.Optional;

/** {@code regctl image mod} with a layer for each platform: one command, and the index is made. */
record Regctl() implements Competitor {
  @Override
  public String id() {
    return "regctl";
  }

  @Override
  public String title() {
    return "regctl";
  }

  @Override
  public Optional<String> version() {
    return Competitor.ask("regctl version --format '{{.VCSTag}}'");
  }

  @Override
  public String how() {
    return "`regctl image mod --layer-add tar=…,platform=…` for both platforms in one command";
  }

  @Override
  public String script(Task task) {
    StringBuilder script = new StringBuilder(Competitor.layers(task));
    StringBuilder layers = new StringBuilder();
    for (String architecture : Base.ARCHITECTURES) {
      script
          .append(Competitor.tar(architecture))
          .append(" > ")
          .append(architecture)
          .append(".tar & p")
          .append(architecture)
          .append("=$!\n");
      layers.append(" --layer-add tar=" + architecture + ".tar,platform=linux/" + architecture);
    }
    Base.ARCHITECTURES.forEach(it -> script.append("wait $p").append(it).append('\n'));
    return script
        .append("regctl -v error --host reg=")
        .append(host(task.base()))
        .append(",tls=disabled --host reg=")
        .append(host(task.target()))
        .append(",tls=disabled image mod ")
        .append(task.base())
        .append(layers)
        .append(" --create ")
        .append(task.result())
        .append('\n')
        .toString();
  }

  private static String host(String reference) {
    return reference.substring(0, reference.indexOf('/'));
  }
}
