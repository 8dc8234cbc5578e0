package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoModuleTest {
  @TempDir Path directory;

  private GoModule module(String text) {
    return GoModule.of(new Folder(directory).file("go.mod", text).tree());
  }

  @Test
  void everyModuleThatTakesPartIsNamed() {
    new Folder(directory)
        .file("go.sum", "e.x/sum v1.0.0 h1:abc=\ne.x/sum v1.0.0/go.mod h1:abc=\nbroken\n");
    GoModule module =
        module(
            """
            // Deprecated: a comment
            module "example.com/me" // another

            go 1.23.3
            toolchain go1.23.4 // why
            require e.x/one v1.0.0
            require (
            \te.x/two v1.0.0 // indirect
            \t// e.x/commented v1.0.0
              "e.x/quoted" v0.0.0-2024 //indirect
              `e.x/raw` v1.0.0
            )
            replace e.x/one => e.x/fork v1.0.1
            replace (
              e.x/two v1.0.0 => ../two
              e.x/three => ./three
            )
            exclude e.x/bad v1.0.0
            retract [v1.0.0, v1.1.0]
            tool e.x/tool/cmd
            """);

    assertThat(module.path()).isEqualTo("example.com/me");
    assertThat(module.go()).hasToString("1.23.3");
    assertThat(module.toolchain().orElseThrow()).hasToString("1.23.4");
    assertThat(module.modules())
        .containsExactly("e.x/fork", "e.x/one", "e.x/quoted", "e.x/raw", "e.x/sum", "e.x/two");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "module x | x | 1.16 | ",
        "module (\\n x\\n)\\ngo 1.26 | x | 1.26 | ",
        "module x;\\r\\ngo 1.21\\r\\ntoolchain default\\r\\n | x; | 1.21 | ",
        "go 1.21\\ntoolchain go1.21.6\\nmodule x/v2//comment | x/v2 | 1.21 | 1.21.6",
        "module x\\nrequire(\\n go v1\\n toolchain v2\\n)\\ngo 1.22 | x | 1.22 | ",
      })
  void directivesAreFoundInEveryForm(String text, String path, String go, String toolchain) {
    GoModule module = module(text.replace("\\n", "\n").replace("\\r", "\r"));

    assertThat(module.path()).isEqualTo(path);
    assertThat(module.go()).hasToString(go);
    assertThat(module.toolchain().map(GoVersion::toString).orElse(null)).isEqualTo(toolchain);
  }

  @Test
  void withoutAModuleThereIsNothingToBuild() {
    assertThatThrownBy(() -> module("go 1.21\n")).hasMessageContaining("DA-614");
    SourceTree none = new Folder(directory.resolve("sub")).file("main.go", "").tree();
    assertThatThrownBy(() -> GoModule.of(none))
        .hasMessageContaining("DA-614")
        .hasMessageContaining("go.mod");
  }
}
