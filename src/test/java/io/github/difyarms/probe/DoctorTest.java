package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.registry.CredentialSource;
import io.github.difyarms.registry.RegistryClient;
import io.github.difyarms.registry.RegistryOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static Checkup checkup(String name, Consumer<Findings> work) {
    return new Checkup() {
      @Override
      public Group group() {
        return Group.TOOLS;
      }

      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(Findings findings) {
        work.accept(findings);
      }
    };
  }

  private static Checkup well(String name) {
    return checkup(name, findings -> findings.check(name, () -> Verdict.ok("well")));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theReportHasTheOrderOfTheCheckupsWhateverEndsFirst() {
    CountDownLatch second = new CountDownLatch(1);
    List<String> told = new ArrayList<>();

    DoctorReport report =
        new Doctor(Duration.ofMinutes(1))
            .examine(
                List.of(
                    checkup(
                        "first",
                        findings -> {
                          await(second);
                          findings.check("first", () -> Verdict.ok("well"));
                        }),
                    well("second")),
                finding -> {
                  told.add(finding.id());
                  second.countDown();
                });

    assertThat(told).containsExactly("second", "first");
    assertThat(report.findings()).extracting(Finding::id).containsExactly("first", "second");
  }

  /** Whose time is over as soon as something has been told. */
  private static Doctor impatient(List<String> told) {
    Duration limit = Duration.ofMinutes(1);
    return new Doctor(limit, () -> told.isEmpty() ? 0 : limit.toNanos() + 1);
  }

  @Test
  void whatHangsIsAProblemAndKeepsNothingElseFromBeingTold() {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    List<String> told = new ArrayList<>();

    DoctorReport report =
        impatient(told)
            .examine(
                List.of(
                    checkup(
                        "slow",
                        findings -> {
                          findings.check("slow.one", () -> Verdict.ok("well"));
                          findings.check(
                              "slow.two",
                              () -> {
                                begun.countDown();
                                await(never);
                                return Verdict.ok("too late");
                              });
                        }),
                    checkup(
                        "other",
                        findings -> {
                          await(begun);
                          findings.check("other", () -> Verdict.ok("well"));
                        })),
                finding -> told.add(finding.id()));

    assertThat(told).containsExactly("other", "slow.one", "slow.two");
    assertThat(report.findings().get(1).status()).isEqualTo(Status.PROBLEM);
    assertThat(report.findings().get(1).summary()).contains("slow.two came to no end");
  }

  @Test
  void aRegistryThatAcceptsAndSaysNothingHoldsNobodyUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RegistryClient client =
            new RegistryClient(
                new HttpTransport(HttpOptions.defaults().withRetries(0), NetListener.silent()),
                RegistryOptions.defaults(),
                NetListener.silent())) {
      ImageReference image =
          ImageReference.parse("127.0.0.1:" + silent.getLocalPort() + "/a/dify-api:1");

      List<String> told = new ArrayList<>();

      DoctorReport report =
          impatient(told)
              .examine(
                  List.of(
                      new BaseCheckup(
                          client, CredentialSource.anonymous(), List.of(image), Clock.systemUTC()),
                      checkup(
                          "other", findings -> findings.check("other", () -> accepted(silent)))),
                  finding -> told.add(finding.id()));

      assertThat(report.findings())
          .extracting(finding -> finding.id() + " " + finding.status().word())
          .containsExactly("base.connection problem", "other ok");
    }
  }

  private static Verdict accepted(ServerSocket silent) {
    try {
      silent.accept();
      return Verdict.ok("somebody asks");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatWouldStopABuildIsAProblemWithTheNextStepOfItsCode() {
    Finding finding =
        Bench.found(
                checkup(
                    "x",
                    findings ->
                        findings.check(
                            "x",
                            () -> {
                              throw new DifyArmsException(
                                  ErrorCode.RATE_LIMITED, "too many requests", "r.example", "429");
                            })))
            .get("x");

    assertThat(finding.status()).isEqualTo(Status.PROBLEM);
    assertThat(finding.summary()).isEqualTo("r.example: too many requests");
    assertThat(finding.detail()).contains("DA-210: 429");
    assertThat(finding.remedy()).contains(ErrorCode.RATE_LIMITED.next());
  }

  @Test
  void offlineSkips() {
    Checkup stopped =
        Checkup.stopped(
            Group.BASE,
            "base",
            new DifyArmsException(ErrorCode.OFFLINE, "no connection", "r.example", "-o"));

    assertThat(Bench.found(stopped).status("base")).isEqualTo(Status.SKIPPED);
  }

  @Test
  void aDefectInOneCheckupIsItsOwn() {
    Bench.Found found =
        Bench.found(
            checkup(
                "broken",
                findings -> {
                  throw new IllegalStateException("odd");
                }),
            checkup(
                "half",
                findings ->
                    findings.check(
                        "half.one",
                        () -> {
                          throw new IllegalStateException("odd");
                        })),
            well("other"));

    assertThat(found.status("broken")).isEqualTo(Status.PROBLEM);
    assertThat(found.status("half.one")).isEqualTo(Status.PROBLEM);
    assertThat(found.status("other")).isEqualTo(Status.OK);
  }

  @Test
  void problemsAreWorthAStopAndWarningsAreNot() {
    DoctorReport ill =
        new Doctor(Duration.ofMinutes(1))
            .examine(
                List.of(
                    checkup("a", f -> f.check("a", () -> Verdict.problem("bad", "mend it"))),
                    checkup("b", f -> f.check("b", () -> Verdict.warning("odd", "look at it"))),
                    Checkup.skipped(Group.TARGET, "c", "not set"),
                    well("d")),
                finding -> {});
    DoctorReport odd = new DoctorReport(ill.findings().subList(1, 4));

    assertThat(ill.summary()).isEqualTo("1 ok, 1 warning, 1 problem, 1 skipped");
    assertThat(ill.stop()).isPresent();
    assertThat(ill.stop().get()).hasMessageContaining("DA-691").hasMessageContaining("1 problem");
    assertThat(ill.stop().get().where()).isEqualTo("a");
    assertThat(odd.stop()).isEmpty();
  }
}
