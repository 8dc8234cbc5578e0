package io.github.difyarms.binary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AddedModulesTest {
  private static final Set<String> KNOWN = Set.of("example.com/app", "golang.org/x/net");

  private static GoModuleVersion module(String path) {
    return new GoModuleVersion(path, "v1.0.0", "", Optional.empty());
  }

  private static Optional<GoBuild> build(String main, String... dependencies) {
    return Optional.of(
        new GoBuild(
            "go1.24.13",
            main,
            Optional.of(module(main)),
            List.of(dependencies).stream().map(AddedModulesTest::module).toList(),
            new TreeMap<>()));
  }

  @Test
  void whatTheSourceNamesIsNoTrace() {
    AddedModules added =
        AddedModules.between(
            KNOWN,
            build("example.com/app", "golang.org/x/net"),
            Set.of(
                "main",
                "command-line-arguments",
                "net/http",
                "vendor/golang.org/x/crypto/chacha20",
                "golang.org/x/net",
                "golang.org/x/net/http2",
                "example.com/app/cmd"));

    assertThat(added.traced()).isFalse();
  }

  @Test
  void aModuleThatTheSourceDoesNotNameIsATrace() {
    AddedModules added =
        AddedModules.between(KNOWN, build("example.com/app", "github.com/a/agent"), Set.of());

    assertThat(added.modules()).containsExactly("github.com/a/agent");
    assertThat(added.traced()).isTrue();
  }

  @Test
  void aPackageOfNoKnownModuleIsATraceEvenWithoutBuildInformation() {
    AddedModules added =
        AddedModules.between(
            KNOWN,
            Optional.empty(),
            Set.of("golang.org/x/network", "example.com/application/a", "main", "fmt"));

    assertThat(added.packages())
        .containsExactly("example.com/application/a", "golang.org/x/network");
    assertThat(added.traced()).isTrue();
  }

  @Test
  void theMainModuleIsKnownFromTheBuildInformation() {
    AddedModules added =
        AddedModules.between(
            Collections.emptySet(), build("example.org/other"), Set.of("example.org/other/a"));

    assertThat(added.traced()).isFalse();
  }
}
