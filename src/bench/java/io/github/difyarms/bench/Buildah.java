package io.github.difyarms.bench;

import java.util.Optional;

/** {@code buildah from}, {@code copy}, {@code commit} for each platform, then a manifest list. */
record Buildah(String driver) implements Competitor {
  /** Returns one with the faster storage driver that works on this machine. */
  static Buildah ofMachine(java.nio.file.Path folder) {
    String root = Shell.quote(folder.resolve("buildah-probe"));
    Shell.Ran ran =
        Shell.run(
            folder,
            "b='buildah --root '"
                + root
                + "'/r --runroot '"
                + root
                + "'/rr --storage-driver overlay'\nc=$($b from scratch)\n$b mount $c\n"
                + "$b umount $c\n$b rm $c\nrm -rf "
                + root);
    return new Buildah(ran.successful() ? "overlay" : "vfs");
  }

  @Override
  public String id() {
    return "buildah";
  }

  @Override
  public String title() {
    return "buildah (" + driver + ")";
  }

  @Override
  public Optional<String> version() {
    return Competitor.ask("buildah --version");
  }

  @Override
  public String how() {
    return "`buildah from`, `copy`, `commit` for each platform, `manifest push --all`";
  }

  @Override
  public boolean readsWholeBase() {
    return true;
  }

  @Override
  public String script(Task task) {
    StringBuilder script =
        new StringBuilder(
            "b='buildah --root "
                + task.state()
                + "/storage --runroot "
                + task.state()
                + "/run --storage-driver "
                + driver
                + "'\n$b manifest rm list >/dev/null 2>&1 || true\n$b manifest create list\n");
    for (String architecture : Base.ARCHITECTURES) {
      script.append(
          """
          c=$($b from --pull --tls-verify=false --platform linux/ARCH BASE)
          $b copy --chown 0:0 --chmod 0755 $c PROGRAM /app/main
          $b commit --tls-verify=false --rm --format docker $c result-ARCH
          $b manifest add list result-ARCH
          """
              .replace("ARCH", architecture)
              .replace("BASE", task.base())
              .replace("PROGRAM", Shell.quote(task.program(architecture))));
    }
    return script
        .append("$b manifest push --all --tls-verify=false --format v2s2 list docker://")
        .append(task.result())
        .append('\n')
        .toString();
  }
}
