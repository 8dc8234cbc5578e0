package io.github.difyarms.deploy;

import java.util.Arrays;
import java.util.Optional;

/** A part of Dify that has an image of its own. */
enum DeployPart {
  API("api", "dify-api"),
  PLUGIN_DAEMON("plugin-daemon", "dify-plugin-daemon"),
  SANDBOX("sandbox", "dify-sandbox");

  private final String id;
  private final String repository;

  DeployPart(String id, String repository) {
    this.id = id;
    this.repository = repository;
  }

  static Optional<DeployPart> find(String id) {
    return Arrays.stream(values()).filter(part -> part.id.equals(id)).findFirst();
  }

  /** The id in results and parameters. */
  String id() {
    return id;
  }

  /** The repository upstream publishes it in, without the namespace. */
  String repository() {
    return repository;
  }
}
