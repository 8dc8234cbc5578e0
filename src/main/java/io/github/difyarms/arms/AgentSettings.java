package io.github.difyarms.arms;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How the Python agent comes into a container that starts: the {@code api.*} parameters of it.
 *
 * @param region the region that monitors, and that the agent is downloaded from
 * @param agentVersion the agent to install; empty for the newest
 * @param agentUrl a full address instead of region and version
 * @param agentSha256 what the tarball must hash to, in lower case; empty for no check
 * @param bootstrapVersion version of aliyun-bootstrap, which only {@link Install#VENV} uses
 * @param pipIndex where pip finds what the agent needs
 * @param installTimeout seconds for the whole installation
 * @param onAgentFailure what happens when the agent cannot be installed in time
 * @param install where the agent is installed
 * @param difySpans whether Dify's own spans go to the agent ({@code
 *     ENABLE_OTEL_FOR_INSTRUMENT=true}, Dify 1.11.0 and later)
 * @param appName the name of dify-api in ARMS; worker and beat append {@code -worker}, {@code
 *     -beat}
 */
public record AgentSettings(
    Region region,
    Optional<String> agentVersion,
    Optional<String> agentUrl,
    Optional<String> agentSha256,
    Optional<String> bootstrapVersion,
    PipIndex pipIndex,
    int installTimeout,
    OnAgentFailure onAgentFailure,
    Install install,
    boolean difySpans,
    String appName) {

  /** What a container does without its agent. */
  public enum OnAgentFailure {
    /** Starts the application anyway: monitoring never takes it down. */
    START,
    /** Exits with status 1. */
    FAIL;

    /**
     * Reads the parameter, in any case.
     *
     * @throws io.github.difyarms.error.DifyArmsException {@link
     *     io.github.difyarms.error.ErrorCode#PARAMETER_INVALID}
     */
    public static OnAgentFailure parse(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "start" -> START;
        case "fail" -> FAIL;
        default ->
            throw Checks.invalid(
                "api.onAgentFailure", "\"" + text + "\" is neither start nor fail", "see there");
      };
    }
  }

  /** Where the agent goes. */
  public enum Install {
    /** A directory of its own: the application's packages stay as they are. */
    TARGET,
    /** The application's environment, as the vendor's manual has it. */
    VENV;

    /**
     * Reads the parameter, in any case.
     *
     * @throws io.github.difyarms.error.DifyArmsException {@link
     *     io.github.difyarms.error.ErrorCode#PARAMETER_INVALID}
     */
    public static Install parse(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "target" -> TARGET;
        case "venv" -> VENV;
        default ->
            throw Checks.invalid(
                "api.install", "\"" + text + "\" is neither target nor venv", "see there");
      };
    }
  }

  /**
   * Checks every value.
   *
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#PARAMETER_INVALID}
   */
  public AgentSettings {
    agentVersion = agentVersion.map(v -> Checks.version("api.agentVersion", v));
    bootstrapVersion = bootstrapVersion.map(v -> Checks.version("api.bootstrapVersion", v));
    agentSha256 = agentSha256.map(v -> Checks.sha256("api.agentSha256", v));
    agentUrl = agentUrl.map(v -> Checks.url("api.agentUrl", v).toString());
    if (agentVersion.isPresent() && agentUrl.isPresent()) {
      throw Checks.invalid(
          "api.agentUrl", "both api.agentVersion and api.agentUrl are set", "give one of the two");
    }
    if (installTimeout < 1 || installTimeout > 9999) {
      throw Checks.invalid(
          "api.installTimeout", installTimeout + " s is out of range", "1 to 9999 seconds");
    }
    if (appName.isBlank()
        || appName.length() > 128
        || appName.chars().anyMatch(Character::isISOControl)) {
      throw Checks.invalid(
          "api.appName", "this is not a name for ARMS", "1 to 128 printable characters");
    }
  }

  /** Returns the addresses of the agent's tarball in the order to try. */
  public List<String> agentAddresses() {
    return agentUrl
        .map(List::of)
        .orElseGet(() -> region.agentAddresses(agentVersion).stream().map(URI::toString).toList());
  }

  /**
   * Returns the addresses of the agent's tarball for a machine outside the cluster.
   *
   * @param network its way to the vendor's downloads
   */
  public List<String> agentAddresses(Network network) {
    List<String> all = agentAddresses();
    return network == Network.VPC ? all : all.subList(all.size() - 1, all.size());
  }

  /** Returns a builder with the defaults for a region. */
  public static Builder builder(Region region) {
    return new Builder(region);
  }

  /** Collects settings; what is not set has the default of its parameter. */
  public static final class Builder {
    private final Region region;
    private Optional<String> agentVersion = Optional.empty();
    private Optional<String> agentUrl = Optional.empty();
    private Optional<String> agentSha256 = Optional.empty();
    private Optional<String> bootstrapVersion = Optional.empty();
    private PipIndex pipIndex;
    private int installTimeout = 45;
    private OnAgentFailure onAgentFailure = OnAgentFailure.START;
    private Install install = Install.TARGET;
    private boolean difySpans;
    private String appName = "dify-api";

    private Builder(Region region) {
      this.region = region;
      this.pipIndex = PipIndex.byMirrors(Mirrors.AUTO, region);
    }

    /** Sets {@code api.agentVersion}. */
    public Builder agentVersion(String version) {
      agentVersion = Optional.of(version);
      return this;
    }

    /** Sets {@code api.agentUrl}. */
    public Builder agentUrl(String url) {
      agentUrl = Optional.of(url);
      return this;
    }

    /** Sets {@code api.agentSha256}. */
    public Builder agentSha256(String sha256) {
      agentSha256 = Optional.of(sha256);
      return this;
    }

    /** Sets {@code api.bootstrapVersion}. */
    public Builder bootstrapVersion(String version) {
      bootstrapVersion = Optional.of(version);
      return this;
    }

    /** Sets the package index. */
    public Builder pipIndex(PipIndex index) {
      pipIndex = index;
      return this;
    }

    /** Sets {@code api.installTimeout}, in seconds. */
    public Builder installTimeout(int seconds) {
      installTimeout = seconds;
      return this;
    }

    /** Sets {@code api.onAgentFailure}. */
    public Builder onAgentFailure(OnAgentFailure choice) {
      onAgentFailure = choice;
      return this;
    }

    /** Sets {@code api.install}. */
    public Builder install(Install choice) {
      install = choice;
      return this;
    }

    /** Sets {@code api.difySpans}. */
    public Builder difySpans(boolean on) {
      difySpans = on;
      return this;
    }

    /** Sets the name of dify-api in ARMS. */
    public Builder appName(String name) {
      appName = name;
      return this;
    }

    /**
     * Returns the settings.
     *
     * @throws io.github.difyarms.error.DifyArmsException {@link
     *     io.github.difyarms.error.ErrorCode#PARAMETER_INVALID}
     */
    public AgentSettings build() {
      return new AgentSettings(
          region,
          agentVersion,
          agentUrl,
          agentSha256,
          bootstrapVersion,
          pipIndex,
          installTimeout,
          onAgentFailure,
          install,
          difySpans,
          appName);
    }
  }
}
