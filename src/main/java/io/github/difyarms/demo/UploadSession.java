package io.github.difyarms.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** An upload that has begun and is not committed yet. */
final class UploadSession {
  private final String id = UUID.randomUUID().toString();
  private final String repository;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private long lastChunk = -1;

  UploadSession(String repository) {
    this.repository = repository;
  }

  String id() {
    return id;
  }

  String repository() {
    return repository;
  }

  synchronized void append(byte[] buffer, int length) {
    received.write(buffer, 0, length);
  }

  synchronized long size() {
    return received.size();
  }

  synchronized byte[] content() {
    return received.toByteArray();
  }

  /** Returns the size of the PATCH before, -1 when there was none. */
  synchronized long lastChunk() {
    return lastChunk;
  }

  synchronized void chunkEnded(long length) {
    lastChunk = length;
  }

  /**
   * Returns the path for the next request. Its query carries how far the upload was, as in
   * distribution: clients must take the address of the latest answer as it is, escapes included.
   */
  String location() {
    return "/v2/"
        + repository
        + "/blobs/uploads/"
        + id
        + "?_state="
        + state(size()).replace("=", "%3D");
  }

  /** Returns whether a state was given out by this session at its present size. */
  boolean isCurrent(String state) {
    return state.equals(state(size()));
  }

  /** Returns whether a state was given out by this session at all. */
  boolean isOwn(String state) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(state), StandardCharsets.UTF_8);
      return plain.startsWith(id + "@");
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  private String state(long offset) {
    byte[] plain = (id + "@" + offset).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().encodeToString(plain);
  }

  /** Returns the header {@code Range}: {@code 0-0} for nothing too, as both real ones answer. */
  String range() {
    return "0-" + Math.max(0, size() - 1);
  }
}
