package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Java, Maven, and room for what a build writes.
 *
 * @param maven Maven's version
 * @param output where results go
 * @param cache the plugin's cache
 */
public record MachineCheckup(String maven, Path output, Path cache) implements Checkup {
  /** Two images with their programs, the report, and a start script. */
  private static final long USUAL_OUTPUT = MachineVerdicts.GB;

  private static final long LEAST_OUTPUT = MachineVerdicts.GB / 10;

  /** A Go toolchain, sources, and the programs of some builds. */
  private static final long USUAL_CACHE = 4 * MachineVerdicts.GB;

  private static final long LEAST_CACHE = MachineVerdicts.GB / 2;

  @Override
  public Group group() {
    return Group.MACHINE;
  }

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public void run(Findings findings) {
    findings.check(
        "java",
        () ->
            MachineVerdicts.java(
                Runtime.version().toString(), System.getProperty("java.vendor", "unknown")));
    findings.check("maven", () -> MachineVerdicts.maven(maven));
    findings.check(
        "disk.output", () -> disk("output directory", output, USUAL_OUTPUT, LEAST_OUTPUT));
    findings.check("disk.cache", () -> disk("cache directory", cache, USUAL_CACHE, LEAST_CACHE));
  }

  private static Verdict disk(String what, Path folder, long usual, long least) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isWritable(there)) {
      return MachineVerdicts.unwritable(what, folder);
    }
    try {
      long free = Files.getFileStore(there).getUsableSpace();
      return MachineVerdicts.disk(what, folder, free, usual, least);
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.OUTPUT_NOT_WRITABLE,
          "how much room there is cannot be found out",
          folder.toString(),
          e.toString(),
          e);
    }
  }
}
