package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.binary.GlibcVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of wheels, platforms, constraints and indexes. */
class PythonNamesTest {
  @TempDir Path home;

  private static TargetPython glibc(int minor, String architecture) {
    return new TargetPython(3, 12, new GlibcVersion(2, minor), architecture);
  }

  @ParameterizedTest
  @CsvSource({
    "wrapt-1.16.0-cp312-cp312-manylinux_2_5_x86_64.manylinux1_x86_64.whl, wrapt==1.16.0",
    "Typing_Extensions-4.1-1build-py3-none-any.whl, typing-extensions==4.1",
    "torch-2.0+cpu-cp312-cp312-linux_x86_64.whl, torch==2.0+cpu",
    "zope.interface-1!2.0.post1-py2.py3-none-any.whl, zope-interface==1!2.0.post1",
  })
  void aWheelsNameTellsItsDistribution(String filename, String distribution) {
    assertThat(
            WheelName.parse(filename).map(name -> new Distribution(name.project(), name.version())))
        .hasToString("Optional[" + distribution + "]");
  }

  @ParameterizedTest
  @CsvSource({"a.whl", "a-1.tar.gz", "../a-1-py3-none-any.whl", "a-1-py3-none.whl"})
  void otherNamesAreNoWheels(String filename) {
    assertThat(WheelName.parse(filename)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"17, 17", "27, 17", "28, 28", "30, 28", "31, 31", "36, 36", "41, 40"})
  void uvGetsTheNewestCLibraryThatItKnowsAndTheImageHas(int glibc, int known) {
    assertThat(PythonPlatforms.uv(glibc(glibc, "arm64"))).isEqualTo("aarch64-manylinux_2_" + known);
  }

  @Test
  void forAnOlderCLibraryThereIsNothing() {
    assertThatThrownBy(() -> PythonPlatforms.uv(glibc(12, "amd64")))
        .hasMessageContainingAll("DA-707", "glibc 2.12");
  }

  @Test
  void pipGetsEveryPlatformTheImageTakesTheBestFirst() {
    assertThat(PythonPlatforms.pip(glibc(18, "amd64")))
        .startsWith("manylinux_2_18_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
        .contains("manylinux2010_x86_64")
        .endsWith("manylinux_2_5_x86_64", "manylinux1_x86_64", "linux_x86_64")
        .doesNotHaveDuplicates();
  }

  @Test
  void whatTheImageHasIsConstrainedExceptOpenTelemetry() {
    assertThat(
            Constraints.of(
                    List.of(
                        new Distribution("wrapt", "1.16.0"),
                        new Distribution("OpenTelemetry_API", "1.41.1"),
                        new Distribution("Flask", "3.1"),
                        new Distribution("odd", "not a version"),
                        new Distribution("odd\nname", "1"),
                        new Distribution("opentelemetry", "1")))
                .text())
        .isEqualTo("flask==3.1\nopentelemetry==1\nwrapt==1.16.0\n");
  }

  @Test
  void aVersionMayHaveManyNumbers() {
    Distribution odd =
        new Distribution("odd", "1" + ".0".repeat(20_000) + "+a" + ".b".repeat(9000));

    assertThat(Constraints.of(List.of(odd)).distributions()).containsExactly(odd);
  }

  @Test
  void theIndexOfThisMachinesPipIsUsedWhereNoneIsGiven() throws IOException {
    PythonIndex none = new PythonIndex(Optional.empty(), Optional.empty(), "test");
    Map<String, String> environment = Map.of("HOME", home.toString(), "XDG_CONFIG_DIRS", "/none");
    assertThat(IndexChoice.of(none, environment)).hasToString("https://pypi.org/simple");

    Path file = Files.createDirectories(home.resolve(".config/pip")).resolve("pip.conf");
    Files.writeString(
        file,
        """
        [install]
        index-url = https://wrong.example/simple
        [global]
        # a comment
        index_url: https://me:s3cret@mirror.example/simple/
        trusted-host =
            mirror.example
            other.example:81
        [download]
        index-url = https://wrong.example/simple
        """);
    IndexChoice chosen = IndexChoice.of(none, environment);
    assertThat(chosen.url()).isEqualTo("https://me:s3cret@mirror.example/simple/");
    assertThat(chosen).hasToString("https://mirror.example/simple");
    assertThat(chosen.secrets()).contains("s3cret");
    assertThat(chosen.trustedHosts()).containsExactly("mirror.example", "other.example:81");

    Map<String, String> variable =
        Map.of("HOME", home.toString(), "PIP_INDEX_URL", "https://variable.example/simple");
    assertThat(IndexChoice.of(none, variable)).hasToString("https://variable.example/simple");
    assertThat(
            IndexChoice.of(
                new PythonIndex(Optional.of("https://given.example"), Optional.empty(), "x"),
                variable))
        .isEqualTo(new IndexChoice("https://given.example", List.of()));
  }

  @Test
  void theConfigurationThatIsTurnedOffIsNotRead() throws IOException {
    Path file = Files.createDirectories(home.resolve(".pip")).resolve("pip.conf");
    Files.writeString(file, "[global]\nindex-url = https://mirror.example/simple\n");
    PythonIndex none = new PythonIndex(Optional.empty(), Optional.empty(), "test");

    assertThat(IndexChoice.of(none, Map.of("HOME", home.toString())))
        .hasToString("https://mirror.example/simple");
    assertThat(
            IndexChoice.of(none, Map.of("HOME", home.toString(), "PIP_CONFIG_FILE", "/dev/null")))
        .hasToString("https://pypi.org/simple");
  }
}
