package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.model.Target;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestsTest {
  @TempDir Path directory;

  private Target target(String... pairs) {
    Properties user = new Properties();
    user.setProperty("dify-arms.difyVersion", "1.16.1");
    user.setProperty("dify-arms.components", "api");
    for (int i = 0; i < pairs.length; i += 2) {
      user.setProperty("dify-arms." + pairs[i], pairs[i + 1]);
    }
    AbstractDifyArmsMojo mojo =
        new AbstractDifyArmsMojo() {
          @Override
          void run(Parameters parameters, Invocation invocation) {}
        };
    Requests requests =
        new Requests(
            new Parameters(mojo, user, new Properties()),
            new AbstractDifyArmsMojo.Invocation(
                directory, directory.resolve("target"), new MavenProject()),
            Map.of());
    return requests.build().components().get(0).target();
  }

  @Test
  void aLayoutTakesThePlaceOfTheRegistrySoThatNothingIsPushed() {
    assertThat(target("to.registry", "example.com/acme", "to.layout", "out"))
        .isEqualTo(target("to.layout", "out"))
        .isInstanceOf(Target.Layout.class);
    assertThat(target("api.to.image", "example.com/acme/api", "to.layout", "out"))
        .isInstanceOf(Target.Layout.class);
  }

  @Test
  void aTagInTheFullReferenceWinsAlsoBehindAnIpv6Port() {
    Target.Registry tagged = (Target.Registry) target("api.to.image", "[::1]:5000/acme/api:7");
    assertThat(tagged.repository().name()).isEqualTo("[::1]:5000/acme/api");
    assertThat(tagged.tags()).containsExactly("7");
    assertThat(target("api.to.image", "[::1]:5000/acme/api").tags())
        .containsExactly("{upstreamTag}-arms");
  }
}
