package io.github.difyarms.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What docker's {@code config.json} or podman's {@code auth.json} says about one repository.
 *
 * @param helper the credential helper to ask, if one is set for its registry or for all
 * @param credential what stands in the file itself
 * @param part the part of the registry that the credential is for, as the file has it: {@code
 *     registry.example/namespace}; empty for the whole of it
 */
record DockerConfigFile(
    Optional<HelperProgram> helper, Optional<Credential> credential, String part) {
  /** What docker's entries have behind the registry's name; it means all of it. */
  private static final List<String> VERSIONS = List.of("/v1", "/v1/", "/v2", "/v2/", "/");

  /**
   * A credential helper.
   *
   * @param suffix what its program is called behind {@code docker-credential-}
   * @param servers the names to ask it for, one after the other: the key it is set for, or every
   *     name of the registry
   */
  record HelperProgram(String suffix, List<String> servers) {}

  /**
   * Reads a file. Of entries for the repository, its namespaces and its registry the longest is
   * taken, as containers-auth.json(5) says; a helper is set for a registry only.
   *
   * @param names the registry's names; a key for all of it may also have {@code https://} before
   *     one of them and a path behind it, as old entries have
   * @param repository the repository's path inside the registry
   * @throws IOException when it cannot be read, is no JSON, or has an entry that is none; its
   *     message is {@link #reason}
   */
  static DockerConfigFile read(Path file, List<String> names, String repository)
      throws IOException {
    JsonNode json = Json.readTolerant(Files.readAllBytes(file));
    JsonNode auths = json.path("auths");
    Optional<HelperProgram> helper =
        ofRegistry(json.path("credHelpers"), names)
            .map(key -> program(json.path("credHelpers").path(key), List.of(key)))
            .filter(it -> !it.suffix().isBlank());
    Optional<String> narrow =
        helper.isPresent() ? Optional.empty() : ofPart(auths, names, repository);
    if (narrow.isPresent()) {
      String key = narrow.get();
      return new DockerConfigFile(
          helper, credential(auths.path(key), file + " (" + key + ")"), key);
    }
    Optional<String> whole = ofRegistry(auths, names);
    return new DockerConfigFile(
        helper
            .or(() -> Optional.of(program(json.path("credsStore"), names)))
            .filter(it -> !it.suffix().isBlank()),
        whole.isPresent() ? credential(auths.path(whole.get()), file.toString()) : Optional.empty(),
        "");
  }

  private static HelperProgram program(JsonNode suffix, List<String> servers) {
    return new HelperProgram(suffix.asText(""), servers);
  }

  /** Returns the key of the repository, or of the longest of its namespaces that has one. */
  private static Optional<String> ofPart(JsonNode entries, List<String> names, String repository) {
    for (String path = repository; !path.isEmpty(); path = parent(path)) {
      for (String name : names) {
        if (entries.has(name + "/" + path)) {
          return Optional.of(name + "/" + path);
        }
      }
    }
    return Optional.empty();
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
  }

  /** Returns the key of the whole registry. */
  private static Optional<String> ofRegistry(JsonNode entries, List<String> names) {
    List<String> exact = new ArrayList<>();
    List<String> old = new ArrayList<>();
    for (String name : names) {
      exact.addAll(List.of(name, "https://" + name, "http://" + name));
      old.addAll(List.of("https://" + name + "/", "http://" + name + "/"));
    }
    return exact.stream()
        .filter(entries::has)
        .findFirst()
        .or(
            () ->
                entries.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(
                        key ->
                            old.stream().anyMatch(key::startsWith)
                                || VERSIONS.stream().anyMatch(v -> names.contains(without(key, v))))
                    .findFirst());
  }

  private static String without(String key, String end) {
    return key.endsWith(end) ? key.substring(0, key.length() - end.length()) : "";
  }

  private static Optional<Credential> credential(JsonNode entry, String origin) throws IOException {
    String token = entry.path("identitytoken").asText("");
    if (!token.isEmpty()) {
      return Optional.of(Credential.ofIdentityToken(token, origin));
    }
    String auth = entry.path("auth").asText("");
    if (auth.isEmpty()) {
      return Optional.empty(); // kept by a helper
    }
    try {
      String login = new String(Base64.getMimeDecoder().decode(auth), StandardCharsets.UTF_8);
      int colon = login.indexOf(':');
      if (colon > 0) {
        return Optional.of(
            new Credential(login.substring(0, colon), login.substring(colon + 1), origin));
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text.
    }
    throw new IOException("auth is not the base64 of USER:PASSWORD");
  }

  /** Returns why a file could not be read, without a piece of it. */
  static String reason(IOException failure) {
    if (failure instanceof JsonProcessingException json) {
      return "it is not JSON"
          + Optional.ofNullable(json.getLocation())
              .map(at -> ", line " + at.getLineNr() + ", column " + at.getColumnNr())
              .orElse("");
    }
    return String.valueOf(failure.getMessage());
  }
}
