package io.github.difyarms.probe;

import java.util.Optional;

/**
 * Whether there is a licence key. The key itself does not come here.
 *
 * @param origin where it comes from; empty when there is none
 * @param server id of the server in settings.xml it would be looked for in
 */
public record KeyCheckup(Optional<String> origin, String server) implements Checkup {
  @Override
  public Group group() {
    return Group.TOOLS;
  }

  @Override
  public String name() {
    return "licenceKey";
  }

  @Override
  public void run(Findings findings) {
    findings.check(
        name(),
        () -> origin.map(ToolVerdicts::key).orElseGet(() -> ToolVerdicts.keyMissing(server)));
  }
}
