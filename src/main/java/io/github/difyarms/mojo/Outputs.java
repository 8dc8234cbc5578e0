package io.github.difyarms.mojo;

import io.github.difyarms.deploy.DeployFiles;
import io.github.difyarms.deploy.DeploySettings;
import io.github.difyarms.image.Json;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ResultJson;
import io.github.difyarms.report.ReportPage;
import io.github.difyarms.report.ResultFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The files of a build beside {@code images.json}: the report, and what to deploy with. */
final class Outputs {
  private final Path directory;
  private final Optional<DeploySettings> deploy;

  /**
   * Creates the outputs.
   *
   * @param directory the output directory
   * @param deploy settings of the deployment files; empty when there is nothing to deploy
   */
  Outputs(Path directory, Optional<DeploySettings> deploy) {
    this.directory = directory;
    this.deploy = deploy;
  }

  /** Writes all of them; returns where {@code images.json} is. */
  Path write(BuildResult result) {
    return ResultFiles.write(
        result,
        directory,
        deploy.map(DeploySettings::toString).orElse("nothing to deploy"),
        () -> files(result));
  }

  /**
   * Makes every file of a made-up result in memory and drops it, so that those of the real one come
   * faster. Nobody needs these files: what cannot be made is told when it is wanted.
   */
  void rehearse(Supplier<BuildResult> madeUp) {
    try {
      BuildResult result = madeUp.get();
      String unused = Json.writePretty(ResultJson.of(result)) + files(result).size();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // Also when the build has ended meanwhile, and its class loader with it.
    }
  }

  SortedMap<String, byte[]> files(BuildResult result) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    deploy.ifPresent(settings -> files.putAll(DeployFiles.of(result, settings)));
    List<String> links = new ArrayList<>(files.keySet());
    files.put("report.html", ReportPage.of(result, links).getBytes(StandardCharsets.UTF_8));
    return files;
  }
}
