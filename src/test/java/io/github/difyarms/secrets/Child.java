package io.github.difyarms.secrets;

import java.nio.file.Path;
import java.util.List;

/** The programs that goals start, as SECURITY.md lists them. */
enum Child {
  /** Asked for credentials by docker's protocol. */
  CREDENTIAL_HELPER,
  /** {@code docker version}, {@code docker load}. */
  DOCKER,
  /** {@code go version} and the like, asked by the plugin. */
  GO,
  /** {@code instgo version}. */
  INSTGO_VERSION,
  /** {@code instgo set}, {@code instgo go build}, and the Go and the compilers that it starts. */
  INSTGO,
  /** Python that settles wheels: python, pip, uv. */
  PYTHON,
  /** The machine's ssh, for sources behind it. */
  SSH;

  /** Returns which one a command line is. */
  static Child of(List<String> arguments) {
    String program = String.valueOf(Path.of(arguments.get(0)).getFileName());
    if (program.startsWith("docker-credential-")) {
      return CREDENTIAL_HELPER;
    }
    return switch (program) {
      case "docker" -> DOCKER;
      case "instgo" ->
          arguments.size() > 1 && arguments.get(1).equals("version") ? INSTGO_VERSION : INSTGO;
      case "ssh" -> SSH;
      case "go" -> arguments.size() > 1 && arguments.get(1).equals("version") ? GO : INSTGO;
      // pip tells an index what machine it runs on, and asks rustc and lsb_release, which has
      // getopt.
      default -> program.matches("(python|pip|uv).*|rustc|getopt") ? PYTHON : INSTGO;
    };
  }
}
