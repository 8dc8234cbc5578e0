package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPointsTest {
  @TempDir Path temp;

  private static Map<String, String> consoleScripts(Path wheel) throws IOException {
    Map<String, String> scripts = new TreeMap<>();
    try (WheelArchive archive = WheelArchive.open(wheel)) {
      archive.entryPoints().console().forEach((name, to) -> scripts.put(name, to.toString()));
    }
    return scripts;
  }

  @Test
  void theConsoleScriptsOfAWheelAreTold() throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0")
            .info(
                "entry_points.txt",
                """
                # a comment
                [gui_scripts]
                window = demo:window
                [ console_scripts ]
                ; another
                aliyun-instrument = demo.agent:Agent.run [extra, other]
                Zähler.2=demo._zähler : main

                [opentelemetry_distro]
                demo = demo:Distro
                """)
            .in(temp);

    assertThat(consoleScripts(wheel))
        .isEqualTo(
            Map.of("aliyun-instrument", "demo.agent:Agent.run", "Zähler.2", "demo._zähler:main"));
  }

  @Test
  void aWheelWithoutEntryPointsHasNoConsoleScripts() throws IOException {
    assertThat(consoleScripts(TestWheel.of("demo-1.0").in(temp))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x = demo:main",
        "a/b = demo:main",
        "a\\b = demo:main",
        ".. = demo:main",
        " = demo:main",
        ".wh.x = demo:main",
        "a\u0007b = demo:main",
        "x = demo",
        "x = demo:",
        "x = demo:main()",
        "x = demo:main;import os",
        "x = demo main:main",
        "x = 1demo:main",
        "x = demo..x:main",
        "x = demo:main [extra",
        "x",
        "x = demo:main\nx = demo:other",
        "x = demo:main\n[gui_scripts]\nx = demo:other"
      })
  void whatCannotBeAProgramIsRefused(String lines) throws IOException {
    Path wheel =
        TestWheel.of("demo-1.0").info("entry_points.txt", "[console_scripts]\n" + lines).in(temp);

    assertThatThrownBy(() -> consoleScripts(wheel))
        .hasMessageContainingAll("DA-711", "demo-1.0-py3-none-any.whl", "entry_points.txt");
  }

  @Test
  void aModuleMayLieDeep() {
    String module = "a" + ".b".repeat(20_000);

    assertThat(EntryPoints.parse("[console_scripts]\nx = " + module + ":main\n").console().get("x"))
        .hasToString(module + ":main");
  }

  @Test
  void otherGroupsMayNameWhatTheyLike() {
    assertThat(EntryPoints.parse("[other]\n../x = demo\n").programs()).isEmpty();
  }
}
