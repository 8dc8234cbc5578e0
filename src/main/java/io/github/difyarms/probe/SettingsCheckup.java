package io.github.difyarms.probe;

import java.util.List;

/**
 * What is odd about settings.xml and about where secrets stand.
 *
 * @param warnings found while they were read, without the secrets
 */
public record SettingsCheckup(List<String> warnings) implements Checkup {
  /** Copies the list. */
  public SettingsCheckup {
    warnings = List.copyOf(warnings);
  }

  @Override
  public Group group() {
    return Group.MACHINE;
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public void run(Findings findings) {
    for (String warning : warnings) {
      findings.check(name(), () -> MachineVerdicts.settings(warning));
    }
  }
}
