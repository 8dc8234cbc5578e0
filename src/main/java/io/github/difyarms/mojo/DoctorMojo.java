package io.github.difyarms.mojo;

import io.github.difyarms.log.SafeText;
import io.github.difyarms.probe.Doctor;
import io.github.difyarms.probe.DoctorReport;
import io.github.difyarms.probe.Finding;
import io.github.difyarms.probe.FindingText;
import io.github.difyarms.probe.ReportJson;
import java.io.IOException;
import java.util.function.Consumer;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Checks everything a build needs, and tells for each thing how it is, what was measured and what
 * to do next. Changes nothing: what it uploads it cancels.
 */
@Mojo(name = "doctor", requiresProject = false, threadSafe = true)
final class DoctorMojo extends AbstractServiceMojo {
  @Inject
  DoctorMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    boolean json = Logs.json(parameters);
    Consumer<Finding> told = json ? finding -> {} : this::tell;
    DoctorReport report;
    try (DoctorSetup setup = DoctorSetup.open(parameters, invocation, session(), decrypter())) {
      report = new Doctor(setup.limit()).examine(setup.checkups(), told);
    }
    if (json) {
      JsonOutput.print(ReportJson.of(report));
    } else {
      getLog().info(report.summary());
    }
    if (report.stop().isPresent()) {
      throw report.stop().get();
    }
  }

  private void tell(Finding finding) {
    for (String line : FindingText.lines(finding)) {
      String safe = SafeText.of(line);
      switch (finding.status()) {
        case PROBLEM -> getLog().error(safe);
        case WARNING -> getLog().warn(safe);
        case OK, SKIPPED -> getLog().info(safe);
      }
    }
  }
}
