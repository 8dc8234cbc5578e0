package io.github.difyarms.probe;

import io.github.difyarms.toolchain.InstgoLook;
import io.github.difyarms.toolchain.InstgoRequest;
import io.github.difyarms.toolchain.Instgos;
import java.util.List;
import java.util.function.Supplier;

/**
 * Whether instgo is at its address, and in the cache.
 *
 * @param instgos the way to instgo
 * @param request which one is wanted
 * @param notes what the way has noted by now: that the address is silent, and the cache serves
 */
public record InstgoCheckup(Instgos instgos, InstgoRequest request, Supplier<List<String>> notes)
    implements Checkup {
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
    InstgoLook look = instgos.peek(request);
    List<String> noted = notes.get();
    return noted.isEmpty()
        ? ToolVerdicts.instgo(request.shownAddress(), look)
        : ToolVerdicts.instgoSilent(request.shownAddress(), noted);
  }
}
