package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.Instgos;

/**
 * Whether instgo is at its address, and in the cache.
 *
 * @param instgos the way to instgo
 * @param request which one is wanted
 */
public record InstgoCheckup(Instgos instgos, InstgoRequest request) implements Checkup {
  @Override
  public Group group() {
    return Group.TOOLS;
  }

  @Override
  public String name() {
    return "instgo";
  }

  @Override
  public void run(Findings findings) {
    findings.check("instgo", this::verdict);
  }

  private Verdict verdict() {
    boolean kept = instgos.kept(request);
    try {
      return ToolVerdicts.instgo(instgos.glance(request), kept);
    } catch (DifyArmsException e) {
      return ToolVerdicts.instgoSilent(e, kept);
    }
  }
}
