package io.github.difyarms.mojo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nested elements of the plugin's {@code <configuration>}. Maven fills the fields by name;
 * {@link Parameters} reads them by path. Their meaning stands in {@link ParameterTable}.
 */
@SuppressWarnings("unused") // filled and read by reflection
public final class Configurations {
  private Configurations() {}

  /** {@code <auth>}. */
  public static final class Auth {
    @Nullable String username;
    @Nullable String password;
  }

  /** {@code <from>}. */
  public static final class From {
    @Nullable String registry;
    @Nullable Auth auth;
    @Nullable String credHelper;
  }

  /** {@code <to>}. */
  public static final class To {
    @Nullable String registry;
    @Nullable Auth auth;
    @Nullable String credHelper;
    @Nullable List<String> tokenHosts;
    @Nullable List<String> tags;
    @Nullable String layout;
    @Nullable String format;
  }

  /** {@code <from>} and {@code <to>} of a component. */
  public static final class Image {
    @Nullable String image;
  }

  /** {@code <api>}. */
  public static final class Api {
    @Nullable Image from;
    @Nullable Image to;
    @Nullable List<String> processes;
    @Nullable String script;
    @Nullable String agent;
    @Nullable String instrumentors;
    @Nullable String install;
    @Nullable String agentVersion;
    @Nullable String agentUrl;
    @Nullable String agentSha256;
    @Nullable String bootstrapVersion;
    @Nullable String pipIndexUrl;
    @Nullable String installTimeout;
    @Nullable String onAgentFailure;
    @Nullable String difySpans;
  }

  /** {@code <pluginDaemon>}. */
  public static final class PluginDaemon {
    @Nullable Image from;
    @Nullable Image to;
    @Nullable String source;
    @Nullable String revision;
    @Nullable String monitorPythonPlugins;
  }

  /** {@code <sandbox>}. */
  public static final class Sandbox {
    @Nullable Image from;
    @Nullable Image to;
    @Nullable String source;
    @Nullable String revision;
    @Nullable String instrument;
  }

  /** {@code <instgo>}. */
  public static final class Instgo {
    @Nullable String url;
    @Nullable String sha256;
    @Nullable String agentVersion;
    @Nullable String extraArgs;
    @Nullable String setArgs;
    @Nullable String allowHttp;
  }

  /** {@code <go>}. */
  public static final class Go {
    @Nullable String version;
    @Nullable String proxy;
    @Nullable String trimpath;
  }

  /** {@code <python>}. */
  public static final class Python {
    @Nullable String executable;
  }

  /** {@code <dockerClient>}. */
  public static final class DockerClient {
    @Nullable String executable;
  }

  /** {@code <plan>}. */
  public static final class Plan {
    @Nullable String output;
  }

  /** {@code <entrypoint>}. */
  public static final class Entrypoint {
    @Nullable String input;
    @Nullable String output;
    @Nullable String configMap;
  }

  /** {@code <lock>}. */
  public static final class Lock {
    @Nullable String file;
    @Nullable String use;
    @Nullable List<String> update;
    @Nullable List<String> hosts;
  }

  /** {@code <check>}. */
  public static final class Check {
    @Nullable String failOnNewer;
  }

  /**
   * {@code <index>}: a flag for the goal build, {@code <index>false</index>}, and what the goal
   * index joins, {@code <index><inputs>…</inputs></index>}.
   */
  public static final class Index {
    @Nullable String value;
    @Nullable List<String> inputs;

    /** Takes the text of an element without children; Maven calls it. */
    public void set(String text) {
      value = text;
    }
  }

  /** {@code <deploy>}. */
  public static final class Deploy {
    @Nullable String namespace;
    @Nullable String secretName;
    @Nullable String secretKey;
    @Nullable List<String> appNames;
    @Nullable String workspace;
    @Nullable String valuesFile;
  }

  /** {@code <demo>}. */
  public static final class Demo {
    @Nullable String keepRunning;
  }

  /** {@code <help>}. */
  public static final class Help {
    @Nullable String goal;
    @Nullable String detail;
  }
}
