package io.github.difyarms.probe;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.registry.Access;
import io.github.difyarms.registry.Credential;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryProbe;
import io.github.difyarms.registry.RegistryProbe.Upload;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A registry that results are pushed to. What it can do is found out with uploads that are
 * cancelled, and by asking for what it has to refuse.
 *
 * @param client speaks with registries
 * @param to credentials to push
 * @param from credentials to read the bases
 * @param routes of one registry, at least one
 * @param clock this machine's
 */
public record TargetCheckup(
    RegistryClient client,
    CredentialSource to,
    CredentialSource from,
    List<Route> routes,
    InstantSource clock)
    implements Checkup {
  private static final List<String> ABILITIES =
      List.of(
          "target.uploads",
          "target.mount",
          "target.single",
          "target.chunks",
          "target.index",
          "target.deletion");

  /**
   * A repository and what is pushed to it.
   *
   * @param target the repository; its tag does not matter
   * @param base the image whose layers go there, when it is known
   */
  public record Route(ImageReference target, Optional<ImageReference> base) {}

  @Override
  public Group group() {
    return Group.TARGET;
  }

  @Override
  public String name() {
    return "target";
  }

  @Override
  public void run(Findings findings) {
    ImageReference first = routes.get(0).target();
    String registry = first.registry();
    if (!new Reception("target", first, to, clock, verdict -> verdict)
        .at(probe(routes.get(0)), findings)) {
      findings.check("target.push", () -> ConnectionVerdicts.unreached(registry));
      return;
    }
    List<Upload> begun = new ArrayList<>();
    List<Route> pushed = new ArrayList<>();
    for (Route route : routes) {
      Verdict verdict = findings.check("target.push", () -> push(route, begun, findings));
      if (verdict.status() != Status.PROBLEM) {
        pushed.add(route);
      }
    }
    if (pushed.isEmpty()) {
      ABILITIES.forEach(id -> findings.check(id, TargetVerdicts::notPushed));
      return;
    }
    findings.check(
        "target.uploads", () -> ConnectionVerdicts.uploads(registry, begun.get(0).way()));
    pushed.forEach(route -> findings.check("target.mount", () -> mount(route, findings)));
    abilities(pushed.get(0).target().name(), probe(pushed.get(0), findings), findings);
  }

  private RegistryProbe probe(Route route) {
    return client.probe(
        route.target(), to, Access.PUSH, route.base().map(Set::of).orElse(Set.of()));
  }

  private RegistryProbe probe(Route route, Findings findings) {
    RegistryProbe probe = probe(route);
    findings.undoing(probe::abandon);
    return probe;
  }

  private Verdict push(Route route, List<Upload> begun, Findings findings) {
    Upload upload = probe(route, findings).upload();
    if (upload.begun().status() == 202) {
      begun.add(upload);
    }
    return TargetVerdicts.push(
        route.target().name(), upload, () -> to.find(route.target()).map(Credential::toString));
  }

  private Verdict mount(Route route, Findings findings) {
    String repository = route.target().name();
    if (route.base().isEmpty()) {
      return TargetVerdicts.mountUnknownBase(repository);
    }
    ImageReference base = route.base().get();
    if (!base.sameRegistry(route.target())) {
      return TargetVerdicts.mountElsewhere(repository);
    }
    if (base.repository().equals(route.target().repository())) {
      return TargetVerdicts.mountSelf(repository);
    }
    RegistryProbe probe = probe(route, findings);
    Optional<Digest> present =
        BaseLayer.of(client.repository(base, from, Access.PULL)).filter(probe::has);
    // To mount a layer that is not there yet would change the repository.
    return present
        .map(layer -> TargetVerdicts.mountOfPresent(repository, probe.mount(layer, base)))
        .orElseGet(() -> TargetVerdicts.mountOfNothing(repository, probe.mountNothing(base)));
  }

  private void abilities(String repository, RegistryProbe probe, Findings findings) {
    String registry = routes.get(0).target().registry();
    Verdict single =
        findings.check("target.single", () -> TargetVerdicts.single(registry, probe.single()));
    boolean refused = single.status() == Status.WARNING;
    findings.check("target.chunks", () -> TargetVerdicts.chunks(registry, probe.chunks(), refused));
    findings.check("target.index", () -> TargetVerdicts.indexes(registry, probe.indexes()));
    findings.check("target.deletion", () -> deletion(registry, probe));
    List<String> left = probe.left();
    if (!left.isEmpty()) {
      findings.check("target.left", () -> TargetVerdicts.left(repository, left));
    }
  }

  private static Verdict deletion(String registry, RegistryProbe probe) {
    try {
      return TargetVerdicts.deletion(registry, probe.deletion());
    } catch (DifyArmsException e) {
      if (e.code() == ErrorCode.UNAUTHORIZED) { // no token is given for deletions
        return TargetVerdicts.deletionDenied(registry);
      }
      throw e;
    }
  }
}
