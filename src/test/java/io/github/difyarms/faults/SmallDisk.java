package io.github.difyarms.faults;

import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of its own, as large as a test wants it; only root can have one. */
final class SmallDisk implements AutoCloseable {
  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /**
   * Mounts a disk on a folder, which is made.
   *
   * @param why what is not tested where that is not allowed
   */
  static Optional<SmallDisk> on(Path folder, String size, String why) throws IOException {
    Files.createDirectories(folder);
    CommandLine.Outcome outcome =
        CommandLine.of("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, "tmpfs", folder + "")
            .run();
    if (outcome.exitCode() != 0) {
      System.out.println("SKIPPED: no disk can be mounted here: " + why);
      return Optional.empty();
    }
    return Optional.of(new SmallDisk(folder));
  }

  /** Changes it: {@code size=8m}, {@code ro}. */
  void remount(String options) {
    CommandLine.of("mount", "-o", "remount," + options, folder + "").run().orFail();
  }

  @Override
  public void close() {
    // At once for whoever looks; JGit keeps packs open that it has read.
    CommandLine.of("umount", "--lazy", folder + "").run().orFail();
  }
}
