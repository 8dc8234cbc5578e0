package io.github.difyarms.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.Json;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry's word that it lacks what a manifest names: the errors {@code MANIFEST_BLOB_UNKNOWN}
 * and {@code BLOB_UNKNOWN} of the distribution specification. It is the cause of the stop that
 * quotes the registry.
 */
public final class BlobsUnknownException extends IOException {
  private static final long serialVersionUID = 1L;

  private static final Pattern DIGEST =
      Pattern.compile("sha256:[0-9a-f]{64}(?![0-9a-f])|sha512:[0-9a-f]{128}(?![0-9a-f])");

  private final transient Set<Digest> digests;

  private BlobsUnknownException(Set<Digest> digests) {
    super("unknown to the registry: " + digests);
    this.digests = Set.copyOf(digests);
  }

  /** Returns what a refusal says is missing; nothing when it says no such thing, or no names. */
  public static Set<Digest> named(DifyArmsException refusal) {
    return refusal.getCause() instanceof BlobsUnknownException unknown ? unknown.digests : Set.of();
  }

  /**
   * Reads an error's body. The specification leaves open what {@code detail} looks like: a digest
   * anywhere in the error counts.
   */
  static Optional<BlobsUnknownException> in(byte[] body) {
    Set<Digest> digests = new TreeSet<>();
    for (JsonNode error : errors(body)) {
      if (error.path("code").asText("").endsWith("BLOB_UNKNOWN")) {
        Matcher found = DIGEST.matcher(error.toString());
        while (found.find()) {
          digests.add(Digest.parse(found.group()));
        }
      }
    }
    return digests.isEmpty() ? Optional.empty() : Optional.of(new BlobsUnknownException(digests));
  }

  private static JsonNode errors(byte[] body) {
    try {
      return Json.readObject(body, "an error").path("errors");
    } catch (DifyArmsException e) {
      return Json.object(); // in plain text
    }
  }
}
