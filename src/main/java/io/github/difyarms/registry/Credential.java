package io.github.difyarms.registry;

/**
 * User and secret for a registry.
 *
 * @param username user name; {@link #IDENTITY_TOKEN} when the secret is an OAuth2 refresh token
 * @param secret password, access token or identity token
 * @param origin where it was found, for messages: {@code settings.xml server registry.example}
 */
public record Credential(String username, String secret, String origin) {
  /** The user name that docker and its credential helpers give to an identity token. */
  public static final String IDENTITY_TOKEN = "<token>";

  /** Returns the credential of an {@code identitytoken} in docker's config.json. */
  public static Credential ofIdentityToken(String token, String origin) {
    return new Credential(IDENTITY_TOKEN, token, origin);
  }

  /** Returns whether the secret is exchanged by OAuth2 rather than sent as a password. */
  public boolean identityToken() {
    return username.equals(IDENTITY_TOKEN);
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return (identityToken() ? "identity token" : "user " + username) + " from " + origin;
  }
}
