package io.github.difyarms.probe;

import io.github.difyarms.toolchain.CToolchain;
import io.github.difyarms.toolchain.CToolchains;
import io.github.difyarms.toolchain.Host;
import java.util.List;

/**
 * A C compiler for each platform, tried by compiling with it.
 *
 * @param compilers the way to them
 * @param host this machine
 * @param architectures those of the platforms that are built for
 */
public record CompilerCheckup(CToolchains compilers, Host host, List<String> architectures)
    implements Checkup {
  @Override
  public Group group() {
    return Group.TOOLS;
  }

  @Override
  public String name() {
    return "compiler";
  }

  @Override
  public void run(Findings findings) {
    for (String architecture : architectures) {
      findings.check("compiler." + architecture, () -> compiler(architecture));
    }
  }

  private Verdict compiler(String architecture) {
    CToolchain found = compilers.check(architecture, host);
    return ToolVerdicts.compiler(architecture, found.cc(), found.version());
  }
}
