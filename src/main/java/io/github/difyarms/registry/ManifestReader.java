package io.github.difyarms.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.net.HttpAnswer;
import java.util.Locale;
import java.util.Optional;

/** Checks a manifest's bytes and settles what type it is. */
final class ManifestReader {
  private ManifestReader() {}

  /**
   * Reads an answer.
   *
   * @param asked the digest it was asked by, if it was
   */
  static RawManifest read(HttpAnswer answer, Optional<Digest> asked, String where) {
    Optional<Digest> announced = announced(answer, where);
    for (Digest expected : asked.or(() -> announced).stream().toList()) {
      if (!expected.matches(answer.body())) {
        throw new DifyArmsException(
            ErrorCode.DIGEST_MISMATCH,
            "a manifest has not the digest "
                + (asked.isPresent() ? "it was asked by" : "announced"),
            where,
            "expected " + expected + "\nits bytes have " + Digest.of(answer.body()));
      }
    }
    String type = type(answer, where);
    return new RawManifest(type, answer.body(), asked.orElseGet(() -> Digest.of(answer.body())));
  }

  static Optional<Digest> announced(HttpAnswer answer, String where) {
    return answer.headers().first("Docker-Content-Digest").map(text -> digest(text, where));
  }

  private static Digest digest(String text, String where) {
    try {
      return Digest.parse(text.strip());
    } catch (DifyArmsException e) {
      throw RegistryErrors.protocol(
          "the registry names a digest that is none", where, "Docker-Content-Digest: " + e.where());
    }
  }

  private static String type(HttpAnswer answer, String where) {
    String header =
        answer
            .headers()
            .first("Content-Type")
            .orElse("")
            .split(";", 2)[0]
            .strip()
            .toLowerCase(Locale.ROOT);
    ObjectNode json = Json.readDocument(answer.body(), where);
    String own = json.path("mediaType").asText("");
    if (json.path("schemaVersion").asInt() == 1 || schema1(header) || schema1(own)) {
      throw new DifyArmsException(
          ErrorCode.FORMAT_REFUSED,
          "the image has the outdated format schema 1",
          where,
          "schemaVersion " + json.path("schemaVersion") + ", Content-Type " + header);
    }
    boolean telling = known(header);
    if (own.isEmpty() && !telling) {
      throw RegistryErrors.protocol(
          "the type of a manifest is unclear", where, "Content-Type is \"" + header + "\"");
    }
    if (telling && !own.isEmpty() && !own.equals(header)) {
      throw RegistryErrors.protocol(
          "a manifest contradicts its type", where, "Content-Type " + header + ", inside " + own);
    }
    String type = own.isEmpty() ? header : own;
    // CVE-2021-41190: a document that is both means different images to different readers.
    if (MediaTypes.isIndex(type)
        ? json.has("layers") || json.has("config")
        : json.has("manifests")) {
      throw RegistryErrors.protocol(
          "a document is both an index and a manifest", where, "its type is " + type);
    }
    return type;
  }

  private static boolean known(String type) {
    return MediaTypes.isIndex(type) || MediaTypes.isManifest(type);
  }

  private static boolean schema1(String type) {
    return type.equals(MediaTypes.DOCKER_SCHEMA1) || type.equals(MediaTypes.DOCKER_SCHEMA1_SIGNED);
  }
}
