package io.github.difyarms.testing;

import java.util.Locale;

/** What a request to a registry is for. */
public enum RequestKind {
  /** A token is asked of the token server. */
  TOKEN,
  /** A manifest or index is asked for without its bytes. */
  HEAD_MANIFEST,
  /** A manifest or index is read. */
  GET_MANIFEST,
  /** An image config is read. */
  GET_CONFIG,
  /** Another blob is read. */
  GET_BLOB,
  /** A blob is asked for without its bytes. */
  HEAD_BLOB,
  /** A blob of another repository is to be mounted. */
  MOUNT,
  /** An upload is begun. */
  POST_UPLOAD,
  /** A chunk of an upload. */
  PATCH_UPLOAD,
  /** The end of an upload, with all bytes or none. */
  PUT_UPLOAD,
  /** An upload is asked how far it has come. */
  GET_UPLOAD,
  /** A manifest or index is stored by its digest. */
  PUT_MANIFEST,
  /** A manifest or index is stored under a tag. */
  PUT_TAG,
  /** Everything else. */
  OTHER;

  /**
   * Returns the kind of a request.
   *
   * @param target path and query
   * @param config whether a path is that of a config
   */
  static RequestKind of(String method, String target, java.util.function.Predicate<String> config) {
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    String query = question < 0 ? "" : target.substring(question + 1);
    if (path.equals("/token")) {
      return TOKEN;
    }
    if (path.contains("/blobs/uploads/")) {
      return switch (method.toUpperCase(Locale.ROOT)) {
        case "POST" -> query.startsWith("mount=") ? MOUNT : POST_UPLOAD;
        case "PATCH" -> PATCH_UPLOAD;
        case "PUT" -> PUT_UPLOAD;
        case "GET" -> GET_UPLOAD;
        default -> OTHER;
      };
    }
    if (path.contains("/blobs/")) {
      return switch (method) {
        case "HEAD" -> HEAD_BLOB;
        case "GET" -> config.test(path) ? GET_CONFIG : GET_BLOB;
        default -> OTHER;
      };
    }
    if (path.contains("/manifests/")) {
      boolean digest = path.substring(path.lastIndexOf('/')).contains(":");
      return switch (method) {
        case "HEAD" -> HEAD_MANIFEST;
        case "GET" -> GET_MANIFEST;
        case "PUT" -> digest ? PUT_MANIFEST : PUT_TAG;
        default -> OTHER;
      };
    }
    return OTHER;
  }
}
