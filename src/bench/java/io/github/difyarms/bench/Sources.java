package io.github.difyarms.bench;

import io.github.difyarms.demo.MiniatureSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The source of a large plugin daemon: a git repository with the tags {@code v1} and {@code v2},
 * and the programs of the base, which were compiled from the same.
 *
 * @param repository the repository
 * @param programs the folder with {@code linux-amd64} and {@code linux-arm64} of the base
 */
record Sources(Path repository, Path programs) {
  private static final String MODULE = "github.com/langgenius/dify-plugin-daemon";

  /** Makes them, unless they are there. */
  static Sources in(Path kept, Sizes sizes) throws IOException {
    Sources sources = new Sources(kept.resolve("source"), kept.resolve("base-programs"));
    if (Files.isDirectory(sources.programs())) {
      return sources;
    }
    Shell.run(kept, "rm -rf source").orFail("making room");
    sources.write(sizes);
    sources.compileBase();
    return sources;
  }

  private void write(Sizes sizes) throws IOException {
    MiniatureSources.writePluginDaemon(
        repository,
        MiniatureSources.Generation.PKG_MANIFEST,
        "1.21",
        Optional.empty(),
        "1.21-alpine");
    new GeneratedCode(MODULE, 1).writeTo(repository, sizes.packages(), sizes.functions());
    Shell.run(
            repository,
            """
            git init -q .
            commit() {
                git add -A
                GIT_COMMITTER_DATE=2026-01-01T00:00:00Z git -c user.name=bench -c user.email=bench@invalid \
                    commit -q -m "$1" --date 2026-01-01T00:00:00Z
                git tag "$1"
            }
            commit v1
            printf 'package main\\n\\nfunc init() {\\n\\tgeneration = 2\\n}\\n\\nvar generation = 1\\n' \
                > cmd/server/generation.go
            commit v2
            git checkout -q v1
            """)
        .orFail("the repository of the source");
  }

  private void compileBase() throws IOException {
    Path partial = Files.createDirectories(programs.resolveSibling("base-programs.partial"));
    for (String architecture : Base.ARCHITECTURES) {
      String output = Shell.quote(partial.resolve("linux-" + architecture));
      Shell.run(
              repository,
              "CGO_ENABLED=0 GOOS=linux GOWORK=off GOFLAGS= GOARCH="
                  + architecture
                  + " go build -trimpath -buildvcs=false -ldflags '-X "
                  + MODULE
                  + "/pkg/manifest.VersionX=v0' -o "
                  + output
                  + " ./cmd/server")
          .orFail("compiling the base's program");
    }
    Files.move(partial, programs, StandardCopyOption.ATOMIC_MOVE);
  }
}
