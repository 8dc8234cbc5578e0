package io.github.difyarms.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.faults.Fault.Sort;
import io.github.difyarms.faults.FaultBench.Patience;
import io.github.difyarms.faults.FaultBench.Way;
import io.github.difyarms.testing.RequestKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of request of a build, met by every sort of fault: once or twice, which a build gets
 * over, and for ever, which ends it cleanly.
 */
@Timeout(60)
class FaultMatrixTest {
  private static final int RETRIES = 2;

  /** What else a busy machine may be silent about; it costs time only when it is. */
  private static final int SLACK = 6;

  /** What a build may end with when one of its requests never succeeds. */
  private static final Set<ErrorCode> CLEAN =
      EnumSet.of(
          ErrorCode.REGISTRY_UNREACHABLE,
          ErrorCode.STALLED,
          ErrorCode.RATE_LIMITED,
          ErrorCode.REGISTRY_FAILED);

  @TempDir static Path directory;
  private static FaultBench bench;
  private static int passing;
  private static int lasting;
  private static int growing;

  @BeforeAll
  static void start() {
    bench = new FaultBench(directory);
  }

  @AfterAll
  static void stop() {
    System.out.printf(
        "fault matrix: %d cells of faults that pass, %d of faults that last; %d of them at layers that"
            + " are sent while they are compressed%n",
        passing, lasting, growing);
    assertThat(bench.failures()).isEmpty();
    bench.close();
  }

  /** Each kind, on the ways on which a build makes such requests. */
  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (Sort sort : Sort.values()) {
      for (RequestKind kind :
          List.of(
              RequestKind.TOKEN,
              RequestKind.GET_MANIFEST,
              RequestKind.GET_CONFIG,
              RequestKind.GET_BLOB,
              RequestKind.MOUNT,
              RequestKind.POST_UPLOAD,
              RequestKind.PUT_UPLOAD,
              RequestKind.PUT_MANIFEST,
              RequestKind.PUT_TAG)) {
        add(cells, Way.MOUNTED, kind, sort);
      }
      for (RequestKind kind :
          List.of(
              RequestKind.GET_BLOB,
              RequestKind.HEAD_BLOB,
              RequestKind.POST_UPLOAD,
              RequestKind.PUT_UPLOAD)) {
        add(cells, Way.STREAMED, kind, sort);
      }
      for (RequestKind kind :
          List.of(RequestKind.GET_BLOB, RequestKind.PATCH_UPLOAD, RequestKind.PUT_UPLOAD)) {
        add(cells, Way.CHUNKED, kind, sort);
      }
      for (RequestKind kind :
          List.of(RequestKind.POST_UPLOAD, RequestKind.PATCH_UPLOAD, RequestKind.PUT_UPLOAD)) {
        add(cells, Way.GROWING, kind, sort);
      }
      for (RequestKind kind : List.of(RequestKind.HEAD_MANIFEST, RequestKind.PUT_TAG)) {
        add(cells, Way.AGAIN, kind, sort);
      }
    }
    return cells.stream();
  }

  /** Only a request with a body can be lost in the middle. */
  private static void add(List<Arguments> cells, Way way, RequestKind kind, Sort sort) {
    boolean body = kind.name().startsWith("PUT_") || kind == RequestKind.PATCH_UPLOAD;
    if (sort != Sort.LOST || body) {
      cells.add(Arguments.of(way, kind, sort));
    }
  }

  private static String name(String lasts, Way way, RequestKind kind, Sort sort) {
    return (lasts + "-" + way + "-" + kind + "-" + sort).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Faults that tell of themselves take one attempt each, and none is left over. */
  private static Patience patience(Sort sort) {
    return sort == Sort.STALLED || sort == Sort.LOST || sort == Sort.TRUNCATED
        ? Patience.little(RETRIES + SLACK)
        : new Patience(Patience.USUAL.silence(), RETRIES);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cells")
  void whatFailsOnceOrTwiceIsGotOver(Way way, RequestKind kind, Sort sort) {
    for (int times = 1; times <= RETRIES; times++) {
      String name = name("passing" + times, way, kind, sort);
      Optional<String> unused = bench.before(way, name);
      Fault fault = Fault.of(kind, 0, times, sort);
      bench.misdeed(fault);

      assertThat(bench.build(way, name, patience(sort))).as(name).hasToString(bench.right(way));

      assertThat(fault.fired()).as(name).hasValue(times);
      assertThat(bench.witness(way, name).complete(FaultBench.TAG)).contains(bench.right(way));
      passing++;
      growing += way == Way.GROWING ? 1 : 0;
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("cells")
  void whatFailsForEverEndsTheBuildWithNothingUnderTheTag(Way way, RequestKind kind, Sort sort) {
    String name = name("lasting", way, kind, sort);
    Optional<String> before = bench.before(way, name);
    Fault fault = Fault.of(kind, 0, Integer.MAX_VALUE, sort);
    bench.misdeed(fault);
    lasting++;
    growing += way == Way.GROWING ? 1 : 0;
    if (way == Way.GROWING && kind == RequestKind.PATCH_UPLOAD && needless(sort)) {
      assertThat(bench.build(way, name, Patience.little(RETRIES + SLACK)))
          .as(name)
          .hasToString(bench.right(way));
      return;
    }

    Throwable stop = catchThrowable(() -> bench.build(way, name, Patience.little(RETRIES)));

    assertThat(stop)
        .as(name)
        .isInstanceOfSatisfying(
            DifyArmsException.class, clean -> assertThat(CLEAN).contains(clean.code()));
    assertThat(fault.fired().get()).as(name).isPositive();
    Optional<String> after = bench.witness(way, name).complete(FaultBench.TAG);
    boolean effect = kind == RequestKind.PUT_TAG && sort.hasEffect();
    assertThat(after).as(name).isEqualTo(effect ? Optional.of(bench.right(way)) : before);
    // Ten blobs and manifests at most, each tried three times, and what belongs to each.
    assertThat(bench.requests()).as(name).isLessThan(200);
  }

  /** What is not taken while it is made is sent when it is whole, unless a part of it was kept. */
  private static boolean needless(Sort sort) {
    return sort != Sort.LOST;
  }
}
