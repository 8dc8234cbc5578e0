package io.github.difyarms.component;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.source.GoModule;
import io.github.difyarms.source.Revisions;
import io.github.difyarms.source.SourceLocation;
import io.github.difyarms.source.SourceTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a Go component lacks without a connection, all of it and not just the first. */
final class GoMissing {
  private final List<String> missing = new ArrayList<>();

  private GoMissing() {}

  static List<String> of(
      GoWorkshop workshop,
      String component,
      SourceLocation location,
      Optional<String> given,
      ImageReference base) {
    GoMissing all = new GoMissing();
    all.attempt(ErrorCode.OFFLINE, "instgo", workshop::instgo);
    Optional<String> revision = given.or(() -> base.tag().flatMap(Revisions::of));
    if (revision.isPresent()) {
      Optional<SourceTree> tree =
          all.attempt(
              ErrorCode.OFFLINE, "the source", () -> workshop.source(location, revision.get()));
      tree.ifPresent(
          source ->
              all.attempt(
                  ErrorCode.GO_UNAVAILABLE,
                  "which Go compiles " + component,
                  () -> workshop.go(component, source, GoModule.of(source), false)));
    }
    return all.missing;
  }

  /** Other failures are told by the build itself. */
  private <T> Optional<T> attempt(ErrorCode lack, String what, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (DifyArmsException e) {
      if (e.code() == lack) {
        missing.add(what + ": " + e.where());
      }
      return Optional.empty();
    }
  }
}
