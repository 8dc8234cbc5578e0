package io.github.difyarms.deploy;

import io.github.difyarms.arms.BashQuote;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A script that looks for the agents after a roll-out. */
final class SmokeTest {
  private static final String MARKER = "# {{variables}}\n";

  private SmokeTest() {}

  /**
   * Returns the script.
   *
   * @param services what the compose file runs of the images
   */
  static byte[] of(
      DeploySettings settings, Map<DeployPart, DeployImage> images, List<Workload> services) {
    List<String> agents = new ArrayList<>();
    List<String> references = new ArrayList<>();
    for (Workload workload : services) {
      DeployImage image = images.get(workload.part());
      if (image == null) {
        continue;
      }
      references.add(workload.service() + "=" + image.reference());
      if (!workload.compiled() && settings.monitors(workload)) {
        agents.add(workload.service());
      }
    }
    List<String> digests =
        images.values().stream().map(i -> i.part().id() + "=" + i.digest()).toList();
    String variables =
        "namespace="
            + BashQuote.quote(settings.namespace().orElse(""))
            + "\n"
            + array("agents", agents)
            + array("references", references)
            + array("digests", digests);
    return body().replace(MARKER, variables).getBytes(StandardCharsets.UTF_8);
  }

  private static String array(String name, List<String> values) {
    return name
        + "=("
        + values.stream().map(v -> "\n  " + BashQuote.quote(v)).collect(Collectors.joining())
        + "\n)\n";
  }

  private static String body() {
    try (InputStream in = SmokeTest.class.getResourceAsStream("smoke-test.sh")) {
      if (in == null) {
        throw new IllegalStateException("smoke-test.sh is not in the plugin");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
