package io.github.difyarms.error;

/**
 * The stable codes and, with each, the next step for the person who meets it.
 *
 * <p>Numbers are never reused. 1xx: parameters; 2xx: registries and network; 3xx: base images; 4xx:
 * start scripts; 5xx: files on this machine; 6xx: tools, sources and compiling; 7xx: the Python
 * agent that is put into an image; 9xx: a defect of the plugin. Each code has a section in {@code
 * docs/errors.md}; a test holds the two together.
 */
public enum ErrorCode {
  /** Neither a registry nor a layout directory was given. */
  TARGET_MISSING(
      101,
      "say where the images go: -Ddify-arms.to.registry=registry.cn-hangzhou.aliyuncs.com/NAMESPACE"
          + " pushes them, -Ddify-arms.to.layout=DIRECTORY writes OCI layouts"),
  /** An image reference does not follow the grammar. */
  REFERENCE_MALFORMED(
      102, "write it as [REGISTRY[:PORT]/]REPOSITORY[:TAG][@sha256:DIGEST], in lower case"),
  /** A platform is not of the form os/architecture[/variant]. */
  PLATFORM_MALFORMED(
      103, "write platforms as os/architecture, for example linux/amd64,linux/arm64"),
  /** A region looks like a misspelt one. */
  REGION_MISSPELT(
      104, "correct the parameter region; unlisted but well-formed ids are accepted as they are"),
  /** A region has characters that no region id has. */
  REGION_MALFORMED(105, "a region id has 2 to 40 of a-z, 0-9 and '-', for example cn-hangzhou"),
  /** A property or element with our prefix is not a parameter. */
  PARAMETER_UNKNOWN(106, "mvn dify-arms:help -Ddify-arms.help.detail=true lists every parameter"),
  /** A parameter's value cannot be used. */
  PARAMETER_INVALID(107, "correct the value; docs/parameters.md says what each parameter takes"),
  /** Nothing says which image to start from. */
  BASE_UNSPECIFIED(
      108,
      "name the Dify release with -Ddify-arms.difyVersion=1.16.1, or the image itself with"
          + " -Ddify-arms.api.from.image=REFERENCE (pluginDaemon.from.image, sandbox.from.image)"),
  /** A component is asked for that this version does not build. */
  COMPONENT_UNAVAILABLE(109, "leave it out of the parameter components"),

  /** There were warnings and the user wants none. */
  WARNINGS(110, "mend what the warnings say, or leave failOnWarning out"),

  /** No connection to a host. */
  REGISTRY_UNREACHABLE(
      201,
      "check the host name, the port and the proxy (settings.xml or HTTPS_PROXY); try"
          + " curl -v https://HOST/v2/"),
  /** A registry refused the credentials, or wants some. */
  UNAUTHORIZED(
      202,
      "log in with docker login or podman login, or add a <server> with the registry's host as id"
          + " to settings.xml; the lines above say which were used, if any"),
  /** A manifest or blob does not exist. */
  NOT_FOUND(203, "check repository and tag; a private repository may also answer this way"),
  /** Bytes do not have the digest they were asked by. */
  DIGEST_MISMATCH(
      204,
      "do not use these bytes; if the digest was typed by hand correct it, otherwise ask who runs"
          + " the registry or mirror"),
  /** TLS was expected and something else answered, or the certificate is not trusted. */
  TLS_FAILED(
      205,
      "for a registry that speaks plain HTTP on purpose add its host:port to insecureRegistries;"
          + " for a private CA put its certificate into the JVM trust store or docker's certs.d"),
  /** The registry refused to store what we sent. */
  PUSH_REFUSED(
      206,
      "read the registry's own words above; for a tag that may not change choose another with"
          + " -Ddify-arms.to.tags={upstreamTag}-arms-{inputs}"),
  /** The other side broke the protocol. */
  PROTOCOL_VIOLATION(
      207, "the registry (or a proxy before it) misbehaves; show the lines above to its operator"),
  /** The other side stopped answering. */
  STALLED(208, "run it again; raise -Ddify-arms.httpTimeout if the link is that slow"),
  /** A redirect or upload address that must not be followed. */
  REDIRECT_REFUSED(
      209, "the registry points to a place it has no business with; ask its operator why"),
  /** Too many requests. */
  RATE_LIMITED(
      210,
      "wait, log in for a higher limit, or read upstream images from a mirror (from.registry)"),
  /** The registry failed again and again. */
  REGISTRY_FAILED(
      211, "run it again later; a tag moves only after everything it names is in place"),
  /** The credential helper that the user named cannot be used. */
  CREDENTIAL_HELPER_FAILED(
      214,
      "check that the helper is installed and logged in:"
          + " echo REGISTRY | docker-credential-NAME get; or leave credHelper out"),
  /** Maven runs offline. */
  OFFLINE(
      213,
      "run the same command once without -o, which fills the cache; registries on this machine work"
          + " with it, too"),
  /** A token server on a host that may not see the credentials. */
  TOKEN_HOST_REFUSED(212, "if that host really belongs to the registry, name it in to.tokenHosts"),

  /** The base lacks an asked platform. */
  PLATFORM_MISSING(
      301, "ask only for platforms the base offers: -Ddify-arms.platforms=linux/amd64"),
  /** The base lacks the file to be replaced. */
  FILE_MISSING(
      302,
      "check that the reference is really this component's image and a released version of it"),
  /** The base is in a format that is refused. */
  FORMAT_REFUSED(
      303,
      "copy the image with skopeo copy --format oci to a registry of yours and start from there"),
  /** The base exceeds a limit that guards this machine. */
  LIMIT_EXCEEDED(304, "such an image is damaged or hostile; start from another copy of it"),
  /** Manifest and config of the base contradict each other. */
  BASE_INCONSISTENT(305, "the base image is damaged; start from another copy of it"),
  /** The file to be replaced is not a regular file. */
  FILE_NOT_REGULAR(
      306, "this image was changed by somebody; start from the upstream image instead"),
  /** The target format cannot express the base. */
  FORMAT_IMPOSSIBLE(307, "leave to.format at auto"),

  /** The script has no launch of the server. */
  LAUNCH_MISSING(
      401,
      "start from an unchanged upstream image, or hand in a script of yours with"
          + " -Ddify-arms.api.script=FILE"),
  /** The script launches the server in more than one place. */
  LAUNCH_AMBIGUOUS(
      402,
      "start from an unchanged upstream image, or hand in a script with one launch:"
          + " -Ddify-arms.api.script=FILE"),
  /** The launch stands where it cannot be instrumented safely. */
  LAUNCH_MISPLACED(
      403,
      "start from an unchanged upstream image, or hand in a script of yours with"
          + " -Ddify-arms.api.script=FILE"),
  /** The script launches a server we do not know. */
  SERVER_UNKNOWN(
      404,
      "the newest plugin may know it; otherwise hand in a script of yours with"
          + " -Ddify-arms.api.script=FILE"),
  /** The script is not shell text that can be read to its end. */
  SCRIPT_UNREADABLE(405, "check the script with bash -n FILE"),
  /** The marker block of an earlier run is damaged. */
  MARKER_DAMAGED(
      406, "start from the upstream image; a script that was rewritten and then edited is refused"),

  /** A file or directory cannot be written. */
  OUTPUT_NOT_WRITABLE(
      501, "give another directory with -Ddify-arms.outputDirectory=DIR, or mend its permissions"),
  /** A file cannot be read. */
  INPUT_UNREADABLE(502, "check the path and its permissions"),
  /** The cache folder cannot be trusted. */
  CACHE_UNSAFE(
      503,
      "give a folder of its own with -Ddify-arms.cacheDirectory=DIR, new or empty, owned by you with mode 0700"),
  /** Something in the cache changed or went away while it was read. */
  CACHE_CHANGED(
      504,
      "run it again: what is damaged or gone in the cache is made anew; if it comes again give each"
          + " build a cache of its own with -Ddify-arms.cacheDirectory=DIR"),

  /** A tool cannot be downloaded from its address. */
  TOOL_NOT_FOUND(
      601,
      "check region and network; if the tool lies elsewhere give its full address with -Ddify-arms.instgo.url=https://HOST/PATH/instgo-{os}-{arch}"),
  /** A downloaded tool does not have the SHA-256 it should have. */
  TOOL_HASH_MISMATCH(
      602,
      "do not use these bytes; if the vendor has published a newer tool, check it and set -Ddify-arms.instgo.sha256 to the hash shown above"),
  /** What was downloaded is no program for this machine. */
  TOOL_NOT_EXECUTABLE(
      603,
      "check the address in a browser: a proxy or a login page may answer in its place; instgo.url takes {os} and {arch}"),
  /** A tool is to be had without TLS only. */
  TOOL_OVER_HTTP(
      604,
      "if you trust the network to that host set -Ddify-arms.instgo.allowHttp=true, best together with instgo.sha256"),
  /** instgo ended with an error before compiling. */
  INSTGO_FAILED(
      605,
      "read instgo's own words above and in trace.log; instgo.setArgs holds what is passed to instgo set (default --dev=false)"),
  /** The source repository cannot be read. */
  SOURCE_UNREACHABLE(
      611,
      "check the address and the proxy; a mirror or a local copy works too: -Ddify-arms.pluginDaemon.source=URL-OR-DIRECTORY (or sandbox.source)"),
  /** The repository has no such revision. */
  REVISION_MISSING(
      612,
      "name a tag, branch or commit that the repository has: -Ddify-arms.pluginDaemon.revision=TAG (or sandbox.revision)"),
  /** The source revision does not fit the image. */
  REVISION_MISMATCH(
      613,
      "use the revision of the image, or set -Ddify-arms.force=true when this source really belongs into that image"),
  /** The source is not what it should be. */
  SOURCE_UNREADABLE(
      614,
      "check the directory or archive; it has to be the whole repository of the component with its go.mod"),
  /** No single package declares the version variables. */
  VERSION_VARIABLES_MISSING(
      615,
      "start from an unchanged source of a released version; a newer plugin may know a newer source"),
  /** The Go version asked for is older than the source needs. */
  GO_TOO_OLD(
      621,
      "leave -Ddify-arms.go.version out, or name a version that is new enough; one that a lock names"
          + " is renewed with -Ddify-arms.lock.update=COMPONENT.go"),
  /** There is no Go toolchain and none can be brought. */
  GO_UNAVAILABLE(
      622,
      "install Go 1.21 or later, or name a module proxy that can be reached: -Ddify-arms.go.proxy=https://proxy.golang.org"),
  /** A downloaded Go toolchain does not have its published hash. */
  GO_HASH_MISMATCH(623, "do not use this module proxy; ask who runs it"),
  /** This source must not be built with this Go. */
  GO_GUARD(
      624,
      "name an older Go with -Ddify-arms.go.version=1.24.13, or leave sandbox.instrument at main"),
  /** Compiling failed. */
  COMPILE_FAILED(
      631,
      "read the compiler's words above; the whole output is in trace.log in the output directory. If they speak of a flag try -Ddify-arms.go.trimpath=false or another -Ddify-arms.instgo.setArgs"),
  /** What cgo needs for a platform is not installed. */
  COMPILER_MISSING(
      632,
      "install the packages named above, or leave sandbox.instrument at main, which needs no C compiler"),
  /** A built binary does not fit its image. */
  BINARY_UNFIT(
      633,
      "build on an older system (or in an older container), or leave sandbox.instrument at main; the message names what does not fit"),
  /** The base's /main does not hold the two libraries. */
  LIBRARIES_MISSING(
      641,
      "check that this is an unchanged dify-sandbox image; sandbox.instrument=all builds the libraries from source instead"),
  /** The base's /main holds more than one candidate for a library. */
  LIBRARIES_AMBIGUOUS(
      642,
      "check that this is an unchanged dify-sandbox image; sandbox.instrument=all builds the libraries from source instead"),
  /** A binary cannot be read. */
  BINARY_UNREADABLE(
      643,
      "check that the image is unchanged; if it is, report it with the plugin's version and the reference"),

  /** A name in the deployment files that Kubernetes or ARMS would not take. */
  DEPLOY_NAME_INVALID(
      651, "choose a name of that form; what is not given has a default that works everywhere"),
  /** The user's Helm values are no YAML mapping. */
  VALUES_UNREADABLE(
      652,
      "check the file with helm lint or helm template; complete values come from: helm get values RELEASE --all -o yaml"),
  /** The user's Helm values hold something else where images or variables belong. */
  VALUES_MISSHAPEN(
      653,
      "compare the file with the chart's own values.yaml, or leave -Ddify-arms.deploy.valuesFile out and append the lines of deploy/helm/*-env.yaml by hand"),
  /** A build would be made of something else than is locked. */
  LOCK_DRIFT(
      661,
      "nothing was compiled, written or pushed; if each of these changes is wanted run the command"
          + " above and commit the file, otherwise undo the change or find out who made it"),
  /** There is no lock where one is needed. */
  LOCK_MISSING(
      662,
      "write it with mvn dify-arms:lock and commit it, or name it with -Ddify-arms.lock.file=FILE;"
          + " -Ddify-arms.lock.use=auto builds without one"),
  /** The lock is no lock, or one of a newer plugin. */
  LOCK_UNREADABLE(
      663,
      "take the file from version control again, or write it anew with mvn dify-arms:lock; one of a"
          + " newer plugin needs that plugin"),
  /** A tool that was downloaded is not the one that is locked. */
  LOCK_TOOL_CHANGED(
      664,
      "do not use these bytes before somebody has looked why they changed; if the vendor has"
          + " published a newer tool, accept it with the command above and commit the file"),
  /** Something has moved since it was locked. */
  LOCK_MOVED(
      665,
      "look at what moved; to build with it run the command above and commit the file, until then a"
          + " build with the lock stops"),
  /** There is nothing to join. */
  PARTS_NOT_FOUND(
      671,
      "build the parts first with -Ddify-arms.index=false, and name the files they left or their"
          + " digests: -Ddify-arms.index.inputs=DIRECTORY or REPOSITORY@sha256:DIGEST,…"),
  /** Parts of one image were not built from the same. */
  PARTS_MIXED(
      672,
      "build the parts anew from one configuration (a lock file pins what moves by itself), and join"
          + " only those"),
  /** The parts are not those that components and platforms ask for. */
  PARTS_NOT_AS_ASKED(
      673,
      "build what is missing with -Ddify-arms.index=false and hand its file to this goal too, or say what is"
          + " wanted: -Ddify-arms.platforms=… and -Ddify-arms.components=…"),
  /** There are several parts for the same place. */
  PART_DOUBLED(674, "hand over only the newest; files of earlier runs can simply be deleted"),
  /** A part is not what it says it is. */
  PART_UNFIT(675, "build this part anew with -Ddify-arms.index=false; its file must not be edited"),
  /** The registry does not have a part any more. */
  PART_GONE(
      676,
      "build this part anew with -Ddify-arms.index=false: registries may delete what no tag names"),
  /** A part, or its base, is not where the user says. */
  PART_ELSEWHERE(
      677,
      "nothing was sent there; give this goal the parameters that the builds of the parts had:"
          + " -Ddify-arms.to.registry or COMPONENT.to.image for results, -Ddify-arms.from.registry or"
          + " COMPONENT.from.image for upstream images; otherwise find out who wrote the file"),
  /** There is no docker command line. */
  DOCKER_MISSING(
      681,
      "install docker or podman, or name it with -Ddify-arms.dockerClient.executable=podman;"
          + " mvn dify-arms:buildTar needs neither and leaves tars for docker load"),
  /** The docker daemon does not answer. */
  DOCKER_UNREACHABLE(
      682,
      "start Docker, or set DOCKER_HOST or DOCKER_CONTEXT to one that runs; mvn dify-arms:buildTar"
          + " needs none and leaves tars for docker load"),
  /** The daemon did not take an image. */
  DOCKER_LOAD_FAILED(
      683,
      "read the words of docker load above; mvn dify-arms:buildTar leaves the same archive as a file,"
          + " to be looked at or loaded elsewhere"),
  /** The daemon runs on a platform that is not asked for. */
  DOCKER_PLATFORM(
      684,
      "add the daemon's platform to platforms, or name the one to load alone:"
          + " -Ddify-arms.platforms=linux/arm64"),
  /** The image has layers that lie outside the registry. */
  ARCHIVE_IMPOSSIBLE(685, "push this image with mvn dify-arms:build; no archive can hold it whole"),

  /** The doctor found what would stop a build. */
  DOCTOR_PROBLEMS(
      691,
      "do what stands behind \"next\" of each problem above, then run mvn dify-arms:doctor again"),

  /** This machine has no Python that wheels can be settled with. */
  PYTHON_MISSING(
      701,
      "install Python 3.9 or later with venv (apt-get install python3 python3-venv; dnf install"
          + " python3), or leave the agent to the start of the container: -Ddify-arms.api.agent=startup"),
  /** uv and pip could not be put into their own environment. */
  PYTHON_TOOLS_FAILED(
      702,
      "check that the package index is reachable and has these releases of uv and pip; name another"
          + " one with -Ddify-arms.api.pipIndexUrl=ADDRESS, or leave the agent to the start of the"
          + " container: -Ddify-arms.api.agent=startup"),
  /** The Python agent's tarball cannot be downloaded. */
  AGENT_NOT_FOUND(
      703,
      "check region, api.agentVersion and the connection; -Ddify-arms.api.agentUrl=ADDRESS names"
          + " another place, -Ddify-arms.api.agent=startup needs no tarball at build time"),
  /** The Python agent's tarball has another hash than it should. */
  AGENT_HASH_MISMATCH(
      704,
      "do not use these bytes before somebody has looked why they changed; if the vendor has"
          + " published another agent, put its hash into api.agentSha256 or the lock"),
  /** What was downloaded is not the Python agent. */
  AGENT_UNFIT(
      705,
      "look at what the address hands out; name another with -Ddify-arms.api.agentVersion=VERSION or"
          + " -Ddify-arms.api.agentUrl=ADDRESS"),
  /** The agent and the image want different versions of the same. */
  AGENT_CONFLICT(
      706,
      "try another agent (-Ddify-arms.api.agentVersion=VERSION, or another api.agentUrl), or leave"
          + " the agent to the start of the container: -Ddify-arms.api.agent=startup"),
  /** There is no wheel for a platform. */
  WHEEL_MISSING(
      707,
      "leave that platform out of -Ddify-arms.platforms, try another"
          + " -Ddify-arms.api.agentVersion=VERSION, or leave the agent to the start of the container:"
          + " -Ddify-arms.api.agent=startup"),
  /** The package index does not answer, or not with what is needed. */
  PACKAGE_INDEX_FAILED(
      708,
      "check the address and the connection, or name another index with"
          + " -Ddify-arms.api.pipIndexUrl=ADDRESS"),
  /** A wheel has not the bytes it should have. */
  WHEEL_HASH_MISMATCH(
      709, "do not use these bytes; find out who changed the file on the index or in the tarball"),
  /** A file is no wheel that can be installed. */
  WHEEL_INVALID(
      711,
      "take the wheel from its project's own releases, or another version of it; if it is the"
          + " agent's, report it to whoever packed the tarball"),
  /** A wheel has names or entries that must not be unpacked. */
  WHEEL_UNSAFE(712, "do not use this file; find out where it comes from"),
  /** The bytes of a wheel are not what its RECORD says. */
  WHEEL_DAMAGED(
      713,
      "download the wheel again; if it stays so do not use it, and tell its project or whoever runs"
          + " the index"),
  /** Two wheels want different files in one place. */
  WHEELS_COLLIDE(
      714, "leave one of the two out, or choose versions of them that do not share the file"),
  /** A wheel is larger than any agent needs. */
  WHEEL_TOO_LARGE(
      715, "find out what this wheel is for: no agent for Python comes near these limits"),
  /** There is no Python environment to bake the agent for. */
  ENVIRONMENT_MISSING(
      716,
      "leave the installation to the start of the container: -Ddify-arms.api.agent=startup; or start"
          + " from the upstream image"),
  /** The image's Python is of a kind or version that cannot be told, or that has no wheels. */
  ENVIRONMENT_UNFIT(
      717,
      "leave the installation to the start of the container: -Ddify-arms.api.agent=startup; or start"
          + " from the upstream image"),
  /** A directory to be listed is reached through a symbolic link. */
  DIRECTORY_BEHIND_LINK(
      718,
      "this image was changed by somebody: start from the upstream image, or leave the installation to"
          + " the start of the container with -Ddify-arms.api.agent=startup"),

  /** Something that must not happen. */
  DEFECT(901, "this is a defect of the plugin: please report it with the output of mvn -e"),
  /** An image differs from its base in more than it may. */
  PROOF_FAILED(
      902,
      "no tag was moved; this is a defect of the plugin, or of a registry that hands out other bytes:"
          + " please report it with the lines above");

  private final int number;
  private final String next;

  ErrorCode(int number, String next) {
    this.number = number;
    this.next = next;
  }

  /** Returns the code as people quote it, for example {@code DA-301}. */
  public String id() {
    return "DA-" + number;
  }

  /** Returns the next step for the person who meets this code. */
  public String next() {
    return next;
  }
}
