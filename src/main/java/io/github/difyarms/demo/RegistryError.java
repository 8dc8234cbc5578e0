package io.github.difyarms.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.image.Json;

/** Error codes of the distribution specification ("Error Codes"), and what registries add to it. */
enum RegistryError {
  BLOB_UNKNOWN(404, "blob unknown to registry"),
  BLOB_UPLOAD_INVALID(404, "blob upload invalid"),
  BLOB_UPLOAD_UNKNOWN(404, "blob upload unknown to registry"),
  DENIED(403, "requested access to the resource is denied"),
  DIGEST_INVALID(400, "provided digest did not match uploaded content"),
  MANIFEST_BLOB_UNKNOWN(400, "manifest references a manifest or blob unknown to registry"),
  MANIFEST_INVALID(400, "manifest invalid"),
  MANIFEST_UNKNOWN(404, "manifest unknown"),
  NAME_INVALID(400, "invalid repository name"),
  NAME_UNKNOWN(404, "repository name not known to registry"),
  PAGINATION_NUMBER_INVALID(400, "invalid number of results requested"),
  RANGE_INVALID(416, "invalid content range"),
  SIZE_INVALID(400, "provided length did not match content length"),
  TAG_IMMUTABLE(409, "the tag exists and may not change"),
  TAG_INVALID(404, "manifest tag is malformed"),
  TOO_LARGE(413, "the body is larger than allowed"),
  UNAUTHORIZED(401, "authentication required"),
  UNKNOWN(500, "unknown error"),
  UNSUPPORTED(405, "the operation is unsupported");

  private final int status;
  private final String message;

  RegistryError(int status, String message) {
    this.status = status;
    this.message = message;
  }

  /** Returns the refusal with this code. */
  Refusal because(String detail) {
    return new Refusal(this, message, detail);
  }

  /** Returns the refusal with this code and other words. */
  Refusal saying(String words) {
    return new Refusal(this, words, "");
  }

  /** The answer to a request that is not granted. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RegistryError error;
    private final String words;
    private final String detail;

    private Refusal(RegistryError error, String words, String detail) {
      super(error + ": " + words + ": " + detail, null, false, false);
      this.error = error;
      this.words = words;
      this.detail = detail;
    }

    int status() {
      return error.status;
    }

    byte[] body() {
      ObjectNode document = Json.object();
      ObjectNode entry = document.putArray("errors").addObject();
      entry.put("code", error.name()).put("message", words);
      if (!detail.isEmpty()) {
        entry.put("detail", detail);
      }
      return Json.write(document);
    }
  }
}
