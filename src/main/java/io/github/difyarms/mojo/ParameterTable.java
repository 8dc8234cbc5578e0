package io.github.difyarms.mojo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every parameter, once: the binder, the help goal, {@code docs/parameters.md} and the test that
 * compares them with the fields Maven sees all read this table.
 */
final class ParameterTable {
  private static final Set<String> ALL = Set.of("build", "demo", "entrypoint", "help");
  private static final Set<String> IMAGES = Set.of("build");
  private static final Set<String> SCRIPTS = Set.of("build", "entrypoint");
  private static final Set<String> TRANSPORT = Set.of("build", "demo", "entrypoint");

  private static final List<Parameter> PARAMETERS = list();

  private ParameterTable() {}

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
    run(all);
    goals(all);
    return List.copyOf(all);
  }

  private static void images(List<Parameter> all) {
    all.add(
        text(
            "difyVersion",
            SCRIPTS,
            "the Dify release, for example 1.16.1; gives the tag of the upstream image"));
    all.add(list("components", "api", IMAGES, "which images to build"));
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
            SCRIPTS,
            "where upstream images are; any mirror of them"));
    auth(all, "from", SCRIPTS, "to read upstream images");
    all.add(
        text(
            "to.registry",
            IMAGES,
            "repository prefix the images are pushed to, for example"
                + " registry.cn-hangzhou.aliyuncs.com/acme"));
    auth(all, "to", IMAGES, "to push images");
    all.add(
        list(
            "to.tokenHosts",
            "",
            IMAGES,
            "further hosts that may see the registry's credentials to issue tokens"));
    all.add(
        list(
            "to.tags",
            "{upstreamTag}-arms",
            IMAGES,
            "tags of the result; placeholders {upstreamTag}, {difyVersion} and {inputs} (8 hex digits"
                + " that change with anything that decides the result; for registries with immutable"
                + " tags)"));
    all.add(
        new Parameter(
            "to.layout",
            Parameter.Type.PATH,
            Optional.empty(),
            "0.1.0",
            IMAGES,
            "directory to write OCI layouts to, one below it for each image, in place of a registry"));
    all.add(
        text(
            "to.format",
            "auto",
            IMAGES,
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
            "ARMS region: where the agent is downloaded from and ARMS_REGION_ID"));
    all.add(
        text(
            "mirrors",
            "auto",
            SCRIPTS,
            "default package index at pod start: auto (by region), cn or none"));
    all.add(text("api.from.image", SCRIPTS, "the upstream dify-api image, by tag or digest"));
    all.add(
        text(
            "api.to.image", IMAGES, "the repository of the dify-api result, with an optional tag"));
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
                + " wins"));
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

  private static void run(List<Parameter> all) {
    all.add(
        list(
            "insecureRegistries",
            "",
            TRANSPORT,
            "host:port of registries that may use plain HTTP; loopback may always"));
    all.add(
        text(
            "timestamp",
            IMAGES,
            "time of the new layer's file and history, for example 2026-01-01T00:00:00Z;"
                + " SOURCE_DATE_EPOCH when not given, else the base image's own"));
    all.add(
        flag("useProjectTimestamp", IMAGES, "takes project.build.outputTimestamp as timestamp"));
    all.add(
        new Parameter(
            "outputDirectory",
            Parameter.Type.PATH,
            Optional.of("target/dify-arms"),
            "0.1.0",
            TRANSPORT,
            "where images.json, digests and intermediate files are left"));
    all.add(
        new Parameter(
            "cacheDirectory",
            Parameter.Type.PATH,
            Optional.of("per-user cache folder of the platform"),
            "0.1.0",
            TRANSPORT,
            "where records of earlier builds are kept; may be deleted at any time"));
    all.add(flag("force", IMAGES, "builds and pushes even when nothing has changed"));
    all.add(flag("failOnWarning", IMAGES, "stops before pushing when there is a warning"));
    all.add(
        new Parameter(
            "httpTimeout",
            Parameter.Type.NUMBER,
            Optional.of("60"),
            "0.1.0",
            TRANSPORT,
            "seconds without a byte before a connection counts as stalled"));
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
            "talks to loopback only"));
    all.add(flag("skip", ALL, "does nothing"));
  }

  private static void goals(List<Parameter> all) {
    Set<String> entrypoint = Set.of("entrypoint");
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
        flag(
            "demo.keepRunning",
            Set.of("demo"),
            "keeps the registry running until Ctrl-C, so that its images can be pulled"));
    Set<String> help = Set.of("help");
    all.add(text("help.goal", help, "the goal to explain"));
    all.add(flag("help.detail", help, "lists the parameters too"));
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
