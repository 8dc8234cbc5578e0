package io.github.difyarms.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Start scripts of our own, one for each of the launch commands upstream has had in releases. */
public enum StartScript {
  /** {@code exec gunicorn … app:app}, Dify 0.15 to 1.13. */
  GEVENT("start-gevent.sh"),
  /** {@code exec gunicorn --no-control-socket … app:socketio_app}, Dify 1.15 and later. */
  SOCKETIO("start-socketio.sh");

  private final String resource;

  StartScript(String resource) {
    this.resource = resource;
  }

  /** Returns the script's text. */
  public String text() {
    try (InputStream in = StartScript.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
