package io.github.difyarms.testing;

import io.github.difyarms.testing.Pipelines.Job;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * Runs the commands of a pipeline in its order, each job in a folder of its own with a cache of its
 * own, by a shell and the Maven under test.
 */
public final class PipelineRun {
  private static final String LOCK = "dify-arms.lock.json";

  private final Path docs;
  private final Path project;
  private final Path work;
  private final List<String> arguments;

  /**
   * Creates the runs.
   *
   * @param docs the folder with the pipelines
   * @param project the folder with the POM
   * @param maven Maven's home
   * @param repository the local repository with the plugin
   * @param arguments what stands in {@code .mvn/maven.config}: registries with miniatures in place
   *     of the real ones
   */
  public PipelineRun(Path docs, Path project, Path maven, Path repository, List<String> arguments)
      throws IOException {
    this.docs = docs;
    this.project = project;
    this.work = Files.createDirectories(project.resolve("work"));
    this.arguments = List.copyOf(arguments);
    Path bin = Files.createDirectories(work.resolve("bin"));
    String script =
        String.join(
            "\n",
            "#!/bin/sh",
            "MAVEN_OPTS='-XX:TieredStopAtLevel=1 -XX:+UseSerialGC' exec '"
                + maven.resolve("bin/mvn")
                + "' -B -o -Daether.enhancedLocalRepository.trackingFilename=none"
                + " -Dmaven.repo.local='"
                + repository
                + "' \"$@\"",
            "");
    Path mvn = Files.writeString(bin.resolve("mvn"), script);
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Returns whether the plugin has a goal. */
  private static boolean has(String goal) throws IOException {
    try (InputStream in = PipelineRun.class.getResourceAsStream("/META-INF/maven/plugin.xml")) {
      String descriptor = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return descriptor.contains("<goal>" + goal + "</goal>");
    }
  }

  /** Writes the lock that is committed beside the POM. */
  public void lock() throws IOException {
    if (has("lock")) {
      shell(workspace("lock"), "mvn dify-arms:lock", new Job("", ""));
      Files.copy(work.resolve("lock").resolve(LOCK), project.resolve(LOCK));
    }
  }

  /** Builds everything at once. */
  public void single() throws IOException {
    shell(workspace("single"), "mvn dify-arms:build" + into("single"), new Job("", ""));
  }

  private String into(String owner) {
    return " -Ddify-arms.to.registry=\"$REGISTRY/" + owner + "\"";
  }

  /** Runs a pipeline as far as it is about these components. */
  public void run(Pipelines pipeline, Set<String> components) throws IOException {
    String name = name(pipeline);
    for (String goal : List.of("plan", "check")) {
      if (has(goal)) {
        shell(workspace(name + "-" + goal), command(pipeline, goal), new Job("", ""));
      }
    }
    Path shared = workspace(name);
    Path parts = Files.createDirectories(shared.resolve(pipeline.handedOverTo(docs)));
    for (Job job : pipeline.jobs(docs)) {
      if (!components.contains(job.component())) {
        continue;
      }
      Path folder =
          pipeline.sharesTheProject()
              ? shared
              : workspace(name + "-" + job.component() + job.platform().replace('/', '-'));
      shell(folder, command(pipeline, "build") + into(name), job);
      if (!pipeline.sharesTheProject()) {
        try (Stream<Path> files = Files.list(folder.resolve("target/dify-arms"))) {
          for (Path file : files.filter(PipelineRun::part).toList()) {
            Files.copy(file, parts.resolve(file.getFileName()));
          }
        }
      }
    }
    shell(shared, command(pipeline, "index"), new Job("", ""));
  }

  /** Returns the repository prefix a pipeline pushes to, below the registry. */
  public static String name(Pipelines pipeline) {
    return pipeline.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static boolean part(Path file) {
    return file.getFileName().toString().matches("partial-.*\\.json");
  }

  private String command(Pipelines pipeline, String goal) throws IOException {
    List<String> commands = pipeline.commands(docs, goal);
    if (commands.size() != 1) {
      throw new AssertionError(pipeline + " has " + commands + " for " + goal);
    }
    String command = commands.get(0);
    return has("lock") ? command : command.replace(" -Ddify-arms.lock.use=required", "");
  }

  private Path workspace(String name) throws IOException {
    Path folder = Files.createDirectories(work.resolve(name));
    Files.copy(project.resolve("pom.xml"), folder.resolve("pom.xml"));
    if (Files.exists(project.resolve(LOCK))) {
      Files.copy(project.resolve(LOCK), folder.resolve(LOCK));
    }
    Path config = Files.createDirectories(folder.resolve(".mvn")).resolve("maven.config");
    Files.write(config, arguments);
    return folder;
  }

  private void shell(Path folder, String command, Job job) {
    Path cache = folder.resolve(".caches/" + job.component() + job.platform().replace('/', '-'));
    var variables = new TreeMap<String, String>();
    variables.put("PATH", work.resolve("bin") + ":" + System.getenv("PATH"));
    variables.put("COMPONENT", job.component());
    variables.put("PLATFORM", job.platform());
    variables.put("CACHE", cache.toString());
    variables.put("XDG_CACHE_HOME", cache.toString());
    variables.put("ARMS_LICENSE_KEY", "a-key");
    variables.put("REGISTRY", registry());
    CommandLine line =
        CommandLine.of("/bin/sh", "-ec", command).in(folder).within(Duration.ofMinutes(5));
    variables.forEach(line::with);
    System.out.println("pipelines: " + folder.getFileName() + ": " + command);
    line.run().orFail();
  }

  private String registry() {
    return arguments.stream()
        .filter(argument -> argument.startsWith("-Ddify-arms.from.registry="))
        .map(argument -> argument.replaceFirst(".*=", "").replaceFirst("/.*", ""))
        .findFirst()
        .orElseThrow();
  }

  /** Takes everything away that a former run has left. */
  public static void clean(Path project) throws IOException {
    Path work = project.resolve("work");
    if (Files.exists(work)) {
      PathUtils.deleteDirectory(work);
    }
    Files.deleteIfExists(project.resolve(LOCK));
  }
}
