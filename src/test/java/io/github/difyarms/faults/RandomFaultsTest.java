package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.faults.FaultBench.Patience;
import io.github.difyarms.faults.FaultBench.Way;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole builds beset by faults that a seed draws. Each ends with the right image, or with a code
 * and nothing new under the tag; and then a build without faults ends well with the same cache.
 *
 * <p>{@code -Ddify-arms.faultSeed=S} repeats the one run whose seed a failure names; {@code
 * -Ddify-arms.faultRuns=N} makes more runs with fresh seeds.
 */
@Timeout(600)
class RandomFaultsTest {
  /** The runs that are the same everywhere and always. */
  private static final int FIXED = 500;

  private static final int FRESH = Integer.getInteger("dify-arms.faultRuns", 100);
  private static final Long ONLY = Long.getLong("dify-arms.faultSeed");
  private static final int WORKERS = 3;
  private static final int RETRIES = 3;

  @TempDir Path directory;
  private final AtomicInteger well = new AtomicInteger();
  private final AtomicInteger unharmed = new AtomicInteger();
  private final AtomicInteger clean = new AtomicInteger();
  private final AtomicInteger fired = new AtomicInteger();
  private final AtomicInteger growing = new AtomicInteger();

  @Test
  void aBuildEndsWithTheRightImageOrWithACodeAndNothingNewUnderTheTag() throws Exception {
    long fresh = new Random().nextLong();
    LongStream seeds =
        ONLY != null
            ? LongStream.of(ONLY)
            : LongStream.concat(new Random(20240607).longs(FIXED), new Random(fresh).longs(FRESH));
    runs(seeds.toArray());
    System.out.printf(
        "random faults: %d runs (%d with layers sent while they are compressed), %d faults met; %d ended with the right image (%d met none), %d with"
            + " a code and nothing new under the tag; fresh seed %d%n",
        well.get() + clean.get(),
        growing.get(),
        fired.get(),
        well.get(),
        unharmed.get(),
        clean.get(),
        fresh);
  }

  private void runs(long[] seeds) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        Path folder = directory.resolve("worker-" + i);
        tasks.add(
            () -> {
              try (FaultBench bench = new FaultBench(folder)) {
                for (int n = next.getAndIncrement(); n < seeds.length; n = next.getAndIncrement()) {
                  run(bench, "run-" + n, seeds[n]);
                }
                assertThat(bench.failures()).isEmpty();
              }
              return null;
            });
      }
      for (Future<Void> done : workers.invokeAll(tasks)) {
        done.get();
      }
    } finally {
      workers.shutdownNow();
    }
  }

  private void run(FaultBench bench, String name, long seed) {
    Random random = new Random(seed);
    Way way = one(random, Way.values());
    Fault[] faults = new Fault[1 + random.nextInt(4)];
    for (int i = 0; i < faults.length; i++) {
      faults[i] = fault(random, way);
    }
    growing.addAndGet(way == Way.GROWING ? 1 : 0);
    String what = "seed " + seed + ", " + way + " with " + List.of(faults);
    Optional<String> before = bench.before(way, name);
    bench.misdeed(Misdeed.anyOf(faults));
    Optional<String> made = Optional.empty();
    boolean silence = false;
    try {
      made = Optional.of(bench.build(way, name, Patience.little(RETRIES)).toString());
      assertThat(made).as(what).contains(bench.right(way));
      well.incrementAndGet();
    } catch (DifyArmsException e) {
      assertThat(e.code().id()).as(what).isLessThan("DA-3").isNotEqualTo("DA-2");
      silence = e.code() == ErrorCode.STALLED && bench.tagAsked(); // of this machine, perhaps
      clean.incrementAndGet();
    } catch (RuntimeException e) {
      fail(what + " ended with an exception that has no code", e);
    }
    int met = List.of(faults).stream().mapToInt(fault -> fault.fired().get()).sum();
    fired.addAndGet(met);
    unharmed.addAndGet(met == 0 ? 1 : 0);
    Optional<String> after = bench.witness(way, name).complete(FaultBench.TAG);
    Optional<String> right = Optional.of(bench.right(way));
    boolean moved = made.isPresent() || ((silence || tagLost(faults)) && after.equals(right));
    assertThat(after).as(what).isEqualTo(moved ? right : before);

    bench.misdeed(Misdeed.none());
    assertThat(bench.build(way, name)).as(what).hasToString(bench.right(way));
    assertThat(bench.witness(way, name).complete(FaultBench.TAG))
        .as(what)
        .contains(bench.right(way));
    new CacheWitness(directory.resolve(name).resolve("cache")).entriesAreWhole();
  }

  /** Returns whether a tag may have been put without an answer that said so. */
  private static boolean tagLost(Fault[] faults) {
    return List.of(faults).stream()
        .filter(fault -> fault.kind() == RequestKind.PUT_TAG)
        .anyMatch(fault -> fault.deed() instanceof Deed.Cut || fault.deed() instanceof Deed.Lose);
  }

  private static Fault fault(Random random, Way way) {
    List<RequestKind> kinds = way.kinds();
    int body = way == Way.GROWING ? FaultBench.PROGRAM : 1500;
    RequestKind kind = kinds.get(random.nextInt(kinds.size()));
    int from = kind.name().endsWith("MANIFEST") || random.nextBoolean() ? 0 : random.nextInt(6);
    int count = random.nextInt(6) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(4);
    return switch (random.nextInt(5)) {
      case 0 -> status(random, kind, from, count);
      case 1 -> cut(random, kind, from, count);
      case 2 -> broken(random, kind, from, count, body);
      default -> {
        Fault.Sort sort = one(random, Fault.Sort.values());
        int most = sort == Fault.Sort.STALLED ? 2 : Integer.MAX_VALUE; // each takes its time
        yield Fault.of(kind, from, Math.min(count, most), sort);
      }
    };
  }

  private static <T> T one(Random random, T[] all) {
    return all[random.nextInt(all.length)];
  }

  private static Fault status(Random random, RequestKind kind, int from, int count) {
    int[] statuses = {408, 425, 429, 500, 501, 502, 503, 504, 507, 400, 403, 404, 416};
    int status = statuses[random.nextInt(statuses.length)];
    return Fault.of(kind, from, count, "HTTP " + status, Deed.say(Reply.of(status)));
  }

  private static Fault cut(Random random, RequestKind kind, int from, int count) {
    Point point = one(random, Point.values());
    Ending ending = random.nextBoolean() ? Ending.RESET : Ending.CLOSE;
    return Fault.of(
        kind, from, count, "cut at " + point + " by " + ending, Deed.pass().cut(point, ending));
  }

  private static Fault broken(Random random, RequestKind kind, int from, int count, int body) {
    int bytes = random.nextInt(body);
    Ending ending = random.nextBoolean() ? Ending.RESET : Ending.CLOSE;
    boolean kept = random.nextBoolean();
    return Fault.of(
        kind,
        from,
        count,
        ending + " after " + bytes + " bytes of the request" + (kept ? ", which are kept" : ""),
        kept ? Deed.losing(bytes, ending) : Deed.breaking(bytes, ending));
  }
}
