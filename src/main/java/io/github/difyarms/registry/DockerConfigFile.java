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
 * What docker's {@code config.json} or podman's {@code auth.json} says about one registry.
 *
 * @param helper the credential helper to ask, if one is set for it or for all
 * @param credential what stands in the file itself
 */
record DockerConfigFile(Optional<HelperProgram> helper, Optional<Credential> credential) {
  /**
   * A credential helper.
   *
   * @param suffix what its program is called behind {@code docker-credential-}
   * @param servers the names to ask it for, one after the other: the key it is set for, or every
   *     name of the registry
   */
  record HelperProgram(String suffix, List<String> servers) {}

  /**
   * Reads a file.
   *
   * @param names the registry's names; a key may also have {@code https://} before one of them and
   *     a path behind it, as old entries have
   * @throws IOException when it cannot be read, is no JSON, or has an entry that is none; its
   *     message is {@link #reason}
   */
  static DockerConfigFile read(Path file, List<String> names) throws IOException {
    JsonNode json = Json.readTolerant(Files.readAllBytes(file));
    Optional<HelperProgram> helper =
        entry(json.path("credHelpers"), names)
            .map(it -> new HelperProgram(it.getValue().asText(), List.of(it.getKey())))
            .or(() -> Optional.of(new HelperProgram(json.path("credsStore").asText(""), names)))
            .filter(it -> !it.suffix().isBlank());
    Optional<JsonNode> entry = entry(json.path("auths"), names).map(Map.Entry::getValue);
    return new DockerConfigFile(
        helper, entry.isPresent() ? credential(entry.get(), file.toString()) : Optional.empty());
  }

  private static Optional<Map.Entry<String, JsonNode>> entry(JsonNode entries, List<String> names) {
    List<String> exact = new ArrayList<>();
    for (String name : names) {
      exact.addAll(List.of(name, "https://" + name, "http://" + name));
    }
    return exact.stream()
        .filter(entries::has)
        .map(key -> Map.entry(key, entries.path(key)))
        .findFirst()
        .or(
            () ->
                entries.properties().stream()
                    .filter(each -> exact.stream().anyMatch(k -> each.getKey().startsWith(k + "/")))
                    .findFirst());
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
