package io.github.difyarms.mojo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every parameter, once: the binder, the help goal, {@code docs/parameters.md} and the test that
 * compares them with the fields Maven sees all read this table.
 */
final class ParameterTable {
  private static final Set<String> PUSH = Set.of("build", "plan", "doctor");
  private static final Set<String> IMAGES =
      Set.of("build", "plan", "buildTar", "dockerBuild", "doctor");
  private static final Set<String> LOCKED = with(IMAGES, "lock", "check");
  private static final Set<String> GO = with(LOCKED, "demo");
  private static final Set<String> SCRIPTS = with(LOCKED, "entrypoint");
  private static final Set<String> TRANSPORT = with(LOCKED, "demo", "entrypoint", "index");
  private static final Set<String> TAGGED = with(IMAGES, "index");
  private static final Set<String> PUSHED = with(PUSH, "index");
  private static final Set<String> ALL = with(TRANSPORT, "help");

  private static final List<Parameter> PARAMETERS = list();

  private ParameterTable() {}

  private static Set<String> with(Set<String> goals, String... more) {
    Set<String> all = new TreeSet<>(goals);
    all.addAll(List.of(more));
    return Set.copyOf(all);
  }

  static List<Parameter> parameters() {
    return PARAMETERS;
  }

  static Optional<Parameter> find(String path) {
    return PARAMETERS.stream().filter(parameter -> parameter.path().equals(path)).findFirst();
  }

  private static List<Parameter> list() {
    List<Parameter> all = new ArrayList<>();
    images(all);
    api(all);
    programs(all);
    run(all);
    deploy(all);
    goals(all);
    return List.copyOf(all);
  }

  private static void images(List<Parameter> all) {
    all.add(
        text(
            "difyVersion",
            with(SCRIPTS, "index"),
            "the Dify release, for example 1.16.1; gives the tags of the upstream images"));
    all.add(
        new Parameter(
            "components",
            Parameter.Type.LIST,
            Optional.of("those of api, plugin-daemon, sandbox that difyVersion or from.image name"),
            "0.1.0",
            with(GO, "index"),
            "which images to build: api, plugin-daemon, sandbox; the demo builds all three"));
    all.add(
        list(
            "platforms",
            "linux/amd64,linux/arm64",
            TRANSPORT,
            "which platforms to build each image for; linux/arm64/v8 is linux/arm64"));
    all.add(
        text(
            "from.registry",
            "docker.io/langgenius",
            with(SCRIPTS, "index"),
            "where upstream images are; any mirror of them"));
    auth(all, "from", with(SCRIPTS, "index"), "to read upstream images");
    all.add(
        text(
            "to.registry",
            TAGGED,
            "repository prefix the images are pushed to, for example"
                + " registry.cn-hangzhou.aliyuncs.com/acme"));
    auth(all, "to", PUSHED, "to push images");
    all.add(
        list(
            "to.tokenHosts",
            "",
            PUSHED,
            "further hosts that may see the registry's credentials to issue tokens"));
    all.add(
        list(
            "to.tags",
            "{upstreamTag}-arms",
            TAGGED,
            "tags of the result; placeholders {upstreamTag}, {difyVersion} and {inputs} (8 hex digits"
                + " that change with anything that decides the result; for registries with immutable"
                + " tags)"));
    all.add(
        new Parameter(
            "to.layout",
            Parameter.Type.PATH,
            Optional.empty(),
            "0.1.0",
            PUSH,
            "directory to write OCI layouts to, one below it for each image, in place of a registry"));
    all.add(
        text(
            "to.format",
            "auto",
            with(LOCKED, "index"),
            "family of the result: auto (that of the base), docker or oci"));
  }

  private static void auth(List<Parameter> all, String side, Set<String> goals, String purpose) {
    all.add(
        text(
            side + ".auth.username",
            goals,
            "user name " + purpose + "; settings.xml or docker login are safer places"));
    all.add(
        text(
            side + ".auth.password",
            goals,
            "password "
                + purpose
                + "; works with a warning, because -D and POMs are read by others"));
    all.add(
        text(
            side + ".credHelper",
            goals,
            "docker credential helper " + purpose + ": its suffix, name or path"));
  }

  private static void api(List<Parameter> all) {
    all.add(
        text(
            "region",
            "cn-hangzhou",
            SCRIPTS,
            "ARMS region: where the agents and instgo are downloaded from, and ARMS_REGION_ID"));
    all.add(
        text(
            "mirrors",
            "auto",
            SCRIPTS,
            "defaults for the package index at pod start and for Go's module proxy: auto (by region), cn"
                + " or none"));
    all.add(
        text(
            "api.from.image",
            with(SCRIPTS, "index"),
            "the upstream dify-api image, by tag or digest"));
    all.add(
        text(
            "api.to.image", TAGGED, "the repository of the dify-api result, with an optional tag"));
    all.add(
        list(
            "api.processes",
            "api",
            SCRIPTS,
            "which processes start through aliyun-instrument: api, worker, beat"));
    all.add(
        new Parameter(
            "api.script",
            Parameter.Type.PATH,
            Optional.empty(),
            "0.1.0",
            SCRIPTS,
            "a start script of your own to rewrite, in place of the image's"));
    all.add(
        text(
            "api.agent",
            "startup",
            SCRIPTS,
            "when the agent comes into dify-api: startup (installed when a container starts) or baked"
                + " (put into the image when it is built; needs Python on the machine that builds)"));
    all.add(
        text(
            "api.instrumentors",
            "remove",
            LOCKED,
            "with api.agent=baked, the community's OpenTelemetry instrumentors that the agent replaces:"
                + " remove (from the image) or keep (for ENABLE_OTEL=true)"));
    all.add(
        text(
            "python.executable",
            "python3",
            LOCKED,
            "with api.agent=baked, the Python of the machine that builds, 3.9 or later with venv: a"
                + " name on the PATH, or a path"));
    all.add(
        text(
            "api.install",
            "target",
            SCRIPTS,
            "how the agent is installed when a container starts: target (a directory of its own, the"
                + " image's packages stay as they are) or venv (as the vendor's manual does)"));
    all.add(text("api.agentVersion", SCRIPTS, "version of the agent; the newest when not given"));
    all.add(
        text(
            "api.agentUrl",
            SCRIPTS,
            "full address of the agent's tarball; not together with agentVersion"));
    all.add(text("api.agentSha256", SCRIPTS, "SHA-256 the agent's tarball must have"));
    all.add(
        text(
            "api.bootstrapVersion",
            SCRIPTS,
            "version of aliyun-bootstrap for api.install=venv; the newest when not given"));
    all.add(
        text(
            "api.pipIndexUrl",
            SCRIPTS,
            "package index at pod start; by mirrors when not given. PIP_INDEX_URL in the container"
                + " wins. With api.agent=baked it is asked when the image is built, and PIP_INDEX_URL of"
                + " the machine that builds goes before mirrors"));
    all.add(
        new Parameter(
            "api.installTimeout",
            Parameter.Type.NUMBER,
            Optional.of("45"),
            "0.1.0",
            SCRIPTS,
            "seconds the installation may take before the application starts without the agent"));
    all.add(
        text(
            "api.onAgentFailure",
            "start",
            SCRIPTS,
            "what a container does without an agent: start (plainly, with a warning) or fail"));
    all.add(
        flag(
            "api.difySpans",
            SCRIPTS,
            "sets ENABLE_OTEL_FOR_INSTRUMENT, which gives Dify's own spans to the agent"));
  }

  private static void programs(List<Parameter> all) {
    all.add(
        text(
            "network",
            "public",
            LOCKED,
            "the way of the machine that builds to the vendor's downloads: public, or vpc for the"
                + " -internal hosts"));
    program(all, "pluginDaemon", "dify-plugin-daemon");
    all.add(
        flag(
            "pluginDaemon.monitorPythonPlugins",
            LOCKED,
            "compiles with INSTGO_EXTRA_RULES=dify_python: the daemon starts Python plugins with the"
                + " Python agent"));
    program(all, "sandbox", "dify-sandbox");
    all.add(
        text(
            "sandbox.instrument",
            "main",
            LOCKED,
            "what is compiled of dify-sandbox: main (the two libraries stay upstream's; no C compiler"
                + " is needed) or all"));
    all.add(
        text(
            "instgo.url",
            LOCKED,
            "full address of instgo in place of the one by region and network; {os} and {arch} are"
                + " those of the machine that builds, {region} is the region"));
    all.add(text("instgo.sha256", LOCKED, "SHA-256 that instgo must have"));
    all.add(
        text(
            "instgo.agentVersion",
            LOCKED,
            "version of the Go agent (instgo set --agentVersion); the newest when not given"));
    all.add(
        text(
            "instgo.extraArgs",
            LOCKED,
            "further arguments of instgo go build, separated by blanks, for example -tags=x"));
    all.add(
        text(
            "instgo.setArgs",
            "--dev=false",
            LOCKED,
            "further arguments of instgo set, separated by blanks; none passes nothing"));
    all.add(
        flag(
            "instgo.allowHttp",
            LOCKED,
            "allows plain HTTP for instgo when its host does not speak TLS"));
    all.add(
        text(
            "go.version",
            GO,
            "the Go to compile with: 1.26.4, 1.26 (its newest patch) or local (that on the PATH); by"
                + " default the newest patch of what the source asks for, in the demo the one on the"
                + " PATH if there is one"));
    all.add(
        text(
            "go.proxy",
            GO,
            "GOPROXY while compiling; the environment's when not given, else by mirrors"));
    all.add(
        new Parameter(
            "go.trimpath",
            Parameter.Type.FLAG,
            Optional.of("true"),
            "0.1.0",
            LOCKED,
            "compiles with -trimpath, which keeps this machine's paths out of programs"));
    all.add(
        text(
            "licenseKeyServer",
            "arms",
            IMAGES,
            "id of the <server> in settings.xml whose password is the ARMS licence key;"
                + " ARMS_LICENSE_KEY in the environment wins"));
  }

  private static void program(List<Parameter> all, String part, String name) {
    all.add(
        text(
            part + ".from.image",
            with(LOCKED, "index"),
            "the upstream " + name + " image, by tag or digest"));
    all.add(
        text(
            part + ".to.image",
            TAGGED,
            "the repository of the " + name + " result, with an optional tag"));
    all.add(
        text(
            part + ".source",
            "https://github.com/langgenius/" + name + ".git",
            LOCKED,
            "where the source of "
                + name
                + " is: a git address (any mirror), a directory or an archive"));
    all.add(
        text(
            part + ".revision",
            LOCKED,
            "tag, branch or commit of the source; the one of the image when not given"));
  }

  private static void run(List<Parameter> all) {
    all.add(
        list(
            "insecureRegistries",
            "",
            TRANSPORT,
            "host:port of registries and git servers that may use plain HTTP; loopback may always"));
    all.add(
        text(
            "timestamp",
            LOCKED,
            "time of the new files and of the history, and the build time that dify-plugin-daemon"
                + " shows, for example 2026-01-01T00:00:00Z; SOURCE_DATE_EPOCH when not given; else"
                + " new files keep the time of those they replace, history has the base image's own,"
                + " and the build time is that of the source's commit"));
    all.add(
        flag("useProjectTimestamp", LOCKED, "takes project.build.outputTimestamp as timestamp"));
    all.add(
        new Parameter(
            "outputDirectory",
            Parameter.Type.PATH,
            Optional.of("target/dify-arms"),
            "0.1.0",
            TRANSPORT,
            "where images.json, trace.log, digests and intermediate files are left"));
    all.add(
        text(
            "outputFormat",
            "text",
            TRANSPORT,
            "what is printed: text, or json for one JSON object a line on standard output (one document"
                + " for the goal plan); with -q nothing else stands there"));
    all.add(
        new Parameter(
            "cacheDirectory",
            Parameter.Type.PATH,
            Optional.of("per-user cache folder of the platform"),
            "0.1.0",
            TRANSPORT,
            "where records of earlier builds, tools, sources and compiled programs are kept; may be"
                + " deleted at any time when no build runs"));
    all.add(
        text(
            "cacheLimit",
            "10g",
            TRANSPORT,
            "how much the cache may hold after a build, like 500m or 10g, or none; what was not used"
                + " for the longest time is deleted first"));
    all.add(
        new Parameter(
            "index",
            Parameter.Type.FLAG,
            Optional.of("true"),
            "0.1.0",
            PUSH,
            "joins the platforms to an index and tags it; with false, images are pushed by digest only,"
                + " and partial-COMPONENT-PLATFORM.json is left for the goal index"));
    all.add(
        flag(
            "readBack",
            IMAGES,
            "reads manifests, configs and new layers again from the registry for the proof of what"
                + " changed; otherwise the proof reads the very bytes that the registry took by their"
                + " digests"));
    all.add(
        flag(
            "force",
            LOCKED,
            "compiles, builds and pushes even when nothing has changed, also from a source of another"
                + " version than the image's; looks for a newer patch of Go"));
    all.add(
        flag("failOnWarning", IMAGES, "stops before anything is tagged when there is a warning"));
    all.add(
        new Parameter(
            "httpTimeout",
            Parameter.Type.NUMBER,
            Optional.of("60"),
            "0.1.0",
            TRANSPORT,
            "seconds of silence, or of less than 1,000 bytes a second, before a connection counts as stalled"));
    all.add(
        new Parameter(
            "retries",
            Parameter.Type.NUMBER,
            Optional.of("4"),
            "0.1.0",
            TRANSPORT,
            "how often a failed request is repeated"));
    all.add(
        new Parameter(
            "offline",
            Parameter.Type.FLAG,
            Optional.of("Maven's -o"),
            "0.1.0",
            TRANSPORT,
            "speaks with loopback only; bases, sources, instgo, Go and programs come from the cache, and"
                + " what is missing is listed before anything is compiled (instgo itself may still speak"
                + " with its vendor while it compiles)"));
    all.add(flag("skip", ALL, "does nothing"));
  }

  private static void deploy(List<Parameter> all) {
    all.add(
        text(
            "deploy.namespace",
            TAGGED,
            "Kubernetes namespace in the deployment files; that of kubectl's context when not given"));
    all.add(
        text(
            "deploy.secretName",
            "arms-license-key",
            TAGGED,
            "name of the Secret that holds the licence key"));
    all.add(text("deploy.secretKey", "ARMS_LICENSE_KEY", TAGGED, "key in that Secret"));
    all.add(
        list(
            "deploy.appNames",
            "",
            TAGGED,
            "names in ARMS, as COMPONENT=NAME: api=dify-api,plugin-daemon=my-daemon; the vendor's when"
                + " not given"));
    all.add(
        text(
            "deploy.workspace",
            TAGGED,
            "workspace of Cloud Monitor 2.0 to report to (ARMS_WORKSPACE)"));
    all.add(
        new Parameter(
            "deploy.valuesFile",
            Parameter.Type.PATH,
            Optional.empty(),
            "0.1.0",
            TAGGED,
            "your Helm values for dify-helm or douban's chart; the deployment files then have a copy with"
                + " images set and variables appended"));
  }

  private static void goals(List<Parameter> all) {
    Set<String> entrypoint = Set.of("entrypoint");
    all.add(
        text(
            "dockerClient.executable",
            "docker",
            Set.of("dockerBuild"),
            "the program that loads images: docker, podman, or the path of one"));
    lock(all);
    all.add(
        new Parameter(
            "plan.output",
            Parameter.Type.PATH,
            Optional.empty(),
            "0.1.0",
            Set.of("plan"),
            "a file to write the plan to, in the format of outputFormat, instead of printing it"));
    all.add(
        text(
            "entrypoint.input",
            entrypoint,
            "a start script file or an image reference; the image of difyVersion when not given"));
    all.add(
        new Parameter(
            "entrypoint.output",
            Parameter.Type.PATH,
            Optional.of("target/dify-arms/entrypoint.sh"),
            "0.1.0",
            entrypoint,
            "where the rewritten script goes"));
    all.add(
        flag(
            "entrypoint.configMap",
            entrypoint,
            "also writes a Kubernetes ConfigMap with the script, beside it"));
    all.add(
        list(
            "index.inputs",
            "",
            Set.of("index"),
            "what to join: files that builds with index=false left, directories with them, patterns like"
                + " parts/*/partial-*.json, or REPOSITORY@sha256:DIGEST; the output directory when not"
                + " given"));
    all.add(
        flag(
            "demo.keepRunning",
            Set.of("demo"),
            "keeps the registry running until Ctrl-C, so that its images can be pulled"));
    Set<String> help = Set.of("help");
    all.add(text("help.goal", help, "the goal to explain"));
    all.add(flag("help.detail", help, "lists the parameters too"));
  }

  private static void lock(List<Parameter> all) {
    all.add(
        new Parameter(
            "lock.file",
            Parameter.Type.PATH,
            Optional.of("dify-arms.lock.json"),
            "0.1.0",
            LOCKED,
            "where the lock is: what the images are made of, to be committed; a build stops when"
                + " one that is named is not there"));
    all.add(
        text(
            "lock.use",
            "auto",
            IMAGES,
            "whether a build is held to the lock: auto (when the file is there), required (stops when it"
                + " is not; for CI) or off"));
    all.add(
        list(
            "lock.update",
            "",
            Set.of("lock"),
            "renews these parts of the lock only: api, plugin-daemon or sandbox (all of a component);"
                + " base, source, go, agent or configuration (of all components, or of one as in"
                + " sandbox.base); instgo, plugin"));
    all.add(
        list(
            "lock.hosts",
            "",
            Set.of("lock", "check"),
            "the machines whose tools are looked at, for example linux-amd64,darwin-arm64; when not"
                + " given, the one this runs on, and for check those in the lock, too"));
    all.add(
        flag(
            "check.failOnNewer",
            Set.of("check"),
            "also fails when there is a newer patch of Go, which the lock keeps from being used"));
  }

  private static Parameter text(String path, Set<String> goals, String text) {
    return new Parameter(path, Parameter.Type.TEXT, Optional.empty(), "0.1.0", goals, text);
  }

  private static Parameter text(String path, String byDefault, Set<String> goals, String text) {
    return new Parameter(path, Parameter.Type.TEXT, Optional.of(byDefault), "0.1.0", goals, text);
  }

  private static Parameter list(String path, String byDefault, Set<String> goals, String text) {
    Optional<String> given = byDefault.isEmpty() ? Optional.empty() : Optional.of(byDefault);
    return new Parameter(path, Parameter.Type.LIST, given, "0.1.0", goals, text);
  }

  private static Parameter flag(String path, Set<String> goals, String text) {
    return new Parameter(path, Parameter.Type.FLAG, Optional.of("false"), "0.1.0", goals, text);
  }
}
