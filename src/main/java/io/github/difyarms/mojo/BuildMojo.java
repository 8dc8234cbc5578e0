package io.github.difyarms.mojo;

import io.github.difyarms.build.OutputLock;
import io.github.difyarms.deploy.DeploySettings;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.log.Timeline;
import io.github.difyarms.log.TraceLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.report.ResultFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * Builds monitored images: resolves the upstream images, changes the files that have to change,
 * puts them as one layer on the untouched base and pushes a multi-arch index for each image.
 */
@Mojo(name = "build", requiresProject = false, threadSafe = true)
class BuildMojo extends AbstractServiceMojo {
  @Inject
  BuildMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @Override
  void run(Parameters parameters, Invocation invocation) throws IOException {
    LoadAhead libraries = LoadAhead.start();
    try {
      build(parameters, invocation, libraries);
    } finally {
      libraries.await();
    }
  }

  private void build(Parameters parameters, Invocation invocation, LoadAhead libraries)
      throws IOException {
    long started = System.nanoTime();
    Requests requests = new Requests(parameters, invocation, System.getenv());
    BuildRequest request = request(parameters, invocation, requests);
    try (BuildLog shown = Logs.of(parameters, getLog(), session(), System.getenv())) {
      // Until the last file is written, or withdrawn: those of two builds must not mix.
      OutputLock alone = OutputLock.of(request.outputDirectory(), shown);
      try (alone) {
        build(parameters, invocation, requests, request, shown, libraries, started);
      }
    }
  }

  private void build(
      Parameters parameters,
      Invocation invocation,
      Requests requests,
      BuildRequest request,
      BuildLog shown,
      LoadAhead libraries,
      long started)
      throws IOException {
    Outputs outputs =
        new Outputs(request.outputDirectory(), deploy(parameters, invocation, request));
    BuildLog rehearsing = libraries.withLayers(() -> outputs.rehearse(() -> Rehearsal.of(request)));
    ResultFiles.begin(request.outputDirectory());
    if (!request.index()) {
      PartialFiles.withdraw(request); // nobody must join what an earlier build made
    }
    Timeline timeline = new Timeline(started);
    try (TraceLog trace = TraceLog.in(request.outputDirectory())) {
      BuildLog log = trace.with(shown.and(rehearsing)).and(timeline);
      try (Service service =
          Service.open(
              opening(parameters, invocation, log, parts(requests))
                  .heldTo(lock(parameters, invocation, log)))) {
        BuildResult result = make(service, request, started).withSteps(timeline.steps());
        List<String> next = built(parameters, invocation, request, result);
        outputs.write(result);
        publish(result, invocation.project().getProperties());
        Path output = request.outputDirectory();
        log.finished(result, next.isEmpty() ? Optional.of(output) : Optional.empty());
        next.forEach(log::message);
      } catch (IOException | RuntimeException e) {
        ResultFiles.withdraw(request.outputDirectory());
        log.stopped(e);
        throw e;
      }
    }
  }

  /** Returns the lock that the goal is held to. */
  LockUse lock(Parameters parameters, Invocation invocation, BuildLog log) {
    LockUse lock =
        LockUse.ofBuild(parameters, invocation.directory(), session().getUserProperties());
    lock.guard().ifPresent(it -> log.note("held to " + it.file().name()));
    return lock;
  }

  /**
   * Set on the project only: they are results, not parameters, and {@link Parameters} knows them.
   */
  private void publish(BuildResult result, Properties properties) {
    for (ComponentResult component : result.components()) {
      if (component.partial()) {
        continue; // nobody deploys a part of an image
      }
      String prefix = Parameter.PREFIX + component.id() + ".";
      properties.setProperty(prefix + "digest", component.digest().toString());
      properties.setProperty(prefix + "image", reference(component));
    }
  }

  private Optional<DeploySettings> deploy(
      Parameters parameters, Invocation invocation, BuildRequest request) {
    return deployable(request)
        ? Optional.of(DeployParameters.settings(parameters, invocation.directory()))
        : Optional.empty();
  }

  /** Only a registry's images can be deployed from elsewhere. */
  boolean deployable(BuildRequest request) {
    return request.index()
        && request.components().stream().anyMatch(c -> c.target() instanceof Target.Registry);
  }

  /** Returns the parts that have to be opened for the build. */
  List<Part> parts(Requests requests) {
    return requests.parts();
  }

  /** Makes the images. */
  BuildResult make(Service service, BuildRequest request, long started) throws IOException {
    return service.build(request, started);
  }

  /** Returns what is to be built; may stop the goal before anything is read. */
  BuildRequest request(Parameters parameters, Invocation invocation, Requests requests)
      throws IOException {
    return requests.build();
  }

  /**
   * Does what comes after a build, before files tell of it.
   *
   * @return commands to go on with; none when they follow from where the images are
   */
  List<String> built(
      Parameters parameters, Invocation invocation, BuildRequest request, BuildResult result)
      throws IOException {
    return request.index()
        ? List.of()
        : PartialFiles.write(PartialFiles.of(request, result), request.outputDirectory());
  }

  /** Returns how a later plugin or a person names an image of the result. */
  String reference(ComponentResult component) {
    return component.reference();
  }
}
