package io.github.difyarms.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.github.difyarms.probe.Checkup;
import io.github.difyarms.probe.CompilerCheckup;
import io.github.difyarms.probe.Doctor;
import io.github.difyarms.probe.DoctorReport;
import io.github.difyarms.probe.GoCheckup;
import io.github.difyarms.probe.KeyCheckup;
import io.github.difyarms.probe.PythonCheckup;
import io.github.difyarms.probe.SettingsCheckup;
import io.github.difyarms.probe.SourceCheckup;
import io.github.difyarms.probe.TargetCheckup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkups the parameters ask for. Nothing is run. */
class DoctorSetupTest {
  @TempDir private Path folder;

  private final Properties user = new Properties();
  private final List<Server> servers = new ArrayList<>();
  private final List<DoctorSetup> open = new ArrayList<>();

  private static final class NoFields extends AbstractDifyArmsMojo {
    @Override
    void run(Parameters parameters, Invocation invocation) {}
  }

  @AfterEach
  void close() throws IOException {
    for (DoctorSetup setup : open) {
      setup.close();
    }
  }

  private DoctorSetup setup(String... values) throws IOException {
    user.setProperty("dify-arms.cacheDirectory", folder.resolve("cache").toString());
    for (String value : values) {
      String[] pair = value.split("=", 2);
      user.setProperty("dify-arms." + pair[0], pair[1]);
    }
    MavenSession session = mock(MavenSession.class);
    when(session.getSettings()).thenReturn(new Settings());
    when(session.getSystemProperties()).thenReturn(new Properties());
    SettingsDecryptionResult result = mock(SettingsDecryptionResult.class);
    when(result.getServers()).thenReturn(servers);
    when(result.getProxies()).thenReturn(List.of());
    when(result.getProblems()).thenReturn(List.of());
    SettingsDecrypter decrypter = request -> result;
    DoctorSetup setup =
        DoctorSetup.open(
            new Parameters(new NoFields(), user, new Properties()),
            new AbstractDifyArmsMojo.Invocation(
                folder, folder.resolve("target"), new MavenProject()),
            session,
            decrypter);
    open.add(setup);
    return setup;
  }

  private static List<String> names(DoctorSetup setup) {
    return setup.checkups().stream().map(Checkup::name).toList();
  }

  private static <T> Optional<T> find(DoctorSetup setup, Class<T> type) {
    return setup.checkups().stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  @Test
  void withoutParametersEverythingIsLookedAtThatNeedsNone() throws IOException {
    assertThat(names(setup()))
        .containsExactly(
            "machine",
            "settings",
            "cache",
            "python",
            "go",
            "instgo",
            "licenceKey",
            "compiler",
            "source.plugin-daemon",
            "source.sandbox",
            "base",
            "target");
    assertThat(folder).as("nothing is made").isEmptyDirectory();
  }

  @Test
  void difyApiNeedsNoGo() throws IOException {
    assertThat(names(setup("components=api", "difyVersion=1.16.1")))
        .containsExactly("machine", "settings", "cache", "python", "go", "base", "target");
  }

  @Test
  void pythonIsLookedAtWhenTheAgentIsPutIntoTheImage() throws IOException {
    assertThat(find(setup(), PythonCheckup.class)).as("installed at start").isEmpty();
    assertThat(find(setup("api.agent=baked"), PythonCheckup.class)).isPresent();
    assertThat(find(setup("components=sandbox"), PythonCheckup.class))
        .as("the agent is dify-api's")
        .isEmpty();
    assertThat(folder).as("nothing is made").isEmptyDirectory();
  }

  @Test
  void whatABuildWouldRefuseOfTheAgentIsOneProblemAndTheRestIsToldAllTheSame() throws IOException {
    DoctorSetup setup = setup("api.agent=baked", "api.install=venv");

    DoctorReport report =
        new Doctor(Duration.ofMinutes(1))
            .examine(
                setup.checkups().stream().filter(it -> it.name().equals("python")).toList(),
                finding -> {});

    assertThat(report.findings()).hasSize(1);
    assertThat(report.findings().get(0).detail().orElse("")).contains("a directory of its own");
    assertThat(find(setup, GoCheckup.class)).isPresent();
  }

  @Test
  void eachRepositoryOfTheTargetIsLookedAtWithItsBase() throws IOException {
    DoctorSetup setup = setup("difyVersion=1.16.1", "to.registry=r.example/acme/");

    TargetCheckup target = find(setup, TargetCheckup.class).orElseThrow();

    assertThat(target.routes())
        .extracting(route -> route.target().name())
        .containsExactly(
            "r.example/acme/dify-api",
            "r.example/acme/dify-plugin-daemon",
            "r.example/acme/dify-sandbox");
    assertThat(target.routes()).allMatch(route -> route.base().isPresent());
  }

  @Test
  void withoutAReleaseTheTargetIsKnownByUpstreamsNames() throws IOException {
    DoctorSetup setup = setup("to.registry=r.example/acme");

    assertThat(find(setup, TargetCheckup.class).orElseThrow().routes())
        .allMatch(route -> route.base().isEmpty())
        .hasSize(3);
  }

  @Test
  void imagesInTwoRegistriesAreTwoCheckups() throws IOException {
    DoctorSetup setup =
        setup(
            "components=api,sandbox",
            "difyVersion=1.16.1",
            "to.registry=r.example/acme",
            "api.to.image=other.example/acme/api:1");

    assertThat(names(setup)).filteredOn("target"::equals).hasSize(2);
  }

  @Test
  void aLayoutMeansThatNothingIsPushed() throws IOException {
    DoctorSetup setup = setup("to.registry=r.example/acme", "to.layout=out");

    assertThat(find(setup, TargetCheckup.class)).isEmpty();
  }

  @Test
  void offlineOnlyThisMachineIsAsked() throws IOException {
    DoctorSetup away = setup("offline=true", "to.registry=r.example/acme");
    assertThat(find(away, TargetCheckup.class)).isEmpty();

    DoctorSetup here = setup("to.registry=127.0.0.1:5000/acme");
    assertThat(find(here, TargetCheckup.class)).isPresent();
  }

  @Test
  void compilersAreTriedForTheArchitecturesWhenLibrariesAreCompiled() throws IOException {
    DoctorSetup setup =
        setup("sandbox.instrument=all", "platforms=linux/amd64,linux/arm64/v8,linux/arm64");

    assertThat(find(setup, CompilerCheckup.class).orElseThrow().architectures())
        .containsExactly("amd64", "arm64");
  }

  @Test
  void theRevisionIsThatOfTheImageUnlessOneIsNamed() throws IOException {
    DoctorSetup setup = setup("pluginDaemon.from.image=r.example/x/dify-plugin-daemon:0.6.3-local");

    assertThat(find(setup, SourceCheckup.class).orElseThrow().revision()).contains("0.6.3");

    DoctorSetup named = setup("pluginDaemon.revision=main");
    assertThat(find(named, SourceCheckup.class).orElseThrow().revision()).contains("main");
  }

  @Test
  void theKeyComesAsItsSourceOnly() throws IOException {
    Server server = new Server();
    server.setId("my-arms");
    server.setPassword("l1cence-key");
    servers.add(server);
    DoctorSetup setup = setup("licenseKeyServer=my-arms");

    KeyCheckup key = find(setup, KeyCheckup.class).orElseThrow();

    assertThat(key.origin()).isPresent();
    assertThat(setup.checkups().toString()).doesNotContain("l1cence-key");
  }

  @Test
  void aPasswordOnTheCommandLineIsAWarning() throws IOException {
    DoctorSetup setup = setup("to.auth.username=u", "to.auth.password=s3cret-word");

    SettingsCheckup settings = find(setup, SettingsCheckup.class).orElseThrow();

    assertThat(settings.warnings()).hasSize(1);
    assertThat(settings.toString()).doesNotContain("s3cret-word");
  }

  @Test
  void theTimeFollowsFromTheTimeout() throws IOException {
    assertThat(setup("httpTimeout=10").limit()).isEqualTo(Duration.ofSeconds(30));
  }
}
