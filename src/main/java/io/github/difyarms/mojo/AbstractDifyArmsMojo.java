package io.github.difyarms.mojo;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.log.SafeText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.inject.Inject;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.BuildPluginManager;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * What every goal shares: the fields Maven fills (their meaning stands in {@link ParameterTable}),
 * whether to run at all, and how a stop is told.
 */
@SuppressWarnings("unused") // the fields are read by reflection, see Parameters
abstract class AbstractDifyArmsMojo extends AbstractMojo {
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String difyVersion;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable List<String> components;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable List<String> platforms;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable From from;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable To to;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String region;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String mirrors;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String network;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Api api;

  @org.apache.maven.plugins.annotations.Parameter
  private Configurations.@Nullable PluginDaemon pluginDaemon;

  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Sandbox sandbox;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Instgo instgo;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Go go;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Python python;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String licenseKeyServer;

  @org.apache.maven.plugins.annotations.Parameter private @Nullable List<String> insecureRegistries;

  @org.apache.maven.plugins.annotations.Parameter private @Nullable String timestamp;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String useProjectTimestamp;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String outputDirectory;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String outputFormat;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String cacheDirectory;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String cacheLimit;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String readBack;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String force;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String failOnWarning;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String httpTimeout;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String retries;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String offline;
  @org.apache.maven.plugins.annotations.Parameter private @Nullable String skip;

  @org.apache.maven.plugins.annotations.Parameter
  private Configurations.@Nullable DockerClient dockerClient;

  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Plan plan;

  @org.apache.maven.plugins.annotations.Parameter
  private Configurations.@Nullable Entrypoint entrypoint;

  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Lock lock;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Check check;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Index index;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Deploy deploy;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Demo demo;
  @org.apache.maven.plugins.annotations.Parameter private Configurations.@Nullable Help help;

  @org.apache.maven.plugins.annotations.Parameter(
      defaultValue = "${session}",
      readonly = true,
      required = true)
  private @Nullable MavenSession session;

  @org.apache.maven.plugins.annotations.Parameter(
      defaultValue = "${mojoExecution}",
      readonly = true,
      required = true)
  private @Nullable MojoExecution execution;

  @Inject private @Nullable BuildPluginManager plugins;

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    MavenSession current = session();
    for (MavenProject project : Reactor.projects(current, execution())) {
      if (project.equals(current.getCurrentProject())) {
        runHere(current);
      } else {
        Reactor.handOn(plugins(), current, execution(), project);
      }
    }
  }

  private void runHere(MavenSession current) throws MojoExecutionException, MojoFailureException {
    try {
      if (checksElements()) {
        Parameters.refuseUnknownElements(Reactor.elements(current.getCurrentProject()));
      }
      Parameters parameters =
          new Parameters(
              this, userProperties(current), current.getCurrentProject().getProperties());
      if (parameters.flag("skip")) {
        getLog().info("skipped: dify-arms.skip is set");
        return;
      }
      run(parameters, Invocation.of(current));
    } catch (DifyArmsException e) {
      // The cause stays out of the message; mvn -e shows it with the stack trace.
      throw new MojoFailureException(SafeText.of(String.valueOf(e.getMessage())), e);
    } catch (IOException e) {
      throw new MojoExecutionException(SafeText.of(e.toString()), e);
    } catch (RuntimeException e) {
      throw new MojoExecutionException(
          SafeText.of(
              String.valueOf(
                  new DifyArmsException(
                          ErrorCode.DEFECT,
                          "something that must not happen",
                          "dify-arms",
                          e.toString())
                      .getMessage())),
          e);
    }
  }

  /** Returns whether misspelt elements in the POM stop the goal. */
  boolean checksElements() {
    return true;
  }

  /** Does the goal's work. */
  abstract void run(Parameters parameters, Invocation invocation) throws IOException;

  private MojoExecution execution() {
    if (execution == null) {
      throw new IllegalStateException("Maven sets the execution");
    }
    return execution;
  }

  private BuildPluginManager plugins() {
    if (plugins == null) {
      throw new IllegalStateException("Maven injects the plugin manager");
    }
    return plugins;
  }

  /** Returns the session; Maven has set it before the goal runs. */
  MavenSession session() {
    if (session == null) {
      throw new IllegalStateException("Maven sets the session");
    }
    return session;
  }

  private static Properties userProperties(MavenSession session) {
    return session.getUserProperties();
  }

  /**
   * The project a goal runs in.
   *
   * @param directory what relative paths are relative to
   * @param target where results go by default
   * @param project the project
   */
  record Invocation(Path directory, Path target, MavenProject project) {
    static Invocation of(MavenSession session) {
      MavenProject project = session.getCurrentProject();
      Path root = Path.of(session.getExecutionRootDirectory());
      boolean standalone = project.getFile() == null;
      Path directory = standalone ? root : project.getBasedir().toPath();
      Path target =
          standalone ? root.resolve("target") : Path.of(project.getBuild().getDirectory());
      return new Invocation(directory, target.resolve("dify-arms"), project);
    }
  }
}
