package io.github.difyarms.net;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A proxy that takes HTTP requests and CONNECT.
 *
 * @param host its host
 * @param port its port
 * @param login user and password, if it wants them
 * @param origin where it was configured, for messages: {@code settings.xml proxy corp}
 */
public record HttpProxy(String host, int port, Optional<Login> login, String origin) {
  /**
   * User and password for Basic authentication.
   *
   * @param user user name
   * @param password password
   */
  public record Login(String user, String password) {
    /** Returns it as Basic authentication has it (RFC 7617). */
    String basic() {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
      return user + ":***";
    }
  }
}
