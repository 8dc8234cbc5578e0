package io.github.difyarms.mojo;

import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.DifyReleases;
import io.github.difyarms.component.PluginDaemon;
import io.github.difyarms.component.Sandbox;
import java.util.Arrays;
import java.util.Optional;

/** A part of Dify as parameters name it. */
enum Part {
  API(DifyApi.ID, "api", "dify-api"),
  PLUGIN_DAEMON(PluginDaemon.ID, "pluginDaemon", "dify-plugin-daemon"),
  SANDBOX(Sandbox.ID, "sandbox", "dify-sandbox");

  private final String id;
  private final String prefix;
  private final String repository;

  Part(String id, String prefix, String repository) {
    this.id = id;
    this.prefix = prefix;
    this.repository = repository;
  }

  static Optional<Part> find(String id) {
    return Arrays.stream(values()).filter(part -> part.id.equals(id)).findFirst();
  }

  /** The id in {@code components} and in results: {@code plugin-daemon}. */
  String id() {
    return id;
  }

  /** A parameter of this part: {@code pluginDaemon.from.image} for {@code from.image}. */
  String parameter(String name) {
    return prefix + "." + name;
  }

  /** The repository upstream publishes it in, without the namespace. */
  String repository() {
    return repository;
  }

  /**
   * The tag that belongs to a Dify release.
   *
   * @return empty when the release has no such part, or is not in the table
   */
  Optional<String> tag(String difyVersion) {
    return switch (this) {
      case API -> Optional.of(difyVersion);
      case PLUGIN_DAEMON ->
          DifyReleases.find(difyVersion).flatMap(DifyReleases.Release::pluginDaemonTag);
      case SANDBOX -> DifyReleases.find(difyVersion).flatMap(DifyReleases.Release::sandboxTag);
    };
  }
}
