package io.github.difyarms.toolchain;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The {@code docker} command line, or one that understands the same commands, as podman does. */
public final class DockerClient {
  /** A daemon that says nothing for so long is none. */
  private static final Duration ANSWER = Duration.ofSeconds(60);

  private static final Pattern PLATFORM = Pattern.compile("[a-z0-9]+/[a-z0-9_]+");

  private final Commands commands;
  private final String executable;
  private final Path directory;
  private final Map<String, String> environment;

  /**
   * Creates a client.
   *
   * @param commands runs it
   * @param executable a program's name, looked up in PATH, or its path
   * @param directory where it runs
   * @param environment its whole environment, which also tells where the daemon is
   */
  public DockerClient(
      Commands commands, String executable, Path directory, Map<String, String> environment) {
    this.commands = commands;
    this.executable = executable;
    this.directory = directory;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Makes sure that images can be loaded.
   *
   * @return the daemon's {@code os/architecture}; empty for a program without a daemon, which uses
   *     those of this machine
   * @throws DifyArmsException {@link ErrorCode#DOCKER_MISSING}, {@link
   *     ErrorCode#DOCKER_UNREACHABLE}
   */
  public Optional<String> platform() throws IOException, InterruptedException {
    CommandResult told = run(List.of("version", "--format", "{{.Server.Os}}/{{.Server.Arch}}"));
    if (told.successful()) {
      return told.tail().stream().filter(line -> PLATFORM.matcher(line).matches()).findFirst();
    }
    // Podman has other fields, and no server at all unless it is remote.
    if (!run(List.of("version")).successful()) {
      throw new DifyArmsException(
          ErrorCode.DOCKER_UNREACHABLE,
          "the docker daemon does not answer",
          executable + " version",
          told.words());
    }
    return Optional.empty();
  }

  /**
   * Loads an archive, which is piped in.
   *
   * @param image the image's name, for messages
   * @param archive writes the archive
   * @param lines hears what the client prints
   * @throws DifyArmsException {@link ErrorCode#DOCKER_LOAD_FAILED}
   * @throws IOException when the archive cannot be produced
   */
  public void load(String image, Commands.Input archive, Consumer<String> lines)
      throws IOException, InterruptedException {
    CommandResult result = commands.run(command(List.of("load")).with(lines), archive);
    if (!result.successful()) {
      throw new DifyArmsException(
          ErrorCode.DOCKER_LOAD_FAILED,
          "the image was not loaded",
          executable + " load, " + image,
          result.words());
    }
  }

  private CommandResult run(List<String> arguments) throws IOException, InterruptedException {
    try {
      return commands.run(command(arguments).within(ANSWER));
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.DOCKER_MISSING,
          "there is no docker command line",
          "parameter dockerClient.executable",
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private Command command(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(executable));
    all.addAll(arguments);
    return Command.of(all, directory, environment);
  }
}
