package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.PartialResult;
import io.github.difyarms.model.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The parts of one component, built from the same: equal in everything that the images and their
 * files say of what they were made from.
 *
 * @param component its id
 * @param parts the parts
 */
record PartSet(String component, List<FetchedPart> parts) {
  /** The only label that says something else on each platform. */
  private static final String INPUTS = "inputs";

  /** What lies in an agent's directory; compared distribution by distribution. */
  private static final String WHEELS = "agent.wheels";

  /**
   * Sorts parts by component.
   *
   * @throws DifyArmsException {@link ErrorCode#PARTS_NOT_AS_ASKED}, {@link ErrorCode#PARTS_MIXED}
   */
  static List<PartSet> of(JoinRequest request, List<FetchedPart> all) {
    SortedMap<String, List<FetchedPart>> sorted = new TreeMap<>();
    for (FetchedPart part : onceEach(all)) {
      sorted.computeIfAbsent(part.component(), id -> new ArrayList<>()).add(part);
    }
    if (!request.components().isEmpty()) {
      for (String id : request.components()) {
        if (!sorted.containsKey(id)) {
          throw new DifyArmsException(
              ErrorCode.PARTS_NOT_AS_ASKED,
              "there is no part of " + id,
              "parameters components and index.inputs",
              "there are parts of " + String.join(", ", sorted.keySet()));
        }
      }
      sorted.keySet().retainAll(request.components());
    }
    requireOwnRepositories(sorted);
    List<PartSet> sets = new ArrayList<>();
    sorted.forEach((id, parts) -> sets.add(new PartSet(id, parts).checked(request)));
    return sets;
  }

  /** The same image may be named by its file and by its digest. */
  private static List<FetchedPart> onceEach(List<FetchedPart> all) {
    Map<String, FetchedPart> once = new LinkedHashMap<>();
    for (FetchedPart part : all) {
      once.merge(
          part.repository() + "@" + part.digest(),
          part,
          (first, second) -> first.part().result().isPresent() ? first : second);
    }
    return List.copyOf(once.values());
  }

  /** Two components in one repository would take each other's tags. */
  private static void requireOwnRepositories(SortedMap<String, List<FetchedPart>> sorted) {
    SortedMap<String, SortedMap<String, List<String>>> users = new TreeMap<>();
    for (FetchedPart part : sorted.values().stream().flatMap(List::stream).toList()) {
      users
          .computeIfAbsent(part.repository(), name -> new TreeMap<>())
          .computeIfAbsent(part.component(), id -> new ArrayList<>())
          .add(part.where());
    }
    users.forEach(
        (repository, components) -> {
          if (components.size() > 1) {
            throw new DifyArmsException(
                ErrorCode.PARTS_MIXED,
                "parts of different components lie in one repository",
                repository,
                lines("component", components));
          }
        });
  }

  private PartSet checked(JoinRequest request) {
    List<String> differences = new ArrayList<>();
    compare("repository", parts, FetchedPart::repository, differences);
    SortedSet<String> names = new TreeSet<>();
    parts.forEach(part -> names.addAll(part.labels().keySet()));
    names.remove(INPUTS);
    names.remove(WHEELS);
    compareWheels(differences);
    for (String name : names) {
      compare(name, parts, part -> part.labels().getOrDefault(name, "(none)"), differences);
    }
    List<FetchedPart> told = parts.stream().filter(p -> p.part().result().isPresent()).toList();
    compare("to.format", told, part -> result(part).format().toString(), differences);
    if (request.tags().isEmpty()) {
      compare("to.tags", told, part -> String.join(",", result(part).tags()), differences);
      compare(
          "difyVersion", told, part -> result(part).difyVersion().orElse("(none)"), differences);
    }
    if (!differences.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.PARTS_MIXED,
          "the parts of " + component + " were not built from the same",
          String.join(", ", parts.stream().map(FetchedPart::where).toList()),
          String.join("\n", differences));
    }
    return this;
  }

  /**
   * A platform may need a distribution more than another; what several have must be the same one.
   */
  private void compareWheels(List<String> differences) {
    SortedMap<String, SortedMap<String, List<String>>> versions = new TreeMap<>();
    for (FetchedPart part : parts) {
      for (String wheel : part.labels().getOrDefault(WHEELS, "").split(" ", -1)) {
        String[] named = wheel.split("==", 2);
        if (named.length == 2) {
          versions
              .computeIfAbsent(named[0], name -> new TreeMap<>())
              .computeIfAbsent(named[1], version -> new ArrayList<>())
              .add(part.where());
        }
      }
    }
    versions.forEach(
        (name, values) -> {
          if (values.size() > 1) {
            differences.add(lines("agent's wheel " + name, values));
          }
        });
  }

  private static PartialResult result(FetchedPart part) {
    return part.part().result().orElseThrow();
  }

  @FunctionalInterface
  private interface Value {
    String of(FetchedPart part);
  }

  private static void compare(
      String name, List<FetchedPart> parts, Value value, List<String> differences) {
    SortedMap<String, List<String>> values = new TreeMap<>();
    for (FetchedPart part : parts) {
      values.computeIfAbsent(value.of(part), v -> new ArrayList<>()).add(part.where());
    }
    if (values.size() > 1) {
      differences.add(lines(name, values));
    }
  }

  private static String lines(String name, SortedMap<String, List<String>> values) {
    return String.join(
        "\n",
        values.entrySet().stream()
            .map(e -> name + " is " + e.getKey() + " in " + String.join(", ", e.getValue()))
            .toList());
  }

  private Stream<PartialResult> results() {
    return parts.stream().flatMap(part -> part.part().result().stream());
  }

  /** Returns the upstream image, by the digest of its index. */
  ImageReference base() {
    return parts.get(0).base();
  }

  /** Returns the upstream image as it was asked for. */
  String baseName() {
    return parts.get(0).baseName();
  }

  ImageReference repository() {
    return parts.get(0).part().image();
  }

  Format format(JoinRequest request) {
    return results().findFirst().map(PartialResult::format).orElse(request.format());
  }

  /** As in a build, a tag that stands in the full reference of the target wins. */
  List<String> tags(JoinRequest request) {
    Target.Registry target = request.places().targets().get(component);
    if (target != null && !target.tags().isEmpty()) {
      return target.tags();
    }
    return request.tags().isEmpty()
        ? results().findFirst().map(PartialResult::tags).orElse(request.usualTags())
        : request.tags();
  }

  Optional<String> difyVersion(JoinRequest request) {
    return results().findFirst().flatMap(PartialResult::difyVersion).or(request::difyVersion);
  }

  List<String> warnings() {
    return results().flatMap(result -> result.warnings().stream()).distinct().toList();
  }
}
