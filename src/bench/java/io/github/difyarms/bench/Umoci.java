package io.github.difyarms.bench;

import java.util.Optional;

/** skopeo into an OCI layout, {@code umoci insert}, skopeo back; the index by crane. */
record Umoci() implements Competitor {
  @Override
  public String id() {
    return "umoci";
  }

  @Override
  public String title() {
    return "skopeo + umoci";
  }

  @Override
  public Optional<String> version() {
    Optional<String> skopeo = Competitor.ask("skopeo --version");
    Optional<String> umoci = Competitor.ask("umoci --version");
    boolean complete = umoci.isPresent() && Competitor.ask("crane version").isPresent();
    return skopeo.filter(it -> complete).map(it -> it + ", " + umoci.orElse(""));
  }

  @Override
  public String how() {
    return "`skopeo copy` into an OCI layout, `umoci insert` (no unpacking), `skopeo copy` back,"
        + " for each platform; the index by `crane index append`";
  }

  @Override
  public boolean readsWholeBase() {
    return true;
  }

  @Override
  public String script(Task task) {
    StringBuilder script = new StringBuilder("cd " + Shell.quote(task.state()) + "\n");
    for (String architecture : Base.ARCHITECTURES) {
      script.append(
          """
          skopeo copy -q --override-arch ARCH --src-tls-verify=false docker://BASE oci:ARCH:base
          umoci insert --image ARCH:base --tag new PROGRAM /app/main
          skopeo copy -q --dest-tls-verify=false oci:ARCH:new docker://RESULT-ARCH
          """
              .replace("ARCH", architecture)
              .replace("BASE", task.base())
              .replace("PROGRAM", Shell.quote(task.program(architecture)))
              .replace("RESULT", task.result()));
    }
    return script.append(Crane.index(task)).toString();
  }
}
