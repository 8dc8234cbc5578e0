package io.github.difyarms.toolchain;

import java.util.List;

/**
 * What a C compiler for one architecture is called, and where it comes from.
 *
 * @param architecture the target's {@code GOARCH}
 * @param triplet Debian's name for the target, as in {@code /usr/lib/TRIPLET/pkgconfig}
 * @param compilers programs to be tried, the likeliest first
 * @param cross whether the target is another machine than this
 */
record CTarget(String architecture, String triplet, List<String> compilers, boolean cross) {

  static CTarget of(String architecture, Host host) {
    String cpu = cpu(architecture);
    boolean cross = !host.equals(new Host("linux", architecture));
    List<String> compilers =
        cross
            ? List.of(cpu + "-linux-gnu-gcc", cpu + "-linux-musl-gcc")
            : List.of("gcc", "cc", "clang", cpu + "-linux-musl-gcc");
    return new CTarget(architecture, cpu + "-linux-gnu", compilers, cross);
  }

  private static String cpu(String architecture) {
    return switch (architecture) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> architecture;
    };
  }

  /** Returns what to install, by distribution. */
  String packages() {
    if (!cross) {
      return """
          Debian, Ubuntu: apt-get install gcc libc6-dev libseccomp-dev pkg-config
          Alpine: apk add gcc musl-dev libseccomp-dev pkgconf
          Fedora: dnf install gcc libseccomp-devel pkgconf-pkg-config""";
    }
    String gcc = cpu(architecture).replace('_', '-');
    return "Debian, Ubuntu: dpkg --add-architecture "
        + architecture
        + " && apt-get update && apt-get install gcc-"
        + gcc
        + "-linux-gnu libc6-dev-"
        + architecture
        + "-cross libseccomp-dev:"
        + architecture
        + " pkg-config\n"
        + "Alpine and Fedora have no libseccomp for another architecture: build this platform on a"
        + " machine of its own, or in a container of Debian";
  }
}
