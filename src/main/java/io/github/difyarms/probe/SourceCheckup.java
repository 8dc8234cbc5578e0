package io.github.difyarms.probe;

import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.Sources;
import java.nio.file.Files;
import java.util.Optional;

/**
 * Whether the source of a Go component can be read and has what is wanted.
 *
 * @param component the component's id
 * @param sources the way to sources
 * @param location where this one is
 * @param revision what a build would take, as far as that is known
 */
public record SourceCheckup(
    String component, Sources sources, SourceLocation location, Optional<String> revision)
    implements Checkup {
  private static final String ANY = "HEAD";
  private static final String COMMIT = "[0-9a-f]{40}";

  @Override
  public Group group() {
    return Group.SOURCES;
  }

  @Override
  public String name() {
    return "source." + component;
  }

  @Override
  public void run(Findings findings) {
    findings.check(name(), this::verdict);
  }

  private Verdict verdict() {
    if (location instanceof SourceLocation.Directory directory) {
      return Files.isRegularFile(directory.path().resolve("go.mod"))
          ? ToolVerdicts.localSource(location.shown())
          : ToolVerdicts.localSourceOdd(location.shown());
    }
    if (location instanceof SourceLocation.Archive) {
      return ToolVerdicts.localSource(location.shown());
    }
    Optional<String> commit = sources.look(location, revision.orElse(ANY));
    if (revision.isEmpty() || commit.isPresent()) {
      return ToolVerdicts.source(location.shown(), revision, commit);
    }
    return revision.get().matches(COMMIT)
        ? ToolVerdicts.commitUnseen(location.shown(), revision.get())
        : ToolVerdicts.revisionMissing(location.shown(), revision.get());
  }
}
