package io.github.difyarms.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Podman with a storage of its own, overlay as in production: vfs would hide what overlay does to
 * directories that a layer does not list.
 */
public final class Podman implements AutoCloseable {
  private final String program;
  private final Path storage;

  private Podman(String program, Path storage) {
    this.program = program;
    this.storage = storage;
  }

  /** Returns podman over a scratch folder, if it is installed and may be used by this user. */
  public static Optional<Podman> over(Path storage) {
    String why = "no image was run";
    Optional<String> program = CommandLine.find("podman", why);
    if (program.isEmpty() || CommandLine.find("runc", why).isEmpty()) {
      return Optional.empty();
    }
    if (!System.getProperty("user.name").equals("root")) {
      System.out.println("SKIPPED: podman over a scratch overlay storage needs root: " + why);
      return Optional.empty();
    }
    return Optional.of(new Podman(program.get(), storage));
  }

  /** Returns a podman command yet to be run. */
  public CommandLine command(String... arguments) {
    List<String> command = prefix();
    command.addAll(List.of(arguments));
    return CommandLine.of(command).within(Duration.ofSeconds(90));
  }

  private List<String> prefix() {
    List<String> command = new ArrayList<>(List.of(program, "--storage-driver", "overlay"));
    command.addAll(List.of("--root", storage.resolve("root").toString()));
    command.addAll(List.of("--runroot", storage.resolve("run").toString()));
    command.addAll(List.of("--runtime", "runc", "--cgroup-manager", "cgroupfs"));
    return command;
  }

  /** Writes a program that stands in for {@code docker}: this podman over this storage. */
  public Path asDocker(Path file) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexec " + String.join(" ", prefix()) + " \"$@\"\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file.toString());
    }
    return file;
  }

  /**
   * Returns {@code podman run} without a network. The limits are named because the default asks for
   * more open files than a container inside a container may have.
   */
  public CommandLine run(String... arguments) {
    List<String> run = new ArrayList<>(List.of("run", "--rm", "--network", "none"));
    run.addAll(List.of("--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024"));
    run.addAll(List.of(arguments));
    return command(run.toArray(String[]::new));
  }

  /** Removes images and mounts, so that the folder can be deleted. */
  @Override
  public void close() {
    command("rmi", "--all", "--force").run();
    CommandLine.of("umount", storage.resolve("root/overlay").toString()).run();
  }
}
