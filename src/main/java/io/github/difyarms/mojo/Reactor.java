package io.github.difyarms.mojo;

import java.util.List;
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
    return runsIn(session.getCurrentProject(), session.getProjects());
  }

  /** Without the execution root among the projects ({@code mvn -pl}) the first takes its place. */
  static boolean runsIn(MavenProject current, List<MavenProject> projects) {
    if (projects.stream().anyMatch(Reactor::configures)) {
      return configures(current);
    }
    return projects.stream().anyMatch(MavenProject::isExecutionRoot)
        ? current.isExecutionRoot()
        : current.equals(projects.get(0));
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
