package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.arms.AgentSettings;
import io.github.difyarms.arms.Regions;
import io.github.difyarms.component.AgentBaking;
import io.github.difyarms.component.ApiSettings;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.entrypoint.Instrumentation;
import io.github.difyarms.entrypoint.Process;
import io.github.difyarms.image.Digest;
import io.github.difyarms.lock.LockFile;
import io.github.difyarms.lock.LockGuard;
import io.github.difyarms.lock.RenewCommand;
import io.github.difyarms.model.Product;
import io.github.difyarms.python.AgentPins;
import io.github.difyarms.python.AgentSource;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.python.PythonSettings;
import io.github.difyarms.python.Wheel;
import io.github.difyarms.testing.NoAgents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.maven.project.MavenProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the parameters of an agent in the image come to. */
class PythonPartsTest {
  @TempDir Path directory;
  private final Properties user = new Properties();
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private LockUse lock = LockUse.none();

  private PythonPartsTest set(String parameter, String value) {
    user.setProperty("dify-arms." + parameter, value);
    return this;
  }

  private Parameters parameters() {
    AbstractDifyArmsMojo mojo =
        new AbstractDifyArmsMojo() {
          @Override
          void run(Parameters parameters, Invocation invocation) {}
        };
    return new Parameters(mojo, user, new Properties());
  }

  private PythonParts parts() {
    return new PythonParts(
        parameters(), environment, Map.of("HTTPS_PROXY", "http://proxy.test"), true, lock);
  }

  private ApiSettings baked() {
    return AgentParameters.baked(
        parameters(),
        directory,
        told::add,
        told::add,
        agent -> new AgentBaking(new NoAgents(), "any", true, true));
  }

  private PythonSettings settings() {
    List<PythonSettings> settings = new ArrayList<>();
    AgentParameters.baked(
        parameters(),
        directory,
        told::add,
        told::add,
        agent -> {
          settings.add(parts().settings(agent));
          return new AgentBaking(new NoAgents(), "any", true, true);
        });
    return settings.get(0);
  }

  private static Map<Process, Instrumentation> instrumentations(ApiSettings settings) {
    return settings
        .baked()
        .orElseThrow()
        .instrumentations()
        .apply(
            new AgentBaking.Values(
                new Distribution("aliyun-agent", "2.0.0"), "3.12", List.of("removed-one")));
  }

  @Test
  void theScriptOfABakedAgentIsMadeOnceTheAgentIsKnown() {
    set("api.processes", "api,worker");

    ApiSettings settings = baked();

    assertThat(settings.instrumentations()).isEmpty();
    assertThat(instrumentations(settings))
        .containsOnlyKeys(Process.parse("api"), Process.parse("worker"));
    assertThat(String.valueOf(instrumentations(settings).get(Process.parse("api"))))
        .contains("/app/api/.venv/dify-arms/agent", "2.0.0", "3.12", "removed-one")
        .doesNotContain("pip install");
  }

  @Test
  void labelsTellThatItIsInTheImage() {
    assertThat(baked().labels())
        .containsEntry(Product.LABEL_PREFIX + "agent.install", "baked")
        .containsEntry(Product.LABEL_PREFIX + "agent.processes", "api")
        .containsKey(DifyApi.AGENT);
  }

  @Test
  void theVendorsPlaceIsNoneForAnAgentInTheImage() {
    set("api.install", "venv");

    assertThatThrownBy(this::baked).hasMessageContainingAll("DA-107", "api.install", "venv");
  }

  @Test
  void bakedIsAskedForByName() {
    assertThat(AgentParameters.baked(parameters())).isFalse();
    assertThat(AgentParameters.baked(set("api.agent", "BAKED").parameters())).isTrue();
    set("api.agent", "backed");
    assertThatThrownBy(() -> AgentParameters.baked(parameters()))
        .hasMessageContainingAll("DA-107", "api.agent", "startup", "baked");
  }

  @Test
  void theIndexIsTheParametersThenTheMachinesThenTheRegions() {
    set("mirrors", "cn");
    assertThat(settings().index().url().orElseThrow()).contains("mirrors.aliyun.com");
    assertThat(settings().index().origin()).contains("mirrors=cn");

    environment.put("PIP_INDEX_URL", " ");
    assertThat(settings().index().origin()).contains("mirrors=cn");
    environment.put("PIP_INDEX_URL", "http://own.test/simple");
    environment.put("PIP_TRUSTED_HOST", "own.test");
    assertThat(settings().index().url()).contains("http://own.test/simple");
    assertThat(settings().index().trustedHost()).contains("own.test");
    assertThat(settings().index().origin()).isEqualTo("PIP_INDEX_URL in the environment");

    set("api.pipIndexUrl", "https://given.test/simple");
    assertThat(settings().index().url()).contains("https://given.test/simple");
    assertThat(settings().index().trustedHost()).isEmpty();

    user.clear();
    environment.clear();
    set("mirrors", "none");
    assertThat(settings().index().url()).isEmpty();
  }

  @Test
  void plainHttpWillDoOnlyWithAHash() {
    set("api.agentUrl", "http://mirror.test/agent.tar.gz");
    assertThat(settings().source())
        .isEqualTo(
            new AgentSource(List.of("http://mirror.test/agent.tar.gz"), Optional.empty(), false));

    set("api.agentSha256", "a".repeat(64));
    assertThat(settings().source().allowHttp()).isTrue();
    assertThat(settings().source().sha256()).contains("a".repeat(64));
  }

  @Test
  void fromWithinTheVendorsNetworkItsOwnAddressIsTriedFirst() {
    assertThat(settings().source().addresses())
        .singleElement()
        .asString()
        .doesNotContain("internal");
    String outside = settings().source().addresses().get(0);

    set("network", "vpc");

    assertThat(settings().source().addresses()).hasSize(2).endsWith(outside);
    assertThat(settings().source().addresses().get(0)).contains("-internal");
  }

  @Test
  void whatElseDecidesIsHandedOn() {
    set("python.executable", "/opt/python");
    environment.put("PATH", "/bin");

    PythonSettings settings = settings();

    assertThat(settings.python()).contains("/opt/python");
    assertThat(settings.environment()).containsEntry("PATH", "/bin");
    assertThat(settings.proxies()).containsKey("HTTPS_PROXY");
    assertThat(settings.offline()).isTrue();
    assertThat(settings.anew()).isFalse();
    assertThat(settings.pins()).isEqualTo(AgentPins.none());
  }

  @Test
  void lockAndCheckLookAnew() {
    lock = LockUse.ofNewLook();

    assertThat(settings().anew()).isTrue();
  }

  @Test
  void aLockPinsTheTarballAndTheWheels() throws IOException {
    LockFile file = new LockFile(directory.resolve(LockFile.NAME));
    String hex = Digest.of(new byte[1]).hex();
    Files.writeString(
        file.path(),
        """
        {"lockVersion": 1, "components": {"api": {"agent": {
          "tarball": "TAR", "wheels": {
            "wrapt": {
              "linux/amd64": "wrapt-1.17.2-py3-none-any.whl sha256:HEX",
              "linux/arm64/v8": "wrapt-1.17.2-py3-none-any.whl sha256:HEX"}}}}}}
        """
            .replace("TAR", "a".repeat(64))
            .replace("HEX", hex));
    lock =
        new LockUse(
            Optional.of(
                new LockGuard(
                    file, file.read().orElseThrow(), Map.of(), new RenewCommand(Map.of()))),
            false);

    AgentPins pins = settings().pins();

    assertThat(pins.tarballSha256()).contains("a".repeat(64));
    assertThat(pins.wheelsByArchitecture()).containsOnlyKeys("amd64", "arm64");
    assertThat(Objects.requireNonNull(pins.wheelsByArchitecture().get("arm64")).wheels())
        .containsExactly(
            new Wheel(
                new Distribution("wrapt", "1.17.2"),
                "wrapt-1.17.2-py3-none-any.whl",
                hex,
                0,
                false));
  }

  @Test
  void loginsInAddressesAreHiddenInWhatToolsPrint() {
    set("api.pipIndexUrl", "https://me:p%40ss@index.test/simple");
    set("api.agentUrl", "https://you:w0rd@vendor.test/a.tar.gz");
    environment.put("PIP_INDEX_URL", "https://t0ken@own.test/simple");
    environment.put("PIP_EXTRA_INDEX_URL", "https://her:m0re@extra.test/simple");

    assertThat(parts().secrets()).contains("p@ss", "p%40ss", "w0rd", "t0ken", "m0re");
  }

  @Test
  void anIndexWithAPasswordMayOnlyBeTheMachines() {
    environment.put("PIP_INDEX_URL", "https://me:s3cret@own.test/simple");
    assertThat(settings().index().url()).contains("https://me:s3cret@own.test/simple");
    assertThat(settings().toString()).doesNotContain("s3cret");

    set("api.pipIndexUrl", "https://me:s3cret@index.test/simple");
    assertThatThrownBy(this::settings)
        .hasMessageContaining("DA-107")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void whatTheUserChoseIsTheConfiguration() {
    AgentSettings agent = AgentSettings.builder(Regions.parse("cn-hangzhou")).build();
    assertThat(parts().chosen(agent)).isEqualTo("newest of cn-hangzhou");
    AgentSettings url =
        AgentSettings.builder(Regions.parse("cn-hangzhou"))
            .agentUrl("https://vendor.test/a.tar.gz?Signature=s3cret")
            .build();
    assertThat(parts().chosen(url)).contains("vendor.test/a.tar.gz").doesNotContain("s3cret");
  }

  @Test
  void aScriptAloneIsForImagesWithoutTheAgent() {
    set("api.agent", "baked");
    EntrypointMojo mojo = LockBench.inSession(new EntrypointMojo(LockBench.decrypter()), user);

    assertThatThrownBy(
            () ->
                mojo.run(
                    new Parameters(mojo, user, new Properties()),
                    new AbstractDifyArmsMojo.Invocation(
                        directory, directory.resolve("target"), new MavenProject())))
        .hasMessageContainingAll("DA-107", "api.agent", "dify-arms:build");
  }
}
