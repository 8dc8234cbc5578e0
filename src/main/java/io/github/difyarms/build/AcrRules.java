package io.github.difyarms.build;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What Alibaba Cloud's Container Registry (ACR) takes and refuses, as far as that is known. */
final class AcrRules {
  /** Registries with one level below the namespace: shared and personal. */
  private static final Pattern ONE_LEVEL =
      Pattern.compile(
          "registry(-intl)?(-vpc|-internal)?\\.[a-z0-9-]+\\.aliyuncs\\.com"
              + "|crpi-[a-z0-9]+(-vpc)?\\.[a-z0-9-]+\\.personal\\.cr\\.aliyuncs\\.com");

  private static final Pattern ENTERPRISE =
      Pattern.compile("[a-z0-9-]+-registry(-vpc|-internal)?\\.[a-z0-9-]+\\.cr\\.aliyuncs\\.com");

  private AcrRules() {}

  /** Returns the repository when it is one of ACR. */
  private static Optional<ImageReference> repository(ComponentRequest asked) {
    return asked.target() instanceof Target.Registry registry && applies(registry.repository())
        ? Optional.of(registry.repository())
        : Optional.empty();
  }

  private static boolean applies(ImageReference repository) {
    String host = repository.registry();
    return ONE_LEVEL.matcher(host).matches() || ENTERPRISE.matcher(host).matches();
  }

  static boolean apply(ComponentRequest asked) {
    return repository(asked).isPresent();
  }

  /** Returns what such a registry would refuse. */
  static List<String> warnings(ComponentRequest asked) {
    Optional<ImageReference> repository =
        repository(asked).filter(name -> ONE_LEVEL.matcher(name.registry()).matches());
    if (repository.isEmpty() || repository.get().repository().split("/", -1).length == 2) {
      return List.of();
    }
    return List.of(
        asked.id()
            + ": "
            + repository.get().name()
            + " is not NAMESPACE/REPOSITORY, the only form that shared and personal instances of ACR"
            + " take");
  }

  /** Returns what such a registry may be set to. */
  static List<String> notes(ComponentRequest asked) {
    List<String> notes = new ArrayList<>();
    List<String> fixed =
        asked.target().tags().stream()
            .filter(tag -> !tag.contains("{inputs}") && !tag.equals("latest"))
            .toList();
    if (apply(asked) && !fixed.isEmpty()) {
      notes.add(
          asked.id()
              + ": a repository of ACR with immutable tags takes "
              + String.join(", ", fixed)
              + " once only; with {inputs} in to.tags each result has a tag of its own");
    }
    return notes;
  }
}
