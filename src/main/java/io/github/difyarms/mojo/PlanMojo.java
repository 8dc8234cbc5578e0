package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.PlanText;
import io.github.difyarms.log.SafeText;
import io.github.difyarms.model.Forecast;
import io.github.difyarms.model.PlanJson;
import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** Shows what the goal {@code build} would do, and why; makes and pushes nothing. */
@Mojo(name = "plan", requiresProject = false, threadSafe = true)
final class PlanMojo extends AbstractServiceMojo {
  @Inject
  PlanMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    LoadAhead libraries = LoadAhead.start();
    try {
      show(forecast(parameters, invocation), parameters, invocation);
    } finally {
      libraries.await();
    }
  }

  private Forecast forecast(Parameters parameters, Invocation invocation) throws IOException {
    Requests requests = new Requests(parameters, invocation, System.getenv());
    Heard heard = new Heard(line -> getLog().debug(SafeText.of(line)));
    try (BuildLog log = heard;
        Service service =
            Service.open(
                opening(parameters, invocation, log, requests.parts())
                    .looking(true)
                    .heldTo(
                        LockUse.ofBuild(
                            parameters, invocation.directory(), session().getUserProperties())))) {
      Forecast forecast = service.forecast(requests.build());
      return heard.addTo(forecast, requests.leftOut());
    }
  }

  private void show(Forecast forecast, Parameters parameters, Invocation invocation)
      throws IOException {
    boolean json = Logs.json(parameters);
    Optional<Path> output = parameters.path("plan.output", invocation.directory());
    if (output.isPresent()) {
      AtomicFiles.writeOutput(
          output.get(), json ? PlanJson.pretty(forecast) : lines(forecast), "the plan");
      getLog().info("written: " + output.get());
    } else if (json) {
      JsonOutput.print(PlanJson.of(forecast));
    } else {
      PlanText.of(forecast).forEach(getLog()::info);
    }
  }

  private static String lines(Forecast forecast) {
    return String.join("\n", PlanText.of(forecast)).strip() + "\n";
  }
}
