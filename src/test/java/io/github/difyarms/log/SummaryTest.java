package io.github.difyarms.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
  @TempDir Path directory;

  @Test
  void threeImagesWithAllFilesFitUnderTwentyLines() throws IOException {
    Files.createDirectories(directory.resolve("deploy"));
    Files.createFile(directory.resolve("deploy/compose.override.yaml"));
    Files.createFile(directory.resolve("report.html"));
    Files.createFile(directory.resolve("images.json"));

    List<String> lines = Summary.lines(Example.result(), Optional.of(directory));

    assertThat(lines)
        .hasSizeLessThan(20)
        .contains(
            "api",
            "  registry.example.com/acme/dify-api:1.16.1-arms@" + Example.digest("api"),
            "  linux/amd64 + layer 12 kB (base: 14 mounted, 2 there already, 1 streamed, 80 MB);"
                + " linux/arm64 + layer 12 kB (base: 14 mounted, 2 there already, 1 streamed, 80 MB)",
            "  registry.example.com/acme/dify-plugin-daemon:0.6.3-local-arms@"
                + Example.digest("plugin-daemon")
                + "  also :latest",
            "sandbox  (unchanged, nothing pushed)",
            "58 requests and 4 token requests, 1.2 MB read, 35 kB written, 12.3 s",
            "report:  " + directory.resolve("report.html"),
            "deploy:  " + directory.resolve("deploy"),
            "details: " + directory.resolve("images.json"))
        .endsWith("next:    less " + directory.resolve("deploy/README.md"));
  }

  @Test
  void filesThatAreNotThereAreNotNamed() {
    assertThat(Summary.lines(Example.result(), Optional.of(directory)))
        .noneMatch(line -> line.startsWith("report:") || line.startsWith("deploy:"))
        .endsWith(
            "next:    docker pull registry.example.com/acme/dify-api:1.16.1-arms@"
                + Example.digest("api"));
  }

  @Test
  void aLayoutIsCopiedToARegistry() {
    var result =
        Example.result(
            List.of(Example.component("api", "oci:/tmp/my images/api", List.of("1-arms"), false)));

    assertThat(Summary.lines(result, Optional.of(directory)))
        .endsWith(
            "next:    skopeo copy --all 'oci:/tmp/my images/api:1-arms'"
                + " docker://REGISTRY/NAMESPACE/REPOSITORY:1-arms");
  }

  @Test
  void pathsBelowTheCurrentDirectoryAreShort() throws IOException {
    Path below = Files.createTempDirectory(Path.of("target"), "summary");
    Files.createFile(below.resolve("images.json"));

    assertThat(Summary.lines(Example.result(), Optional.of(below.toAbsolutePath())))
        .contains("details: " + below.resolve("images.json"));
  }

  @Test
  void withoutFilesThereIsNothingToGoOnWith() {
    assertThat(Summary.lines(Example.result(), Optional.empty()))
        .noneMatch(line -> line.startsWith("next:"));
  }
}
