package io.github.difyarms.lock;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.model.BuildPlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a build to a lock.
 *
 * @param file where the lock is
 * @param lock what it says
 * @param agents the agents that the user asks for, by component
 * @param command how parts of the lock are renewed
 */
public record LockGuard(
    LockFile file, Lock lock, Map<String, AgentChoice> agents, RenewCommand command) {
  /** Copies the map. */
  public LockGuard {
    agents = Map.copyOf(agents);
  }

  /**
   * Lets a plan pass that comes to what is locked.
   *
   * @throws DifyArmsException {@link ErrorCode#LOCK_DRIFT} with everything that differs
   */
  public void verify(BuildPlan plan) {
    List<Comparison.Item> drift = Comparison.of(lock, Lock.of(plan, agents), true).changed();
    if (!drift.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.LOCK_DRIFT,
          "what would be built is not what is locked",
          file.path().toString(),
          LockTable.lines(drift) + "to accept all of it: " + command.of(drift));
    }
  }

  /**
   * Returns a stop as it is to be told: one of a tool with another hash than the locked one as a
   * stop of the lock, any other as it is.
   *
   * @param mismatch the code of such a stop
   * @param part what the tool is renewed by
   * @param host the machine that the tool runs on; empty for what runs in a container
   */
  public DifyArmsException told(
      DifyArmsException stop, ErrorCode mismatch, String part, Optional<String> host) {
    if (stop.code() != mismatch || !lock.expected(stop.why())) {
      return stop;
    }
    return new DifyArmsException(
        ErrorCode.LOCK_TOOL_CHANGED,
        stop.what(),
        file.path() + ", " + stop.where(),
        stop.why()
            + "\nthe expected hash is the locked one; to accept what there is now: "
            + command.ofTool(part, host),
        stop);
  }
}
