package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import java.util.List;
import java.util.Optional;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/** A goal that works with registries and tools, and so with credentials. */
abstract class AbstractServiceMojo extends AbstractDifyArmsMojo {
  private final SettingsDecrypter decrypter;

  AbstractServiceMojo(SettingsDecrypter decrypter) {
    this.decrypter = decrypter;
  }

  SettingsDecrypter decrypter() {
    return decrypter;
  }

  /** Returns what a service is opened with; without a lock, and with the user's own key. */
  Opening opening(Parameters parameters, Invocation invocation, BuildLog log, List<Part> parts) {
    return new Opening(
        parameters,
        invocation,
        session(),
        decrypter,
        log,
        parts,
        Optional.empty(),
        false,
        LockUse.none());
  }
}
