package io.github.difyarms.mojo;

import io.github.difyarms.log.BuildLog;
import java.util.List;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.crypto.SettingsDecrypter;

/**
 * What a goal opens a {@link Service} with.
 *
 * @param parameters its parameters
 * @param invocation the project it runs in
 * @param session Maven's session
 * @param decrypter decrypts passwords of settings.xml
 * @param log hears what is done
 * @param parts the parts it builds
 * @param licenseKey a licence key in place of the user's; for goals that must not use it
 * @param lookOnly whether nothing is to be made, so that no tool has to be downloaded
 * @param lock what it is held to
 */
record Opening(
    Parameters parameters,
    AbstractDifyArmsMojo.Invocation invocation,
    MavenSession session,
    SettingsDecrypter decrypter,
    BuildLog log,
    List<Part> parts,
    Optional<String> licenseKey,
    boolean lookOnly,
    LockUse lock) {
  /** Returns the same for a goal that must not use the user's licence key. */
  Opening withLicenseKey(String key) {
    return new Opening(
        parameters, invocation, session, decrypter, log, parts, Optional.of(key), lookOnly, lock);
  }

  /** Returns the same for a goal that makes nothing, when that is so. */
  Opening looking(boolean only) {
    return new Opening(
        parameters, invocation, session, decrypter, log, parts, licenseKey, only, lock);
  }

  /** Returns the same, held to a lock. */
  Opening heldTo(LockUse use) {
    return new Opening(
        parameters, invocation, session, decrypter, log, parts, licenseKey, lookOnly, use);
  }
}
