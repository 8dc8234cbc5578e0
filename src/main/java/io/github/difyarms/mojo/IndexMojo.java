package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.JoinRequest;
import java.io.IOException;
import java.util.List;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Joins images of single platforms, which builds with {@code index=false} have pushed by digest,
 * into the index that one build of all platforms makes, and tags it.
 */
@Mojo(name = "index", requiresProject = false, threadSafe = true)
final class IndexMojo extends BuildMojo {
  private @Nullable Reading joining;

  @Inject
  IndexMojo(SettingsDecrypter decrypter) {
    super(decrypter);
  }

  @FunctionalInterface
  private interface Reading {
    JoinRequest read() throws IOException;
  }

  /** Reads what there is to join; which components that are is known only then. */
  @Override
  BuildRequest request(Parameters parameters, Invocation invocation, Requests requests)
      throws IOException {
    joining = () -> joining(parameters, invocation, requests);
    JoinRequest unused = joining.read(); // what is wrong with them is told before anybody waits
    return requests.joined();
  }

  private static JoinRequest joining(
      Parameters parameters, Invocation invocation, Requests requests) throws IOException {
    List<String> inputs = parameters.list("index.inputs");
    JoinInputs search = new JoinInputs(invocation.directory());
    List<JoinRequest.Part> parts =
        inputs.isEmpty() ? search.parts(requests.outputDirectory()) : search.parts(inputs);
    return new JoinRequest(
        parts,
        components(requests),
        requests.platforms(),
        parameters.text("to.tags").isPresent() ? parameters.list("to.tags") : List.of(),
        parameters.list("to.tags"),
        parameters.text("difyVersion"),
        requests.format(),
        requests.places());
  }

  /** What a build with the same parameters would make must be there. */
  private static List<String> components(Requests requests) {
    return requests.namedParts().stream().map(Part::id).toList();
  }

  @Override
  boolean deployable(BuildRequest request) {
    return true;
  }

  @Override
  List<Part> parts(Requests requests) {
    return List.of(); // nothing is compiled or rewritten
  }

  @Override
  BuildResult make(Service service, BuildRequest request, long started) throws IOException {
    if (joining == null) {
      throw new IllegalStateException("asked to join before the parts were read");
    }
    // Again, for a build that had the directory before this one may have made others.
    return service.join(joining.read(), started);
  }

  /** The parts were built with it. */
  @Override
  LockUse lock(Parameters parameters, Invocation invocation, BuildLog log) {
    return LockUse.none();
  }
}
