package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WheelInstallerTest {
  private static final String PYTHON = "/app/api/.venv/bin/python";

  @TempDir Path temp;

  @Test
  void everyKindOfFileHasItsPlace() throws IOException {
    Path wheel =
        TestWheel.of("My_Demo-1.0")
            .file("demo/__init__.py", "root")
            .data("purelib/pure.py", "purelib")
            .data("platlib/demo/plat.so", "platlib")
            .data("data/etc/demo.conf", "data")
            .data("data/lib/x", "lib")
            .data("scripts/tool", "#!/bin/sh\n")
            .data("headers/sub/demo.h", "header")
            .in(temp);

    assertThat(texts(install(wheel)))
        .contains(
            Map.entry("demo/__init__.py", "root"),
            Map.entry("pure.py", "purelib"),
            Map.entry("demo/plat.so", "platlib"),
            Map.entry("etc/demo.conf", "data"),
            Map.entry("lib/x", "lib"),
            Map.entry("bin/tool", "#!/bin/sh\n"),
            Map.entry("include/python/my-demo/sub/demo.h", "header"))
        .hasSize(7 + 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"other/x", "x", "/x"})
  void dataOfAnUnknownKindIsRefused(String name) throws IOException {
    Path wheel = TestWheel.of("demo-1.0").data(name, "").in(temp);

    assertThatThrownBy(() -> install(wheel)).hasMessageMatching("(?s)DA-71[12].*demo-1.0.data/.*");
  }

  @Test
  void dataOfAnotherDistributionIsRefused() throws IOException {
    Path wheel = TestWheel.of("demo-1.0").file("demo-2.0.data/purelib/x.py", "").in(temp);

    assertThatThrownBy(() -> install(wheel))
        .hasMessageContaining("DA-711")
        .hasMessageContaining("the data of another distribution");
  }

  @Test
  void scriptsAreProgramsAndRunByThePythonOfTheImage() throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0")
            .data("scripts/a", "#!python -E\nprint(1)\n")
            .data("scripts/b", "#!pythonw\r\nprint(2)")
            .data("scripts/c", "#!/bin/sh\n#!python\n")
            .data("scripts/d", "#!python")
            .data("scripts/e", "#!py")
            .in(temp);

    List<InstalledFile> files = install(wheel);

    assertThat(texts(files))
        .containsEntry("bin/a", "#!" + PYTHON + "\nprint(1)\n")
        .containsEntry("bin/b", "#!" + PYTHON + "\nprint(2)")
        .containsEntry("bin/c", "#!/bin/sh\n#!python\n")
        .containsEntry("bin/d", "#!" + PYTHON + "\n")
        .containsEntry("bin/e", "#!py");
    assertThat(files)
        .filteredOn(InstalledFile::executable)
        .extracting(InstalledFile::path)
        .containsExactly("bin/a", "bin/b", "bin/c", "bin/d", "bin/e");
  }

  @Test
  void aProgramIsWrittenForEachEntryPoint() throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0")
            .info(
                "entry_points.txt",
                """
                [console_scripts]
                run = demo.cli:main [extra]
                [gui_scripts]
                show=demo:App.go
                [other]
                no = demo:no
                """)
            .in(temp);

    List<InstalledFile> files = install(wheel);

    assertThat(texts(files))
        .containsEntry(
            "bin/run",
            """
            #!/app/api/.venv/bin/python
            import sys

            from demo.cli import main as entry

            if __name__ == "__main__":
                sys.exit(entry())
            """)
        .hasEntrySatisfying(
            "bin/show",
            text -> assertThat(text).contains("from demo import App as", "sys.exit(entry.go())"))
        .doesNotContainKey("bin/no");
    assertThat(files).filteredOn(InstalledFile::executable).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "run.exe", "run-script.py", "run.pya"})
  void aStarterThatTheWheelBringsForAnEntryPointIsLeftOut(String name) throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0")
            .data("scripts/" + name, "#!python\nold\n")
            .info("entry_points.txt", "[console_scripts]\nrun = demo:main\n")
            .in(temp);

    Map<String, String> texts = texts(install(wheel));

    assertThat(texts).hasEntrySatisfying("bin/run", text -> assertThat(text).contains("entry()"));
    assertThat(texts.keySet()).filteredOn(path -> path.startsWith("bin/")).hasSize(1);
  }

  @Test
  void recordListsWhatIsInstalledAndInstallerIsOurs() throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0")
            .file("demo,1.py", "x")
            .data("scripts/tool", "#!python\n")
            .info("INSTALLER", "somebody\n")
            .info("REQUESTED", "")
            .info("direct_url.json", "{}")
            .in(temp);

    Map<String, String> texts = texts(install(wheel));

    assertThat(texts)
        .doesNotContainKeys("demo-1.0.dist-info/REQUESTED", "demo-1.0.dist-info/direct_url.json")
        .containsEntry("demo-1.0.dist-info/INSTALLER", "dify-arms\n");
    String record = texts.getOrDefault("demo-1.0.dist-info/RECORD", "");
    assertThat(record.lines())
        .contains(
            "\"demo,1.py\",sha256=" + base64("x") + ",1",
            "bin/tool,sha256=" + base64("#!" + PYTHON + "\n") + ",28",
            "demo-1.0.dist-info/INSTALLER,sha256=" + base64("dify-arms\n") + ",10",
            "demo-1.0.dist-info/RECORD,,")
        .hasSize(6)
        .isSortedAccordingTo((a, b) -> a.replace("\"", "").compareTo(b.replace("\"", "")));
    assertThat(record).endsWith("\n").doesNotContain("\r");
  }

  @ParameterizedTest
  @CsvSource({"0100755, true", "0100644, false", "0100010, true", "0755, false"})
  void aFileIsAProgramWhenPipTakesItForOne(String mode, boolean executable) throws IOException {
    Path wheel = TestWheel.of("demo-1.0").file("demo/x.sh", "", Integer.parseInt(mode, 8)).in(temp);

    assertThat(install(wheel))
        .filteredOn(file -> file.path().equals("demo/x.sh"))
        .extracting(InstalledFile::executable)
        .containsExactly(executable);
  }

  @Test
  void theOrderOfWheelsMakesNoDifference() throws IOException {
    Path a = TestWheel.of("a-1.0").file("space/__init__.py", "same").file("a.py", "a").in(temp);
    Path b =
        TestWheel.of("b-1.0").file("space/__init__.py", "same", 0100755).file("b.py", "b").in(temp);

    List<InstalledFile> files = install(a, b);

    assertThat(files).isEqualTo(install(b, a));
    assertThat(files).extracting(InstalledFile::path).isSorted().doesNotHaveDuplicates();
    assertThat(texts(files)).containsEntry("space/__init__.py", "same");
    assertThat(files).filteredOn(InstalledFile::executable).hasSize(1);
  }

  @Test
  void namesThatDifferOnlyInCaseAreTwoFilesOnAnyDisk() throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0").file("demo/A.py", "upper").file("demo/a.py", "lower").in(temp);

    List<InstalledFile> files = install(wheel);

    assertThat(texts(files))
        .containsEntry("demo/A.py", "upper")
        .containsEntry("demo/a.py", "lower");
    assertThat(files)
        .allSatisfy(
            file -> {
              assertThat(file.content().getFileName().toString()).isEqualTo(file.sha256());
              assertThat(file.content()).hasSize(file.size());
            });
  }

  @Test
  void differentBytesInOnePlaceAreRefusedNamingBothWheels() throws IOException {
    Path a = TestWheel.of("a-1.0").file("space/__init__.py", "one").in(temp);
    Path b = TestWheel.of("b-1.0").file("space/__init__.py", "two").in(temp);

    assertThatThrownBy(() -> install(b, a))
        .hasMessageContaining("DA-714")
        .hasMessageContaining("a-1.0-py3-none-any.whl and b-1.0-py3-none-any.whl")
        .hasMessageContaining("space/__init__.py has different bytes");
  }

  @ParameterizedTest
  @CsvSource({"thing, thing/x.py", "thing/x.py, thing"})
  void aFileInPlaceOfADirectoryIsRefused(String first, String second) throws IOException {
    Path a = TestWheel.of("a-1.0").file(first, "").in(temp);
    Path b = TestWheel.of("b-1.0").file(second, "").in(temp);

    assertThatThrownBy(() -> install(a, b))
        .hasMessageContaining("DA-714")
        .hasMessageContaining("a-1.0-py3-none-any.whl and b-1.0-py3-none-any.whl")
        .hasMessageContaining("is a directory in one");
  }

  @Test
  void oneWheelCannotPutTwoFilesInOnePlaceEither() throws IOException {
    Path wheel = TestWheel.of("demo-1.0").file("x.py", "1").data("purelib/x.py", "2").in(temp);

    assertThatThrownBy(() -> install(wheel)).hasMessageContaining("DA-714");
  }

  @Test
  void twoWheelsOfOneDistributionAreRefused() throws IOException {
    Path one = TestWheel.of("My_Demo-1.0").in(temp);
    Path two = TestWheel.of("my.demo-2.0").in(temp);

    assertThatThrownBy(() -> install(one, two))
        .hasMessageContaining("DA-714")
        .hasMessageContaining("my-demo is in both");
  }

  @Test
  void aNameThatBecomesUnsafeOnlyWhereItGoesIsRefused() throws IOException {
    Path wheel = TestWheel.of("demo-1.0").data("purelib/C:x", "").in(temp);

    assertThatThrownBy(() -> install(wheel))
        .hasMessageContaining("DA-712")
        .hasMessageContaining("a drive letter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"python", "/a b/python", "/a\n/python", ""})
  void anInterpreterThatCannotStandInAFirstLineIsRefused(String interpreter) {
    assertThatThrownBy(() -> WheelInstaller.install(List.of(), interpreter, temp))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String base64(String text) {
    return TestWheel.row("", text.getBytes(StandardCharsets.UTF_8), "sha256")
        .hash()
        .substring("sha256=".length());
  }

  private List<InstalledFile> install(Path... wheels) throws IOException {
    return WheelInstaller.install(List.of(wheels), PYTHON, temp.resolve("scratch"));
  }

  private static Map<String, String> texts(List<InstalledFile> files) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    for (InstalledFile file : files) {
      texts.put(file.path(), Files.readString(file.content()));
    }
    return texts;
  }
}
