package io.github.difyarms.python;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the image has and what must stay. {@code opentelemetry-*} is left out: the agent brings its
 * own, first on the path, and wants other versions than applications lock.
 *
 * @param distributions the others, sorted
 * @param family what the image has of {@code opentelemetry-*}: parts that fit only each other's
 *     versions. With an sdk of the agent's version beside it, an exporter of the image's would not
 *     even be importable, so the agent brings its own of these as well, where the image's version
 *     does not do
 */
record Constraints(List<Distribution> distributions, List<Distribution> family) {
  private static final String FAMILY = "opentelemetry-";

  /** Versions as PEP 440 has them; uv reads no file that has another one in it. */
  private static final Pattern VERSION =
      Pattern.compile(
          "v?(\\d+!)?\\d+(\\.\\d+)*+([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\\d*)?"
              + "(-\\d+|[-_.]?(post|rev|r)[-_.]?\\d*)?([-_.]?dev[-_.]?\\d*)?"
              + "(\\+[a-z0-9]+([-_.][a-z0-9]+)*+)?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");

  static Constraints of(List<Distribution> installed) {
    List<Distribution> sound =
        installed.stream()
            .filter(d -> NAME.matcher(d.name()).matches())
            .filter(d -> VERSION.matcher(d.version()).matches())
            .distinct()
            .sorted()
            .toList();
    return new Constraints(
        sound.stream().filter(d -> !d.name().startsWith(FAMILY)).toList(),
        sound.stream().filter(d -> d.name().startsWith(FAMILY)).toList());
  }

  /** Returns the names of the family. */
  List<String> companions() {
    return family.stream().map(Distribution::name).distinct().toList();
  }

  /** Returns the same without a family that has to fit. */
  Constraints alone() {
    return new Constraints(distributions, List.of());
  }

  static Constraints none() {
    return new Constraints(List.of(), List.of());
  }

  /** Returns the version of a distribution that must stay. */
  Optional<String> version(String name) {
    return distributions.stream()
        .filter(d -> d.name().equals(name))
        .map(Distribution::version)
        .findFirst();
  }

  /** Returns a requirements file. */
  String text() {
    StringBuilder text = new StringBuilder();
    distributions.forEach(d -> text.append(d).append('\n'));
    return text.toString();
  }
}
