package io.github.difyarms.mojo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.model.PluginExecution;
import org.apache.maven.plugin.BuildPluginManager;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.PluginConfigurationException;
import org.apache.maven.plugin.PluginManagerException;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * Where a goal that was typed on the command line runs: in each module that configures the plugin
 * in its own POM, or once at the execution root when none does. A goal bound to a phase runs where
 * it is bound.
 *
 * <p>Maven runs a goal that needs no project once, at the root of what it builds (its
 * DefaultLifecycleTaskSegmentCalculator treats it as an aggregator); the modules are reached from
 * there.
 */
final class Reactor {
  private static final String KEY = "io.github.difyarms:dify-arms-maven-plugin";

  /** Tells a run that was handed on to a module from the one that Maven began. */
  private static final String HANDED_ON = "module";

  private Reactor() {}

  /** Returns the projects a goal is to run in; the current one alone when there is no choice. */
  static List<MavenProject> projects(MavenSession session, MojoExecution execution) {
    MavenProject current = session.getCurrentProject();
    boolean typed = execution.getSource() == MojoExecution.Source.CLI;
    return !typed || execution.getExecutionId().equals(HANDED_ON)
        ? List.of(current)
        : projects(current, session.getProjects());
  }

  static List<MavenProject> projects(MavenProject current, List<MavenProject> all) {
    List<MavenProject> configuring = all.stream().filter(Reactor::configures).toList();
    return configuring.isEmpty() ? List.of(current) : configuring;
  }

  private static boolean configures(MavenProject project) {
    if (project.getOriginalModel() == null || project.getOriginalModel().getBuild() == null) {
      return false;
    }
    return project.getOriginalModel().getBuild().getPlugins().stream()
        .map(Plugin::getKey)
        .anyMatch(KEY::equals);
  }

  /** Runs the goal in a module, with the configuration of its own POM. */
  static void handOn(
      BuildPluginManager plugins,
      MavenSession session,
      MojoExecution execution,
      MavenProject module)
      throws MojoExecutionException, MojoFailureException {
    MavenSession own = session.clone();
    own.setCurrentProject(module);
    MojoExecution inModule =
        new MojoExecution(execution.getMojoDescriptor(), HANDED_ON, MojoExecution.Source.CLI);
    inModule.setConfiguration(configuration(execution, module));
    try {
      plugins.executeMojo(own, inModule);
    } catch (PluginConfigurationException | PluginManagerException e) {
      throw new MojoExecutionException(
          "module " + module.getArtifactId() + ": " + e.getMessage(), e);
    }
  }

  /**
   * The module's own elements, and what Maven gives every goal ({@code ${session}} and the like).
   */
  private static Xpp3Dom configuration(MojoExecution execution, MavenProject module) {
    Plugin plugin = module.getPlugin(KEY);
    Xpp3Dom configuration = new Xpp3Dom("configuration");
    if (plugin != null && plugin.getConfiguration() instanceof Xpp3Dom own) {
      for (Xpp3Dom child : own.getChildren()) {
        // As Maven does; the goal itself refuses what it does not know, with a suggestion.
        if (execution.getMojoDescriptor().getParameterMap().containsKey(child.getName())) {
          configuration.addChild(new Xpp3Dom(child));
        }
      }
    }
    for (Xpp3Dom child : execution.getConfiguration().getChildren()) {
      if (child.getAttribute("default-value") != null
          && configuration.getChild(child.getName()) == null) {
        configuration.addChild(new Xpp3Dom(child));
      }
    }
    return configuration;
  }

  /**
   * Returns the names of the elements that a POM gives the plugin. Taken from the POM, because
   * Maven hands a goal only those it knows.
   */
  static List<String> elements(MavenProject project) {
    Plugin plugin = project.getPlugin(KEY);
    if (plugin == null) {
      return List.of();
    }
    return Stream.concat(
            Stream.of(plugin.getConfiguration()),
            plugin.getExecutions().stream().map(PluginExecution::getConfiguration))
        .filter(Xpp3Dom.class::isInstance)
        .flatMap(configuration -> Arrays.stream(((Xpp3Dom) configuration).getChildren()))
        .map(Xpp3Dom::getName)
        .toList();
  }
}
