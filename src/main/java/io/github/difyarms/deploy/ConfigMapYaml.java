package io.github.difyarms.deploy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A Kubernetes ConfigMap that holds a start script, to be mounted at {@code /app/api/docker}. */
public final class ConfigMapYaml {
  private ConfigMapYaml() {}

  /**
   * Returns the manifest, for the namespace of whoever applies it.
   *
   * @param name the ConfigMap's name
   * @param key the file name inside it
   * @param script the script's text
   */
  public static String of(String name, String key, String script) {
    return of(name, Optional.empty(), key, script);
  }

  /** Returns the manifest for a namespace. */
  static String of(String name, Optional<String> namespace, String key, String script) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    namespace.ifPresent(value -> metadata.put("namespace", value));
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("apiVersion", "v1");
    manifest.put("kind", "ConfigMap");
    manifest.put("metadata", metadata);
    manifest.put("data", Map.of(key, new YamlText.Block(script)));
    return YamlText.dump(manifest, true);
  }
}
