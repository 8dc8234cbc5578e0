package io.github.difyarms.mojo;

import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Where a goal that was typed on the command line runs: in each module that configures the plugin
 * in its own POM, or once at the execution root when none does. A goal bound to a phase runs where
 * it is bound.
 */
final class Reactor {
  private static final String KEY = "io.github.difyarms:dify-arms-maven-plugin";

  private Reactor() {}

  static boolean runsIn(MavenSession session, @Nullable MojoExecution execution) {
    if (execution == null || execution.getSource() != MojoExecution.Source.CLI) {
      return true;
    }
    MavenProject current = session.getCurrentProject();
    boolean anywhere = session.getProjects().stream().anyMatch(Reactor::configures);
    return anywhere ? configures(current) : current.isExecutionRoot();
  }

  private static boolean configures(MavenProject project) {
    if (project.getOriginalModel() == null || project.getOriginalModel().getBuild() == null) {
      return false;
    }
    return project.getOriginalModel().getBuild().getPlugins().stream()
        .map(Plugin::getKey)
        .anyMatch(KEY::equals);
  }
}
