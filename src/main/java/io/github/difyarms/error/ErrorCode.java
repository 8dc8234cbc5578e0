package io.github.difyarms.error;

/**
 * The stable codes and, with each, the next step for the person who meets it.
 *
 * <p>Numbers are never reused. 1xx: parameters; 2xx: registries and network; 3xx: base images; 4xx:
 * start scripts; 5xx: files on this machine; 9xx: a defect of the plugin. Each code has a section
 * in {@code docs/errors.md}; a test holds the two together.
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
          + " -Ddify-arms.api.from.image=REFERENCE"),
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
  OFFLINE(213, "run without -o, or read from and push to a registry on this machine"),
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
      503, "give another folder with -Ddify-arms.cacheDirectory=DIR, owned by you with mode 0700"),

  /** Something that must not happen. */
  DEFECT(901, "this is a defect of the plugin: please report it with the output of mvn -e");

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
