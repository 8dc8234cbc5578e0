package io.github.difyarms.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockGuardTest {
  private final LockGuard guard =
      new LockGuard(
          new LockFile(Path.of("/here/dify-arms.lock.json")),
          Locks.with(),
          Map.of(),
          new RenewCommand(Map.of("dify-arms.difyVersion", "1.16.1")));

  private static DifyArmsException mismatch(ErrorCode code, String expected) {
    return new DifyArmsException(
        code, "it has another hash", "GOPROXY", "expected " + expected + "\nits files have h1:x=");
  }

  @Test
  void aGoOfAnotherHashThanTheLockedOneIsToldWithTheLockAndTheCommand() {
    DifyArmsException told =
        guard.told(
            mismatch(ErrorCode.GO_HASH_MISMATCH, "h1:l="),
            ErrorCode.GO_HASH_MISMATCH,
            "go",
            Optional.of("linux-amd64"));

    assertThat(told.code()).isEqualTo(ErrorCode.LOCK_TOOL_CHANGED);
    assertThat(told.where()).isEqualTo("/here/dify-arms.lock.json, GOPROXY");
    assertThat(told.why())
        .contains("expected h1:l=\nits files have h1:x=\n")
        .endsWith(
            "mvn dify-arms:lock -Ddify-arms.lock.update=go -Ddify-arms.lock.hosts=linux-amd64"
                + " -Ddify-arms.difyVersion=1.16.1");
  }

  @Test
  void aHashThatIsNotOfTheLockIsNoMatterOfTheLock() {
    DifyArmsException own = mismatch(ErrorCode.TOOL_HASH_MISMATCH, "ab");
    DifyArmsException other = mismatch(ErrorCode.COMPILE_FAILED, "h1:l=");

    assertThat(guard.told(own, ErrorCode.TOOL_HASH_MISMATCH, "instgo", Optional.of("linux-amd64")))
        .isSameAs(own);
    assertThat(guard.told(other, ErrorCode.GO_HASH_MISMATCH, "go", Optional.of("linux-amd64")))
        .isSameAs(other);
  }
}
