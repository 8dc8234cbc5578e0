package io.github.difyarms.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A root file system small but real: busybox, bash and what they are linked with. */
public final class Rootfs {
  private static final Pattern LIBRARY = Pattern.compile("(/[^ ]+) \\(0x");

  private Rootfs() {}

  /** Fills a directory from this machine's programs, if they are installed. */
  public static Optional<Path> create(Path root) throws IOException {
    String why = "no image was run";
    Optional<String> busybox = CommandLine.find("busybox", why);
    Optional<String> bash = CommandLine.find("bash", why);
    if (busybox.isEmpty() || bash.isEmpty()) {
      return Optional.empty();
    }
    install(root, Path.of(busybox.get()), "bin/busybox");
    install(root, Path.of(bash.get()), "bin/bash");
    for (String applet : List.of("sh", "ls", "stat", "cat", "id", "env", "nproc", "sleep")) {
      Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
    }
    for (String program : List.of(bash.get(), busybox.get())) {
      // Busybox comes linked either way; of a static program ldd says so and fails.
      Matcher library = LIBRARY.matcher(CommandLine.of("ldd", program).run().output());
      while (library.find()) {
        install(root, Path.of(library.group(1)), library.group(1).substring(1));
      }
    }
    Files.createDirectories(root.resolve("etc"));
    Files.writeString(root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
    return Optional.of(root);
  }

  private static void install(Path root, Path file, String path) throws IOException {
    Path target = root.resolve(path);
    Files.createDirectories(target.getParent());
    Files.copy(file.toRealPath(), target, StandardCopyOption.REPLACE_EXISTING);
  }
}
