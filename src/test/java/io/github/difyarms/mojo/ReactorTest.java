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
  void withoutConfigurationItRunsOnceAtTheExecutionRoot() {
    MavenProject root = project("root", true, false);
    MavenProject child = project("child", false, false);

    assertThat(Reactor.runsIn(root, List.of(root, child))).isTrue();
    assertThat(Reactor.runsIn(child, List.of(root, child))).isFalse();
  }

  @Test
  void itRunsInEachModuleThatConfiguresIt() {
    MavenProject root = project("root", true, false);
    MavenProject child = project("child", false, true);

    assertThat(Reactor.runsIn(root, List.of(root, child))).isFalse();
    assertThat(Reactor.runsIn(child, List.of(root, child))).isTrue();
  }

  @Test
  void aSelectionWithoutTheRootRunsItOnceAndNotNever() {
    MavenProject one = project("one", false, false);
    MavenProject two = project("two", false, false);

    assertThat(Reactor.runsIn(one, List.of(one, two))).isTrue();
    assertThat(Reactor.runsIn(two, List.of(one, two))).isFalse();
  }
}
