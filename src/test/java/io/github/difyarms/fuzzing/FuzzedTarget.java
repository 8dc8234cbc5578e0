package io.github.difyarms.fuzzing;

import com.sun.management.ThreadMXBean;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.lang.management.ManagementFactory;

/**
 * What Jazzer calls, in a JVM of its own, and regression tests as well: holds a target to what is
 * true of every reader.
 */
public final class FuzzedTarget {
  /** Names the class of the target. */
  static final String PROPERTY = "dify-arms.fuzz.class";

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static FuzzedTarget fuzzed;

  private final FuzzTarget target;

  FuzzedTarget(FuzzTarget target) {
    this.target = target;
  }

  /** Called by Jazzer once. */
  public static void fuzzerInitialize() throws Exception {
    Class<?> type = Class.forName(System.getProperty(PROPERTY));
    fuzzed = new FuzzedTarget((FuzzTarget) type.getConstructor().newInstance());
    for (byte[] seed : fuzzed.target.seeds()) {
      fuzzed.warmUp(seed);
    }
  }

  /** Loads the classes that a seed needs, which takes longer than an input may. */
  private void warmUp(byte[] seed) {
    try {
      target.accept(seed);
    } catch (Exception | AssertionError e) {
      // The fuzzer begins with the seeds and will report it.
    }
  }

  /** Called by Jazzer with every input; what this throws is a finding. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    fuzzed.check(input);
  }

  /** Feeds one input and checks what that needed. */
  void check(byte[] input) throws Exception {
    if (allocatedBy(input) > target.mostAllocated()) {
      long again = allocatedBy(input); // the first time classes may have been loaded
      if (again > target.mostAllocated()) {
        throw new AssertionError(input.length + " bytes of input took " + again + " of memory");
      }
    }
  }

  private long allocatedBy(byte[] input) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      target.accept(input.clone());
    } catch (DifyArmsException refused) {
      if (refused.code() == ErrorCode.DEFECT) {
        throw new AssertionError("the plugin blames itself", refused);
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
