package io.github.difyarms.source;

import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;

/** User and password of an address, handed to its own scheme, host and port only. */
final class GitLogin extends CredentialsProvider {
  private final URIish origin;

  /**
   * Creates the login.
   *
   * @param origin the address with its user and password, if it has any
   */
  GitLogin(URIish origin) {
    this.origin = origin;
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public boolean supports(CredentialItem... items) {
    for (CredentialItem item : items) {
      if (!(item instanceof CredentialItem.Username || item instanceof CredentialItem.Password)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean get(URIish uri, CredentialItem... items) {
    Optional<String> user = Optional.ofNullable(origin.getUser());
    Optional<String> password = Optional.ofNullable(origin.getPass());
    if (user.isEmpty() || !same(uri) || !supports(items)) {
      return false;
    }
    for (CredentialItem item : items) {
      if (item instanceof CredentialItem.Username name) {
        name.setValue(user.get());
      } else if (item instanceof CredentialItem.Password secret) {
        secret.setValue(password.orElse("").toCharArray());
      }
    }
    return true;
  }

  private boolean same(URIish uri) {
    return Objects.equals(uri.getScheme(), origin.getScheme())
        && Objects.equals(uri.getHost(), origin.getHost())
        && uri.getPort() == origin.getPort();
  }
}
