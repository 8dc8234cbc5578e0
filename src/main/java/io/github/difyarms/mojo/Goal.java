package io.github.difyarms.mojo;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The plugin's goals as people read about them. {@link HelpText} and the pages under {@code
 * docs/goals} are made from this list; a test holds it against the mojos.
 */
enum Goal {
  BUILD(
      "builds the monitored images and pushes them",
      "mvn dify-arms:build -Ddify-arms.difyVersion=1.16.1"
          + " -Ddify-arms.to.registry=registry.cn-hangzhou.aliyuncs.com/acme",
      "For each image: reads the upstream one, makes the files that change, puts them on top as one"
          + " layer per platform and pushes the images, then the index, then the tags. Everything"
          + " else in the image stays as it is. Layers of the base are mounted by the registry when"
          + " it can, and copied from registry to registry when it cannot.",
      "In dify-api the start script is rewritten: it installs the Python agent when a container"
          + " starts, or with api.agent=baked it starts the one that the goal puts into the image,"
          + " which needs Python on this machine. dify-plugin-daemon and dify-sandbox have one Go"
          + " program each, which is compiled anew with instgo, from the source that the image was"
          + " built from. Which images are built follows from difyVersion and the parameters"
          + " from.image; components names them one by one. A release of Dify that the plugin does"
          + " not list tells the tag of dify-api only.",
      "With to.layout the result is written as OCI layouts instead of being pushed. When nothing"
          + " has changed since the last build the goal ends after two requests for each image and"
          + " compiles nothing; it looks whether there is a newer instgo all the same.",
      "Afterwards images.json, trace.log and one COMPONENT.digest per image lie in the output"
          + " directory, and the digests are Maven properties: dify-arms.api.digest,"
          + " dify-arms.plugin-daemon.digest, dify-arms.sandbox.digest."),
  BUILD_TAR(
      "builds the monitored images as tars for docker load",
      "mvn dify-arms:buildTar -Ddify-arms.difyVersion=1.16.1",
      "Builds the same images as the goal build and pushes nothing: each image becomes one tar for"
          + " each platform in the output directory, for example"
          + " target/dify-arms/api-linux-amd64.tar. docker load and podman load read it, without a"
          + " registry: docker load -i target/dify-arms/api-linux-amd64.tar",
      "The name in a tar is the one that build would push, by to.registry or to.image; without"
          + " these it is that of the upstream image, for example dify-api:1.16.1-arms. to.tags may"
          + " give several.",
      "The layers of the base have to be read here. They are kept in target/dify-arms/images, one"
          + " OCI layout with all platforms for each image, so that the next build reads only what"
          + " is new: with the tars, twice the compressed size of the images lies on the disk. The"
          + " tars get their names when all of them are complete, and equal images give equal tars."),
  DOCKER_BUILD(
      "builds the monitored images into the local Docker",
      "mvn dify-arms:dockerBuild -Ddify-arms.difyVersion=1.16.1",
      "Builds the same images as the goal build for the platform that Docker runs on, and pipes them"
          + " into docker load. When platforms names one platform only, that one is loaded. Before"
          + " anything is read the goal makes sure that Docker answers.",
      "dockerClient.executable names another program that understands docker version and docker"
          + " load, for example podman. DOCKER_HOST, DOCKER_CONTEXT and the rest of the environment"
          + " mean what they always mean.",
      "Names are those of the goal buildTar; the layers are kept in target/dify-arms/images too."),
  INDEX(
      "joins images of single platforms, built by several machines, into one index",
      "mvn dify-arms:index -Ddify-arms.index.inputs=parts",
      "Each machine runs mvn dify-arms:build -Ddify-arms.index=false for its platform: that pushes"
          + " images by digest, sets no tag and leaves one partial-COMPONENT-PLATFORM.json for each"
          + " in the output directory. Hand these files to one more job that runs this goal. The"
          + " index is the very one that a single build would have made.",
      "Every image is read again from the registry, compared with the upstream image it was built"
          + " from, and with the others: parts from different bases, sources, tools or configurations"
          + " are refused, as are missing and double platforms. Tags of all images move last and"
          + " together. Running it again changes nothing.",
      "index.inputs takes digests too: registry.example.com/acme/dify-api@sha256:… Then the report"
          + " cannot tell which files were replaced. What is left is what the goal build leaves:"
          + " images.json, report.html, deploy, the digests as Maven properties."),
  PLAN(
      "shows what build would do, and why",
      "mvn dify-arms:plan -Ddify-arms.difyVersion=1.16.1"
          + " -Ddify-arms.to.registry=registry.cn-hangzhou.aliyuncs.com/acme",
      "Makes the plan that the goal build carries out, and prints it: every base by tag and digest,"
          + " the entries of its index that are left out, the files that change with their hashes,"
          + " sources, Go and instgo with where they are from, and layer by layer whether it is"
          + " mounted, copied or there already. It ends with requests and bytes: those a registry"
          + " takes that grants mounts, and the most it can come to with one that refuses them,"
          + " redirects reads and wants uploads in chunks.",
      "Takes the parameters of the goal build. Nothing is pushed, nothing is written to the output"
          + " directory; of the bases only what has to be looked into is read, sources by git with"
          + " depth 1, and neither instgo nor Go is downloaded. What only a tool that is not here"
          + " can tell stays open: the hash of the result, and {inputs} in a tag.",
      "With outputFormat=json one line with one JSON document goes to standard output;"
          + " plan.schema.json in the plugin's jar describes it. plan.output writes either format to"
          + " a file, for a comment on a pull request.",
      "A build that would stop before it makes anything, at its lock for one, is told as STOP (in JSON"
          + " the field stop), and does not make the goal fail: a job that is to fail tests that field,"
          + " or runs dify-arms:check."),
  LOCK(
      "writes down what the images are made of",
      "mvn dify-arms:lock -Ddify-arms.difyVersion=1.16.1",
      "Looks at everything anew and writes dify-arms.lock.json beside the POM, to be committed: the"
          + " bases by digest, the files that are replaced by their hashes, sources by commit, Go and"
          + " instgo by hash, the agents' versions and a checksum of the configuration. Nothing is"
          + " built or pushed; instgo is downloaded, because its hash is what is locked.",
      "When the file is there, build, buildTar and dockerBuild are held to it: they use the Go and the"
          + " instgo that are locked, compare everything else, and stop before anything is compiled or"
          + " pushed when something differs, with the command that accepts it.",
      "lock.update renews some parts and leaves the rest of the file as it is; a component keeps the"
          + " platforms that the file has of it. Tools are locked for"
          + " the machine that this runs on and for those in lock.hosts; what the file has for other"
          + " machines stays. The goal ends with a table of what changed."),
  CHECK(
      "says whether anything has moved since the lock was written",
      "mvn dify-arms:check -Ddify-arms.difyVersion=1.16.1",
      "Looks at everything anew, compares it with dify-arms.lock.json and prints a table: what, its"
          + " state, what is locked and what there is now. Fails when something moved or is not in the"
          + " lock; a newer patch of Go is told and fails only with check.failOnNewer. Nothing is"
          + " changed.",
      "instgo is downloaded when its address hands out another one than the cache has, to tell its"
          + " hash; it is not run.",
      "With outputFormat=json one line with one JSON document goes to standard output; with -q it is"
          + " the first line there."),
  ENTRYPOINT(
      "writes the rewritten start script only",
      "mvn dify-arms:entrypoint -Ddify-arms.entrypoint.input=entrypoint.sh"
          + " -Ddify-arms.entrypoint.output=entrypoint-arms.sh",
      "Takes the script from a file, or out of an image, and writes it rewritten, without building"
          + " an image. With entrypoint.configMap a Kubernetes ConfigMap is written beside it, to be"
          + " mounted at /app/api/docker.",
      "A file as input needs no other parameter and no network."),
  DOCTOR(
      "checks what a build needs, and says what to do about each problem",
      "mvn dify-arms:doctor -Ddify-arms.difyVersion=1.16.1"
          + " -Ddify-arms.to.registry=registry.cn-hangzhou.aliyuncs.com/acme",
      "Give it the parameters of your build. It looks at Java, Maven and the disk, the cache, Python"
          + " with the agent's address and the package index (for api.agent=baked), Go and the module"
          + " proxy, instgo, the licence key, C compilers (for sandbox.instrument=all), the"
          + " sources of the Go components, the upstream images and the registry that the results go"
          + " to; what the parameters do not name is skipped, and said to be. Checks run side by side"
          + " and end after httpTimeout and 20 s at the latest, so a host that hangs keeps nothing"
          + " else from being told.",
      "Each check is one line: ok; warning, which means that a build works but is slower or has less"
          + " than it could; problem, which means that a build would stop; or skipped, with the"
          + " reason. Below a warning and a problem stands why, and next: what to do. With a problem"
          + " the goal fails in the end, so it can guard a pipeline. Of credentials and of the licence"
          + " key it says where they come from and nothing else.",
      "What the target registry can do is found out by asking: uploads are begun and cancelled,"
          + " indexes are offered under digests that do not fit, a manifest that does not exist is to"
          + " be deleted. Nothing is stored in the registry, and nothing on this machine. A mount is"
          + " tried only with a layer that the target has already; before the first push it cannot be"
          + " known whether the registry grants mounts.",
      "With outputFormat=json one JSON object is printed, on one line, with schemaVersion, the counts"
          + " and the list of checks; its schema lies in the plugin's jar as"
          + " io/github/difyarms/probe/doctor.schema.json. mvn -q leaves out Maven's own lines."),
  DEMO(
      "runs the whole build on this machine, without account",
      "mvn dify-arms:demo",
      "Starts a registry inside Maven on a free loopback port, fills it with miniatures of the three"
          + " images, runs the same build as the goal build, shows what differs from the bases, and"
          + " builds once more to show that nothing is left to do.",
      "The two Go programs are compiled for real, with a stand-in for instgo. Without a Go on the"
          + " machine one is downloaded from the module proxy; that is the only thing the goal needs"
          + " a network for. -Ddify-arms.components=api leaves the Go parts out.",
      "Nothing is written but the output directory, the cache and what Go caches for itself."),
  HELP(
      "explains goals and parameters",
      "mvn dify-arms:help -Ddify-arms.help.goal=build -Ddify-arms.help.detail=true",
      "Lists the goals; with help.detail also their parameters; with help.goal one goal only. The"
          + " short properties goal and detail work too.");

  private static final String BETWEEN = "\n\n";

  private final String summary;
  private final String description;
  private final String example;

  Goal(String summary, String example, String... paragraphs) {
    this.summary = summary;
    this.description = String.join(BETWEEN, paragraphs);
    this.example = example;
  }

  /** Finds a goal by its name, with or without the plugin's prefix. */
  static Optional<Goal> find(String name) {
    String id = name.strip().replaceFirst("^dify-arms:", "");
    return Arrays.stream(values()).filter(goal -> goal.id().equals(id)).findFirst();
  }

  /** The name behind the colon: {@code build}, {@code buildTar}. */
  String id() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_", -1);
    StringBuilder id = new StringBuilder(words[0]);
    for (String word : List.of(words).subList(1, words.length)) {
      id.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
    }
    return id.toString();
  }

  /** What the goal does, half a sentence. */
  String summary() {
    return summary;
  }

  /** What the goal does, in paragraphs. */
  List<String> description() {
    return List.of(description.split(BETWEEN, -1));
  }

  /** A command that works after its obvious names were replaced. */
  String example() {
    return example;
  }

  /** The parameters it reads, in the table's order. */
  List<Parameter> parameters() {
    return ParameterTable.parameters().stream()
        .filter(parameter -> parameter.goals().contains(id()))
        .toList();
  }
}
