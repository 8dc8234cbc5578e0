package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.net.Hosts;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Refuses parts that lie elsewhere, or come from elsewhere, than the user says, before anything is
 * asked there: a request carries credentials.
 *
 * @param places what the user says
 */
record PartPlaces(JoinRequest.Places places) {
  /** Checks where a part lies, as far as that can be told before it is read. */
  void requireTarget(JoinRequest.Part part) {
    Optional<PartialResult> told = part.result();
    if (told.isPresent()) {
      requireTarget(part, told.get().image().id());
    } else if (places.targets().keySet().containsAll(places.bases().keySet())
        && places.targets().values().stream().noneMatch(target -> holds(target, part))) {
      throw elsewhere(part, "results go to " + names());
    }
  }

  /** Checks what a part that was read says of its component and of its base. */
  void require(FetchedPart part) {
    String component = part.component();
    if (!places.bases().containsKey(component)) {
      throw part.unfit(
          "there is no component \""
              + component
              + "\", only "
              + String.join(", ", new TreeSet<>(places.bases().keySet())));
    }
    requireTarget(part.part(), component);
    SortedSet<String> registries = new TreeSet<>(places.bases().get(component));
    if (!registries.contains(part.base().registry())) {
      throw new DifyArmsException(
          ErrorCode.PART_ELSEWHERE,
          "this part of an image comes from another registry than is asked for",
          part.where() + ": base " + part.baseName(),
          "upstream images of " + component + " are in " + String.join(", ", registries));
    }
  }

  private void requireTarget(JoinRequest.Part part, String component) {
    Target.Registry target = places.targets().get(component);
    if (target != null) {
      if (!holds(target, part)) {
        throw elsewhere(part, "results of " + component + " go to " + target.repository().name());
      }
    } else if (part.result().isPresent() && !Hosts.loopback(Hosts.host(part.image().registry()))) {
      // The user has named a digest's repository; a file's repository is the file's word only.
      throw elsewhere(part, "nothing says where results of " + component + " go");
    }
  }

  private static boolean holds(Target.Registry target, JoinRequest.Part part) {
    return target.repository().name().equals(part.image().name());
  }

  private String names() {
    return String.join(
        ", ",
        new TreeSet<>(places.targets().values().stream().map(t -> t.repository().name()).toList()));
  }

  private static DifyArmsException elsewhere(JoinRequest.Part part, String why) {
    return new DifyArmsException(
        ErrorCode.PART_ELSEWHERE,
        "this part of an image lies elsewhere than where results go",
        part.where() + ": " + part.image(),
        why);
  }
}
