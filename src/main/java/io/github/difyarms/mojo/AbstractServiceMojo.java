package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import java.io.IOException;
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

  /** Work that tells a log how it goes. */
  @FunctionalInterface
  interface Told {
    void run(BuildLog log) throws IOException;
  }

  /** Does work with the log that the user asked for, which hears of a stop, too. */
  void told(Parameters parameters, Told work) throws IOException {
    try (BuildLog log = Logs.of(parameters, getLog(), session(), System.getenv())) {
      try {
        work.run(log);
      } catch (IOException | RuntimeException e) {
        log.stopped(e);
        throw e;
      }
    }
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
