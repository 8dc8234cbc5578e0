package io.github.difyarms.lock;

import static io.github.difyarms.fuzzing.Reading.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Locks: what is read and written is read again as the same. */
public final class LockFuzz implements FuzzTarget {
  private final Path file;

  /** Makes a file to read. */
  public LockFuzz() throws IOException {
    file = Files.createTempFile("fuzzed", ".json");
    file.toFile().deleteOnExit();
  }

  @Override
  public void accept(byte[] input) throws Exception {
    LockFile lockFile = new LockFile(file);
    Files.write(file, input);
    lockFile.replaceable();
    Optional<Lock> lock = lockFile.read();
    if (lock.isPresent()) {
      lock.get().components().forEach(lock.get()::platforms);
      Files.write(file, LockJson.write(lock.get()).getBytes(UTF_8));
      Optional<Lock> again = Reading.of(() -> lockFile.read().orElseThrow());
      require(again.isPresent(), "what was written can be read");
      require(again.get().values().equals(lock.get().values()), "it is the same as before");
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
        Locks.TEXT.getBytes(UTF_8),
        "{\"lockVersion\":1,\"components\":{\"a\":{\"base\":{\"platforms\":{\"linux/amd64\":\"x\"}}}}}"
            .getBytes(UTF_8),
        "{\"lockVersion\":2}".getBytes(UTF_8));
  }

  @Override
  public List<String> words() {
    return List.of(
        "{",
        "}",
        ":",
        ",",
        "\"lockVersion\":1",
        "\"components\":",
        "\"base\":",
        "\"files\":",
        "\"agent\":",
        "\"wheels\":",
        "\"platforms\":",
        "\"linux/amd64\":",
        "\"linux/arm64\":",
        "\"tools\":",
        "\"go\":",
        "\"instgo\":",
        "\"image\":",
        "\"index\":",
        "\"sha256\":",
        "\"\"",
        "\\u0000",
        "a-1.0-py3-none-any.whl");
  }
}
