package io.github.difyarms.lock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.store.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file a lock is kept in.
 *
 * @param path where it is
 */
public record LockFile(Path path) {
  /** Its name unless the user gives another one. */
  public static final String NAME = "dify-arms.lock.json";

  /** Returns its name, for messages. */
  public String name() {
    return String.valueOf(path.getFileName());
  }

  /**
   * Reads it, if it is there.
   *
   * @throws DifyArmsException {@link ErrorCode#LOCK_UNREADABLE} when it is no lock, or one of a
   *     newer plugin
   */
  public Optional<Lock> read() {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(path);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw unreadable(e.toString(), e);
    }
    return Optional.of(parse(bytes));
  }

  private Lock parse(byte[] bytes) {
    try {
      ObjectNode root = Json.readObject(bytes, path.toString());
      JsonNode version = root.path(LockJson.LOCK_VERSION);
      if (!version.isInt() || version.asInt() < 1) {
        throw unreadable("it has no " + LockJson.LOCK_VERSION, null);
      }
      if (version.asInt() > LockJson.VERSION) {
        throw unreadable(
            "it is of "
                + LockJson.LOCK_VERSION
                + " "
                + version.asInt()
                + ", and this plugin reads "
                + LockJson.VERSION
                + ": a newer plugin wrote it",
            null);
      }
      return LockJson.read(root);
    } catch (IllegalArgumentException e) {
      throw unreadable(String.valueOf(e.getMessage()), e);
    } catch (DifyArmsException e) {
      throw e.code() == ErrorCode.LOCK_UNREADABLE ? e : unreadable(e.why(), e);
    }
  }

  /** Returns whether nothing would be lost but text that no plugin reads: not a newer lock. */
  public boolean replaceable() {
    try {
      ObjectNode root = Json.readObject(Files.readAllBytes(path), path.toString());
      return root.path(LockJson.LOCK_VERSION).asInt() <= LockJson.VERSION;
    } catch (IOException | DifyArmsException e) {
      return true;
    }
  }

  /**
   * Reads it.
   *
   * @param why what it is needed for
   * @throws DifyArmsException {@link ErrorCode#LOCK_MISSING}, {@link ErrorCode#LOCK_UNREADABLE}
   */
  public Lock require(String why) {
    return read()
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.LOCK_MISSING, "there is no lock", path.toString(), why));
  }

  /**
   * Writes it as a whole or not at all.
   *
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public void write(Lock lock) {
    AtomicFiles.writeOutput(path, LockJson.write(lock), "the lock");
  }

  private DifyArmsException unreadable(
      String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new DifyArmsException(
        ErrorCode.LOCK_UNREADABLE, "the lock cannot be read", path.toString(), why, cause);
  }
}
