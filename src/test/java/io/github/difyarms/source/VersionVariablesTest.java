package io.github.difyarms.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionVariablesTest {
  private static final String BOTH = "var VersionX string\nvar BuildTimeX string\n";

  @TempDir Path directory;

  private Folder folder;

  @BeforeEach
  void module() {
    folder = new Folder(directory).file("go.mod", "module e.x/me\n");
  }

  private String found() {
    SourceTree tree = folder.tree();
    return VersionVariables.packageOf(tree, GoModule.of(tree));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BOTH,
        "var VersionX, BuildTimeX string",
        "var VersionX = \"unknown\"; var BuildTimeX = `raw ' \" // `",
        "var (\n\tVersionX string // a comment\n\tBuildTimeX = \"a\" +\n\t\t\"b\"\n)\n",
        "var (\n\n\tVersionX,\n\tBuildTimeX = \"x\", \"y\"\n)",
        "var VersionX /* here */ string = \"v\"\n/* var\n*/ var BuildTimeX string\n",
        "import (\n\t\"fmt\"\n)\ntype T struct{ a int }\nfunc f() { fmt.Println('\"', '\\'', \"{\") }\n"
            + BOTH,
        "var x = map[string]int{\n\t\"VersionX\": 1,\n}\n" + BOTH,
        "var (\n\tx = func() string {\n\t\tvar VersionX int\n\t\treturn \"\"\n\t}()\n)\n" + BOTH,
      })
  void declarationsAreFoundInEveryForm(String declarations) {
    folder.file("pkg/manifest/m.go", "// Package\npackage manifest\n\n" + declarations);

    assertThat(found()).isEqualTo("e.x/me/pkg/manifest");
  }

  @Test
  void theTwoMayStandInDifferentFilesOfAPackageAlsoAtTheRoot() {
    folder
        .file("a.go", "package me\nvar VersionX string")
        .file("b.go", "package me\nvar BuildTimeX string");

    assertThat(found()).isEqualTo("e.x/me");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "var VersionX string",
        "// " + "var VersionX, BuildTimeX string",
        "/*\n" + BOTH + "*/",
        "const text = `\n" + BOTH + "`",
        "const text = \"var VersionX, BuildTimeX string\"",
        "func f() {\n" + BOTH + "}",
        "func (t *T) f() { if true { \n" + BOTH + "} }",
        "var VersionX, BuildTimeX int",
        "var VersionX, BuildTimeX []string",
        "var VersionX, BuildTimeX = f(\"a\"), \"b\"",
        "var VersionX string = f()\nvar BuildTimeX string",
        "const VersionX, BuildTimeX = \"a\", \"b\"",
        "type VersionX string\ntype BuildTimeX string",
      })
  void whatTheLinkerCannotSetDoesNotCount(String declarations) {
    folder.file("pkg/m.go", "package m\n" + declarations + "\n");

    assertThatThrownBy(this::found).hasMessageContaining("DA-615");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pkg/m_test.go",
        "testdata/m.go",
        "vendor/e.x/m.go",
        "pkg/_old/m.go",
        ".hidden/m.go",
        "pkg/m.txt",
        "other/m.go"
      })
  void whatIsNotCompiledDoesNotCount(String path) {
    folder.file(path, "package m\n" + BOTH).file("other/go.mod", "module e.x/other");

    assertThatThrownBy(this::found).hasMessageContaining("DA-615");
  }

  @Test
  void aProgramsOwnVersionIsLeftAside() {
    folder
        .file("cmd/commandline/main.go", "package main\n" + BOTH)
        .file("internal/manifest/m.go", "package manifest\n" + BOTH);

    assertThat(found()).isEqualTo("e.x/me/internal/manifest");
  }

  @Test
  void severalAreNamed() {
    folder.file("a/m.go", "package a\n" + BOTH).file("b/m.go", "package b\n" + BOTH);

    assertThatThrownBy(this::found)
        .hasMessageContaining("DA-615")
        .hasMessageContaining("2 packages")
        .hasMessageContaining("a/m.go")
        .hasMessageContaining("b/m.go");
  }
}
