package io.github.difyarms.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.build.Builder;
import io.github.difyarms.build.Planner;
import io.github.difyarms.build.RegistryRepositories;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.log.PlainBuildLog;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.Format;
import io.github.difyarms.model.Target;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demonstration's images in a real build, by a component that swaps one program. */
class DemoTest {
  private static final byte[] PROGRAM = "another program".getBytes(US_ASCII);

  @TempDir private Path folder = Path.of("");

  /** Replaces one file. */
  private record Swap(String id, AbsoluteUnixPath path) implements Component {
    @Override
    public String settings() {
      return "swap";
    }

    @Override
    public List<WantedFile> wanted() {
      return List.of(WantedFile.required(path, 0));
    }

    @Override
    public Changes changes(PlatformBase base) {
      FileChange change =
          FileChange.of(Objects.requireNonNull(base.files().found().get(path)), PROGRAM);
      return new Changes(List.of(change), new TreeMap<>(), "swapped", List.of(), List.of());
    }
  }

  private ComponentResult build(Demo demo, Component component) throws IOException {
    Target target = new Target.Registry(demo.target(component.id()), List.of("{upstreamTag}-arms"));
    BuildRequest request =
        new BuildRequest(
            Optional.empty(),
            List.of(new ComponentRequest(component.id(), demo.base(component.id()), target)),
            List.of(Platform.parse("linux/amd64"), Platform.parse("linux/arm64")),
            Format.AUTO,
            Optional.empty(),
            folder.resolve("out"),
            folder.resolve("cache"),
            true,
            true,
            false,
            false);
    PlainBuildLog log = new PlainBuildLog(line -> {}, line -> {});
    HttpTransport transport = new HttpTransport(HttpOptions.defaults(), NetListener.silent());
    CredentialSource nobody = CredentialSource.anonymous();
    try (RegistryClient client =
        new RegistryClient(transport, RegistryOptions.defaults(), NetListener.silent())) {
      RegistryRepositories repositories =
          new RegistryRepositories(transport, client, nobody, nobody, transport::breakOff);
      BuildCache records = BuildCache.open(folder.resolve("cache"));
      Planner planner = new Planner(Map.of(component.id(), component), repositories, records, log);
      return new Builder(repositories, records, log)
          .build(planner.plan(request), System.nanoTime())
          .components()
          .get(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plugin-daemon, /app/main, index: 2 of 2 entries kept",
    "sandbox, /main, 'index: 2 of 4 entries kept, attestations left out'"
  })
  void aResultDiffersFromItsBaseInTheReplacedProgram(String id, String path, String index)
      throws IOException {
    try (Demo demo = new Demo()) {
      ComponentResult result = build(demo, new Swap(id, AbsoluteUnixPath.get(path)));

      assertThat(demo.differences(result))
          .startsWith(index, "linux/amd64:")
          .contains("linux/arm64: in the same places", "  layer    0755 0:0 " + path);
      assertThat(demo.file(id, result.platforms().get(0), path)).isEqualTo(PROGRAM);
      assertThat(demo.uploadedBytes(id)).isPositive();
    }
  }

  @Test
  void theRegistryHasAllThreeImages() {
    try (Demo demo = new Demo()) {
      assertThat(demo.base()).isEqualTo(demo.base("api"));
      assertThat(demo.base("plugin-daemon").toString())
          .endsWith("/langgenius/dify-plugin-daemon:miniature-local");
      assertThat(demo.base("sandbox").toString()).endsWith("/langgenius/dify-sandbox:miniature");
      assertThat(demo.target("sandbox").name()).endsWith("/demo/dify-sandbox");
      assertThat(demo.requests()).isZero();
    }
  }
}
