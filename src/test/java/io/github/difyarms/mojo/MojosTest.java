package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.when;

import java.util.List;
import javax.inject.Inject;
import org.apache.maven.api.plugin.testing.InjectMojo;
import org.apache.maven.api.plugin.testing.MojoParameter;
import org.apache.maven.api.plugin.testing.MojoTest;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The goals as Maven's container makes them: constructor injection, XML into fields. */
@MojoTest
class MojosTest {
  @Inject private MavenSession session;
  @Inject private MavenProject project;

  @BeforeEach
  void oneProjectWithoutModules() {
    when(session.getProjects()).thenReturn(List.of());
    when(session.getCurrentProject()).thenReturn(project);
    when(session.getExecutionRootDirectory()).thenReturn("target/mojos");
    project.setExecutionRoot(true);
  }

  @Test
  @InjectMojo(goal = "help")
  void helpRuns(HelpMojo mojo) {
    assertThat(mojo).isNotNull();
  }

  @Test
  @InjectMojo(goal = "build")
  @MojoParameter(name = "difyVersion", value = "1.16.1")
  void buildIsMadeWithItsDecrypter(BuildMojo mojo) {
    assertThat(mojo).isNotNull();
  }

  @Test
  @InjectMojo(goal = "build")
  @MojoParameter(name = "difyVersion", value = "1.16.1")
  void buildWithoutATargetStops(BuildMojo mojo) {
    assertThatThrownBy(mojo::execute).hasMessageContaining("DA-101");
  }
}
