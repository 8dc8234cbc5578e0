package io.github.difyarms.component;

import io.github.difyarms.source.SourceLocation;
import java.util.Optional;

/**
 * How dify-sandbox is to be compiled.
 *
 * @param source where its source is
 * @param revision the revision to take; empty for the image's own
 * @param instrument what of it is compiled
 */
public record SandboxSettings(
    SourceLocation source, Optional<String> revision, Instrument instrument) {
  /** What of dify-sandbox is compiled. */
  public enum Instrument {
    /** The server; the two libraries are taken out of the image's own program. */
    MAIN,
    /** Both libraries and the server, as the vendor's script does. */
    ALL
  }
}
