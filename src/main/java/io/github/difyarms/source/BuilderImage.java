package io.github.difyarms.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Which Go upstream compiles with: the {@code golang} image that its Dockerfiles start from, or the
 * version from which they are generated (dify-sandbox from 0.2.13: {@code docker/versions.yaml}).
 */
public final class BuilderImage {
  private static final Pattern PLACE = Pattern.compile("(?:docker/.*/|docker/)?[^/]+");
  private static final Pattern DOCKERFILE =
      Pattern.compile("(?:.*/)?(?:.+\\.dockerfile|dockerfile[^/]*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSIONS = Pattern.compile("(?:.*/)?versions\\.ya?ml");
  private static final Set<String> KEYS = Set.of("golang", "golang_version", "go_version");

  private static final Pattern ARG =
      Pattern.compile("ARG\\s+(\\w+)=(\\S*).*", Pattern.CASE_INSENSITIVE);
  private static final Pattern FROM =
      Pattern.compile("FROM\\s+(?:--\\S+\\s+)*+(\\S+).*", Pattern.CASE_INSENSITIVE);
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)(?::?-([^}]*))?})");
  private static final Pattern GOLANG = Pattern.compile("(?:.*/)?golang:([^@]+)(?:@.*)?");

  private BuilderImage() {}

  /** Returns the highest version that is named, if one is. */
  public static Optional<GoVersion> goVersion(SourceTree tree) {
    List<GoVersion> versions = new ArrayList<>();
    for (String path : tree.paths()) {
      if (!PLACE.matcher(path).matches()) {
        continue;
      }
      if (DOCKERFILE.matcher(path).matches()) {
        text(tree, path).ifPresent(text -> dockerfile(text, versions));
      } else if (VERSIONS.matcher(path).matches()) {
        text(tree, path).ifPresent(text -> versions(text, versions));
      }
    }
    return versions.stream().max(GoVersion::compareTo);
  }

  private static Optional<String> text(SourceTree tree, String path) {
    return tree.read(path).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static void dockerfile(String text, List<GoVersion> versions) {
    Map<String, String> arguments = new HashMap<>();
    for (String line : text.split("\\R", -1)) {
      Matcher arg = ARG.matcher(line.strip());
      Matcher from = FROM.matcher(line.strip());
      if (arg.matches()) {
        arguments.put(arg.group(1), unquoted(arg.group(2)));
      } else if (from.matches()) {
        Matcher image = GOLANG.matcher(replaced(unquoted(from.group(1)), arguments));
        if (image.matches()) {
          GoVersion.parse(image.group(1)).ifPresent(versions::add);
        }
      }
    }
  }

  private static String unquoted(String text) {
    return text.replaceAll("[\"']", "");
  }

  private static String replaced(String text, Map<String, String> arguments) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            match -> {
              String name = Objects.requireNonNullElse(match.group(1), match.group(2));
              String otherwise = Objects.requireNonNullElse(match.group(3), "");
              return Matcher.quoteReplacement(arguments.getOrDefault(name, otherwise));
            });
  }

  private static void versions(String text, List<GoVersion> versions) {
    try {
      collect(new Yaml(new SafeConstructor(new LoaderOptions())).load(text), versions);
    } catch (YAMLException e) {
      // A file of that name that is something else says nothing about Go.
    }
  }

  private static void collect(Object node, List<GoVersion> versions) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            if (KEYS.contains(String.valueOf(key).toLowerCase(Locale.ROOT))) {
              // "1.20" without quotes is a number in YAML and would be 1.2; upstream quotes.
              if (value instanceof String version) {
                GoVersion.parse(version).ifPresent(versions::add);
              }
            } else if (value != null) {
              collect(value, versions);
            }
          });
    }
  }
}
