package io.github.difyarms.log;

import static io.github.difyarms.log.Texts.bytes;
import static io.github.difyarms.log.Texts.count;

import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last lines of a build: each image by digest, what it cost, where the files are, and what to
 * type next. Three images of two platforms fit into 19 lines.
 */
public final class Summary {
  private static final String LAYOUT = "oci:";

  private Summary() {}

  /**
   * Returns the lines, without line ends.
   *
   * @param output the directory with the build's files, of which those are named that are there;
   *     empty when there is nothing to go on with
   */
  public static List<String> lines(BuildResult result, Optional<Path> output) {
    List<String> lines = new ArrayList<>();
    for (ComponentResult component : result.components()) {
      lines.add("");
      lines.add(component.id() + (component.upToDate() ? "  (unchanged, nothing pushed)" : ""));
      lines.add("  " + component.reference() + alias(component));
      lines.add("  " + String.join("; ", component.platforms().stream().map(Summary::of).toList()));
    }
    lines.add("");
    lines.add(cost(result));
    if (output.isPresent() && !result.components().isEmpty()) {
      files(output.get(), lines);
      lines.add("next:    " + next(result.components().get(0), output.get()));
    }
    return lines;
  }

  private static String alias(ComponentResult component) {
    return component.tags().size() <= 1
        ? ""
        : "  also "
            + String.join(", ", component.tags().stream().skip(1).map(tag -> ":" + tag).toList());
  }

  private static String of(PlatformResult platform) {
    return platform.platform()
        + " + layer "
        + bytes(platform.layer().size())
        + placed(platform.transfers());
  }

  private static String placed(PlatformResult.Transfers transfers) {
    List<String> parts = new ArrayList<>();
    if (transfers.mounted() > 0) {
      parts.add(transfers.mounted() + " mounted");
    }
    if (transfers.present() > 0) {
      parts.add(transfers.present() + " there already");
    }
    if (transfers.streamed() > 0) {
      parts.add(transfers.streamed() + " streamed, " + bytes(transfers.streamedBytes()));
    }
    return parts.isEmpty() ? "" : " (base: " + String.join(", ", parts) + ")";
  }

  private static String cost(BuildResult result) {
    return count(result.requests(), "request")
        + (result.tokenRequests() == 0
            ? ""
            : " and " + count(result.tokenRequests(), "token request"))
        + ", "
        + bytes(result.bytesReceived())
        + " read, "
        + bytes(result.bytesSent())
        + " written, "
        + Texts.seconds(result.duration());
  }

  private static void files(Path directory, List<String> lines) {
    file(directory, "report.html", "report:  ", lines);
    file(directory, "deploy", "deploy:  ", lines);
    file(directory, "images.json", "details: ", lines);
  }

  private static void file(Path directory, String name, String title, List<String> lines) {
    if (Files.exists(directory.resolve(name))) {
      lines.add(title + shown(directory.resolve(name)));
    }
  }

  /** Returns a command that can be typed where Maven was called. */
  private static String next(ComponentResult first, Path output) {
    if (first.name().startsWith(LAYOUT)) {
      return "skopeo copy --all "
          + quoted(first.name() + ":" + first.tags().get(0))
          + " docker://REGISTRY/NAMESPACE/REPOSITORY:"
          + first.tags().get(0);
    }
    Path compose = output.resolve("deploy/compose.override.yaml");
    return Files.exists(compose)
        ? "less " + quoted(shown(output.resolve("deploy/README.md")))
        : "docker pull " + first.reference();
  }

  /** Returns a path as short as it can be where Maven was called. */
  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    return (absolute.startsWith(here) ? here.relativize(absolute) : absolute).toString();
  }

  /** Returns a word as a POSIX shell takes it. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
