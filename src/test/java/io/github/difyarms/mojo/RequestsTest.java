package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.cache.CacheLimit;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.JoinRequest;
import io.github.difyarms.model.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestsTest {
  @TempDir Path directory;

  private Target target(String... pairs) {
    List<String> all = new ArrayList<>(List.of("difyVersion", "1.16.1", "components", "api"));
    all.addAll(List.of(pairs));
    return build(all.toArray(String[]::new)).get(0).target();
  }

  private List<ComponentRequest> build(String... pairs) {
    return requests(pairs).build().components();
  }

  private Requests requests(String... pairs) {
    Properties user = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      user.setProperty("dify-arms." + pairs[i], pairs[i + 1]);
    }
    AbstractDifyArmsMojo mojo =
        new AbstractDifyArmsMojo() {
          @Override
          void run(Parameters parameters, Invocation invocation) {}
        };
    return new Requests(
        new Parameters(mojo, user, new Properties()),
        new AbstractDifyArmsMojo.Invocation(
            directory, directory.resolve("target"), new MavenProject()),
        Map.of());
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

  private String local(String... pairs) {
    List<String> all = new ArrayList<>(List.of("difyVersion", "1.16.1", "components", "api"));
    all.addAll(List.of(pairs));
    Requests requests = requests(all.toArray(String[]::new));
    Target.Local target =
        (Target.Local) requests.local(requests.platforms()).components().get(0).target();
    assertThat(target.directory()).isEqualTo(directory.resolve("target/images/api"));
    return target.repository().familiarName() + " " + target.tags();
  }

  @Test
  void whatStaysHereHasTheNameItWouldBePushedUnderOrElseUpstreamsWithoutARegistry() {
    assertThat(local()).isEqualTo("dify-api [{upstreamTag}-arms]");
    assertThat(local("to.registry", "example.com/acme/"))
        .isEqualTo("example.com/acme/dify-api [{upstreamTag}-arms]");
    assertThat(local("api.to.image", "acme/api:7")).isEqualTo("acme/api [7]");
    assertThat(local("to.layout", "out", "to.tags", "a,b")).isEqualTo("dify-api [a, b]");
  }

  @Test
  void onlyARegistryKeepsImagesWithoutAnIndex() {
    String[] pushed = {
      "difyVersion", "1.16.1", "to.registry", "example.com/acme", "index", "false"
    };
    assertThat(requests(pushed).build().index()).isFalse();
    assertThatThrownBy(() -> target("to.layout", "out", "index", "false"))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("a layout has no images without an index");
    assertThatThrownBy(() -> local("index", "false"))
        .hasMessageContaining("DA-107")
        .hasMessageContaining("only the goal build");
  }

  @Test
  void whatAJoinNeedsIsWhatABuildWouldMakeIfAnythingSaysSo() {
    assertThat(requests("difyVersion", "0.15.3").namedParts())
        .containsExactly(Part.API, Part.SANDBOX);
    assertThat(requests("components", "api").namedParts()).containsExactly(Part.API);
    assertThat(requests().namedParts()).isEmpty();
  }

  private List<String> bases(String... pairs) {
    List<String> all = new ArrayList<>(List.of("to.registry", "example.com/acme"));
    all.addAll(List.of(pairs));
    return build(all.toArray(String[]::new)).stream()
        .map(component -> component.base().toString())
        .toList();
  }

  @Test
  void aReleaseGivesTheImagesThatItsComposeFileNames() {
    assertThat(bases("difyVersion", "1.16.1"))
        .containsExactly(
            "docker.io/langgenius/dify-api:1.16.1",
            "docker.io/langgenius/dify-plugin-daemon:0.6.3-local",
            "docker.io/langgenius/dify-sandbox:0.2.15");
  }

  @Test
  void anEarlierReleaseHasFewerParts() {
    assertThat(bases("difyVersion", "0.15.3"))
        .containsExactly(
            "docker.io/langgenius/dify-api:0.15.3", "docker.io/langgenius/dify-sandbox:0.2.10");
    assertThatThrownBy(() -> bases("difyVersion", "0.15.3", "components", "api,plugin-daemon"))
        .hasMessageContaining("DA-108")
        .hasMessageContaining("Dify 0.15.3 has no plugin-daemon");
  }

  @Test
  void aReleaseThatNoTableKnowsWorksWithItsImagesNamedAndStopsWithout() {
    assertThat(
            bases(
                "difyVersion",
                "9.0.0",
                "pluginDaemon.from.image",
                "mirror.example/d:9-local",
                "sandbox.from.image",
                "mirror.example/s:9"))
        .containsExactly(
            "docker.io/langgenius/dify-api:9.0.0",
            "mirror.example/d:9-local",
            "mirror.example/s:9");
    assertThatThrownBy(() -> bases("difyVersion", "9.0.0"))
        .hasMessageContaining("DA-108")
        .hasMessageContaining("pluginDaemon.from.image")
        .hasMessageContaining("not in this plugin's table");
  }

  @Test
  void withoutAReleaseOnlyNamedImagesAreBuilt() {
    assertThat(bases("sandbox.from.image", "mirror.example/s:1"))
        .containsExactly("mirror.example/s:1");
    assertThatThrownBy(() -> bases()).hasMessageContaining("api.from.image");
    assertThatThrownBy(() -> bases("components", "web"))
        .hasMessageContaining("DA-109")
        .hasMessageContaining("api, plugin-daemon, sandbox");
  }

  @Test
  void theCacheHasALimitThatIsCheckedBeforeAnythingIsRead() {
    assertThat(requests().cacheLimit()).isEqualTo(new CacheLimit(10_000_000_000L));
    assertThat(requests("cacheLimit", "500m").cacheLimit()).isEqualTo(new CacheLimit(500_000_000L));
    assertThatThrownBy(() -> requests("cacheLimit", "lots").cacheLimit())
        .hasMessageContaining("DA-107")
        .hasMessageContaining("a size like 500m or 10g, or none");
  }

  private static Target.Registry registry(JoinRequest.Places places, String id) {
    return Optional.ofNullable(places.targets().get(id)).orElseThrow();
  }

  @Test
  void partsMayLieWhereTheParametersSay() {
    JoinRequest.Places places =
        requests(
                "difyVersion",
                "1.16.1",
                "to.registry",
                "example.com/acme/",
                "sandbox.to.image",
                "example.org/box:7",
                "api.from.image",
                "mirror.example.com:5000/x/api@sha256:" + "0".repeat(64))
            .places();

    assertThat(places.bases().keySet())
        .containsExactlyInAnyOrder("api", "plugin-daemon", "sandbox");
    assertThat(places.bases().get("api"))
        .containsExactlyInAnyOrder("docker.io", "mirror.example.com:5000");
    assertThat(places.bases().get("sandbox")).containsExactly("docker.io");
    assertThat(registry(places, "api").repository().name()).isEqualTo("example.com/acme/api");
    assertThat(registry(places, "plugin-daemon").repository().name())
        .isEqualTo("example.com/acme/dify-plugin-daemon");
    assertThat(registry(places, "sandbox").repository().name()).isEqualTo("example.org/box");
    assertThat(registry(places, "sandbox").tags()).containsExactly("7");
    assertThat(requests().places().targets()).isEmpty();
    assertThat(requests("from.registry", "localhost:5000/x").places().bases().get("api"))
        .containsExactly("localhost:5000");
  }
}
