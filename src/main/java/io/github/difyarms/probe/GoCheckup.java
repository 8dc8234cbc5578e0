package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.toolchain.GoToolchains;
import io.github.difyarms.toolchain.LocalGo;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Go on the PATH, and the module proxy that others come from.
 *
 * @param toolchains the way to Go
 * @param notes what it has noted by now, for example why a Go is not used
 */
public record GoCheckup(GoToolchains toolchains, Supplier<List<String>> notes) implements Checkup {
  @Override
  public Group group() {
    return Group.TOOLS;
  }

  @Override
  public String name() {
    return "go";
  }

  @Override
  public void run(Findings findings) {
    findings.check("go", this::go);
    findings.check("go.proxy", this::proxy);
  }

  private Verdict go() {
    Optional<LocalGo> local = toolchains.local();
    return local
        .map(go -> ToolVerdicts.goFound(go.command(), go.version()))
        .orElseGet(() -> ToolVerdicts.goMissing(notes.get()));
  }

  private Verdict proxy() {
    try {
      return ToolVerdicts.proxy(toolchains.newest());
    } catch (DifyArmsException e) {
      return ToolVerdicts.proxySilent(e, toolchains.local().isPresent());
    }
  }
}
