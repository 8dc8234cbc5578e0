package io.github.difyarms.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.SearchLimits;
import io.github.difyarms.image.TreeSearch;
import io.github.difyarms.python.Distribution;
import io.github.difyarms.testing.MemoryBlobs;
import io.github.difyarms.testing.Tar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonEnvironmentTest {
  private static final String VENV = "app/api/.venv/";
  private static final String LIB = VENV + "lib/python3.12/";
  private static final String SITE = LIB + "site-packages/";
  private static final String OTEL = SITE + "opentelemetry/instrumentation/";
  private static final String FLASK_INFO =
      SITE + "opentelemetry_instrumentation_flask-0.60b1.dist-info/";

  private final Tar tar = new Tar();
  private final List<Tar> above = new ArrayList<>();
  private String variables = "";

  private PythonEnvironment read() throws IOException {
    MemoryBlobs blobs = new MemoryBlobs();
    List<Descriptor> layers = new ArrayList<>(List.of(blobs.add(tar.gzip())));
    above.forEach(layer -> layers.add(blobs.add(layer.gzip())));
    ImageConfig config =
        ImageConfig.of(
            ("{\"config\":{\"Env\":[" + variables + "]}}").getBytes(StandardCharsets.UTF_8));
    return PythonEnvironment.of(
        TreeSearch.list(blobs, layers, PythonEnvironment.query(), SearchLimits.DEFAULT),
        config,
        "example.com/dify-api:1");
  }

  private PythonEnvironmentTest venv(String configuration) {
    tar.directory("app/", h -> h.setIds(0, 0))
        .directory("app/api/", 0755)
        .directory(VENV, 02775)
        .file(VENV + "pyvenv.cfg", configuration)
        .symlink(VENV + "bin/python", "/usr/local/bin/python3")
        .directory(SITE, 0755);
    return this;
  }

  private PythonEnvironmentTest venv() {
    return venv("home = /usr/local/bin\nimplementation = CPython\nversion_info = 3.12.3\n");
  }

  private PythonEnvironmentTest installed(String name, String version) {
    tar.file(
        SITE + name + "-" + version + ".dist-info/METADATA",
        "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n\nVersion: 0\n");
    return this;
  }

  /** The files of a real one, with two scripts of which one is not there. */
  private PythonEnvironmentTest flask(String... moreRows) {
    installed("opentelemetry_instrumentation_flask", "0.60b1");
    tar.file(OTEL + "flask/__init__.py", "")
        .file(OTEL + "flask/version.py", "")
        .file(OTEL + "flask/__pycache__/version.cpython-312.pyc", "")
        .file(VENV + "bin/flask-tool", "")
        .file(
            FLASK_INFO + "RECORD",
            """
            ../../../bin/flask-tool,sha256=x,1
            ../../../bin/never-made,sha256=x,1
            "opentelemetry/instrumentation/flask/__init__.py",sha256=x,1
            opentelemetry/instrumentation/flask/version.py,sha256=x,1
            opentelemetry/instrumentation/flask/removed.py,sha256=x,1
            opentelemetry_instrumentation_flask-0.60b1.dist-info/METADATA,,
            opentelemetry_instrumentation_flask-0.60b1.dist-info/RECORD,,
            """
                + String.join("\n", moreRows));
    return this;
  }

  private static Instrumentor only(PythonEnvironment environment) {
    assertThat(environment.instrumentors()).hasSize(1);
    return environment.instrumentors().get(0);
  }

  @Test
  void placesVersionAndOwnersAreRead() throws IOException {
    PythonEnvironment environment = venv().read();

    assertThat(environment.major()).isEqualTo(3);
    assertThat(environment.minor()).isEqualTo(12);
    assertThat(environment.interpreter()).isEqualTo("/app/api/.venv/bin/python");
    assertThat(environment.sitePackages()).isEqualTo("/app/api/.venv/lib/python3.12/site-packages");
    assertThat(environment.attributes().ownership()).isEqualTo("1001:1001");
    assertThat(environment.attributes().modeText()).isEqualTo("2775");
    assertThat(environment.directories()).containsOnlyKeys("/app", "/app/api", "/app/api/.venv");
    assertThat(environment.wanted()).isEmpty();
    assertThat(environment.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version = 3.12.1",
        "version_info = 3.12.1",
        "VERSION=3.12",
        "version_info = 3.12.1.final.0"
      })
  void theVersionIsReadAsEachToolWritesIt(String line) throws IOException {
    assertThat(venv(line).read().minor()).isEqualTo(12);
  }

  @ParameterizedTest
  @CsvSource({
    "home = /usr, neither version nor version_info",
    "version = three, no number",
    "version = 3.11.9, there is lib/python3.12",
    "version = 3.1, there is lib/python3.12",
    "implementation = PyPy, it is PyPy"
  })
  void aVersionThatCannotBeToldStops(String line, String why) {
    venv(line);

    assertThatThrownBy(this::read).hasMessageContaining("DA-717").hasMessageContaining(why);
  }

  @Test
  void aBuildWithoutTheLockHasNoWheels() {
    tar.directory(VENV, 0755)
        .file(VENV + "pyvenv.cfg", "version = 3.13.1")
        .file(VENV + "bin/python", "")
        .directory(VENV + "lib/python3.13t/site-packages/", 0755);

    assertThatThrownBy(this::read)
        .hasMessageContaining("DA-717")
        .hasMessageContaining("lib/python3.13t, which is no CPython with wheels");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app/api/.venv",
        "app/api/.venv/pyvenv.cfg",
        "app/api/.venv/bin/python",
        "app/api/.venv/lib/python3.12/site-packages"
      })
  void withoutOneOfItsPartsThereIsNoEnvironment(String gone) {
    venv();
    above.add(new Tar().whiteout(gone));

    assertThatThrownBy(this::read).hasMessageContaining("DA-716").hasMessageContaining(gone);
  }

  @Test
  void distributionsAreToldByTheirMetadata() throws IOException {
    venv().installed("Flask_SQLAlchemy", "3.1.1").installed("old", "1").installed("gone", "1");
    tar.file(SITE + "egg.egg-info/PKG-INFO", "name: egg\r\nversion: 2\r\n\r\n")
        .file(SITE + "flat-1.egg-info", "Name: flat\nVersion: 1\n")
        .file(SITE + "setuptools/_vendor/inner-1.dist-info/METADATA", "Name: inner\nVersion: 1\n")
        .file(
            SITE + "long-1.dist-info/METADATA",
            "Name: long\nSummary: a\n folded: line\nVersion: 1\n\n" + "x".repeat(100_000));
    above.add(
        new Tar()
            .whiteout(SITE + "gone-1.dist-info")
            .file(SITE + "old-1.dist-info/METADATA", "Name: old\nVersion: 2\n"));

    assertThat(read().installed())
        .extracting(Distribution::toString)
        .containsExactly("egg==2", "flask-sqlalchemy==3.1.1", "flat==1", "long==1", "old==2");
  }

  @Test
  void metadataWithoutANameAndTwoVersionsOfOneAreTold() throws IOException {
    venv().installed("double", "1").installed("double", "2");
    tar.file(SITE + "x-1.dist-info/METADATA", "Summary: x\n");

    PythonEnvironment environment = read();

    assertThat(environment.installed()).containsExactly(new Distribution("double", "2"));
    assertThat(environment.warnings())
        .anyMatch(w -> w.contains("both double==1 and double==2"))
        .anyMatch(w -> w.contains("x-1.dist-info/METADATA tells no name"));
  }

  @Test
  void whatAnInstrumentorLeavesIsRemovedByTheFewestWhiteouts() throws IOException {
    PythonEnvironment environment = venv().flask().read();

    Instrumentor flask = only(environment);
    assertThat(flask.distribution())
        .isEqualTo(new Distribution("opentelemetry-instrumentation-flask", "0.60b1"));
    assertThat(flask.removed())
        .containsExactly(
            "/app/api/.venv/bin/flask-tool",
            "/" + OTEL + "flask",
            "/" + FLASK_INFO.substring(0, FLASK_INFO.length() - 1));
    assertThat(environment.directories())
        .containsKeys("/" + OTEL.substring(0, OTEL.length() - 1), "/app/api/.venv/bin");
    assertThat(environment.warnings()).isEmpty();
  }

  @Test
  void aDirectoryThatKeepsSomethingStays() throws IOException {
    venv().flask();
    tar.file(OTEL + "flask/of_somebody.py", "").file(OTEL + "flask/__pycache__/x.pyc", "");

    assertThat(only(read()).removed())
        .contains(
            "/" + OTEL + "flask/__init__.py",
            "/" + OTEL + "flask/version.py",
            "/" + OTEL + "flask/__pycache__/version.cpython-312.pyc")
        .doesNotContain("/" + OTEL + "flask", "/" + OTEL + "flask/__pycache__");
  }

  @Test
  void onlyWhatALayerAboveLeftIsRemoved() throws IOException {
    venv().flask();
    above.add(new Tar().whiteout(VENV + "bin/flask-tool").whiteout(OTEL + "flask"));

    assertThat(only(read()).removed())
        .containsExactly("/" + FLASK_INFO.substring(0, FLASK_INFO.length() - 1));
  }

  @ParameterizedTest
  @CsvSource({
    "../../../../../../etc/passwd, outside the environment",
    "/etc/passwd, outside the environment",
    "../../../bin/python, not its own",
    "../../../pyvenv.cfg, not its own",
    "gunicorn/__init__.py, not its own"
  })
  void whatIsNotItsOwnStays(String row, String warning) throws IOException {
    venv().flask(row + ",sha256=x,1");
    tar.file(SITE + "gunicorn/__init__.py", "").file("etc/passwd", "");

    PythonEnvironment environment = read();

    assertThat(only(environment).removed()).hasSize(3);
    assertThat(environment.warnings()).singleElement().asString().contains(warning);
  }

  @Test
  void aRecordThatIsNoListIsNotGuessedAt() throws IOException {
    venv().flask("\"never closed,,");

    PythonEnvironment environment = read();

    assertThat(only(environment).removed()).isEmpty();
    assertThat(environment.warnings())
        .singleElement()
        .asString()
        .contains("RECORD is no list of files: a quote is not closed");
  }

  @Test
  void withoutARecordAnInstrumentorStaysAndThatIsTold() throws IOException {
    venv().installed("opentelemetry_instrumentation_redis", "0.60b1");
    tar.file(OTEL + "redis/__init__.py", "");

    PythonEnvironment environment = read();

    assertThat(only(environment).removed()).isEmpty();
    assertThat(only(environment).stays()).contains("it has no RECORD of its files");
    assertThat(environment.warnings())
        .containsExactly(
            "opentelemetry-instrumentation-redis==0.60b1 stays in the image:"
                + " it has no RECORD of its files");
  }

  @Test
  void otherInstrumentorsAreNotMeant() throws IOException {
    venv()
        .installed("opentelemetry_instrumentation", "0.60b1")
        .installed("opentelemetry_instrumentation_urllib3", "0.60b1");

    assertThat(read().instrumentors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ENABLE_OTEL=true, '', '', ENABLE_OTEL is true in the image's variables",
    "enable_otel=ON, '', '', ENABLE_OTEL is true in the image's variables",
    "A=1, ' export ENABLE_OTEL = \"Yes\" # x', '', ENABLE_OTEL is true in /app/api/.env",
    "ENABLE_OTEL=false, ENABLE_OTEL=true, '', ",
    "A=1, 'ENABLE_OTEL=1\nENABLE_OTEL=0', '', ",
    "ENABLE_OTEL=, '', '', ",
    "XENABLE_OTEL=true, '#ENABLE_OTEL=1', '', ",
    "A=1, '', 'import os\nfrom opentelemetry.instrumentation.flask import X', /app/api/extensions/ext_otel.py imports them",
    "A=1, '', 'def f():\n  from opentelemetry.instrumentation.flask import X', "
  })
  void whetherTheImageItselfWantsThemIsAskedAsAtStart(
      String variable, String file, String extension, String because) throws IOException {
    venv();
    variables = "\"" + variable + "\"";
    tar.file("app/api/.env", file).file("app/api/extensions/ext_otel.py", extension);

    assertThat(read().wanted().orElse(null)).isEqualTo(because);
  }
}
