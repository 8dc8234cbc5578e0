package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.maven.model.Build;
import org.apache.maven.model.Model;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;

class ReactorTest {
  private static MavenProject project(String name, boolean root, boolean configured) {
    Model model = new Model();
    model.setGroupId("g");
    model.setArtifactId(name);
    model.setVersion("1");
    if (configured) {
      Plugin plugin = new Plugin();
      plugin.setGroupId("io.github.difyarms");
      plugin.setArtifactId("dify-arms-maven-plugin");
      model.setBuild(new Build());
      model.getBuild().addPlugin(plugin);
    }
    MavenProject project = new MavenProject(model);
    project.setOriginalModel(model);
    project.setExecutionRoot(root);
    return project;
  }

  @Test
  void withoutConfigurationItRunsOnceWhereMavenBeganIt() {
    MavenProject root = project("root", true, false);
    MavenProject child = project("child", false, false);

    assertThat(Reactor.projects(root, List.of(root, child))).containsExactly(root);
    assertThat(Reactor.projects(child, List.of(child))).containsExactly(child);
  }

  @Test
  void itRunsInEachModuleThatConfiguresItAndNotAtTheRoot() {
    MavenProject root = project("root", true, false);
    MavenProject one = project("one", false, true);
    MavenProject two = project("two", false, false);
    MavenProject three = project("three", false, true);

    assertThat(Reactor.projects(root, List.of(root, one, two, three))).containsExactly(one, three);
  }

  @Test
  void aRootThatConfiguresItIsOneOfThem() {
    MavenProject root = project("root", true, true);
    MavenProject child = project("child", false, false);

    assertThat(Reactor.projects(root, List.of(root, child))).containsExactly(root);
  }
}
