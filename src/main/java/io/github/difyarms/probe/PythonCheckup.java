package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.python.AgentLook;
import io.github.difyarms.python.PythonProbe;
import java.util.List;
import java.util.function.Supplier;

/**
 * What it takes to put the Python agent into an image: Python, the agent, the package index.
 *
 * @param probe looks at each
 * @param notes what it has noted by now: that the agent's address is silent, and the cache serves
 */
public record PythonCheckup(PythonProbe probe, Supplier<List<String>> notes) implements Checkup {
  @Override
  public Group group() {
    return Group.TOOLS;
  }

  @Override
  public String name() {
    return "python";
  }

  @Override
  public void run(Findings findings) {
    findings.check("python", () -> PythonVerdicts.python(probe.python()));
    findings.check("python.agent", this::agent);
    findings.check("python.index", this::index);
  }

  private Verdict agent() {
    AgentLook look = probe.agent();
    List<String> noted = notes.get();
    return noted.isEmpty() ? PythonVerdicts.agent(look) : PythonVerdicts.agentSilent(look, noted);
  }

  private Verdict index() {
    try {
      return probe.index().map(PythonVerdicts::index).orElseGet(PythonVerdicts::indexNotAsked);
    } catch (DifyArmsException e) {
      return PythonVerdicts.indexSilent(e);
    }
  }
}
