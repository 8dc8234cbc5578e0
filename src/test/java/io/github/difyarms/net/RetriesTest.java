package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.LoopbackServer.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
  private final Notes notes = new Notes();

  private Retries retries(int allowed) {
    Clock clock = Clock.fixed(Instant.parse("2026-11-24T08:00:00Z"), ZoneOffset.UTC);
    return new Retries("step", allowed, notes, notes, clock, () -> false);
  }

  private HttpTransport transport(HttpOptions options) {
    return new HttpTransport(options, notes, notes);
  }

  private static HttpHeaders retryAfter(String value) {
    HttpHeaders headers = new HttpHeaders();
    headers.add("Retry-After", value);
    return headers;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "Tue, 24 Nov 2026 08:00:30 GMT | 30",
        "Tue, 24 Nov 2026 07:00:00 GMT | 0",
        "86400 | 120",
      })
  void retryAfterIsObeyedUpToALimit(String value, long seconds) {
    assertThat(retries(1).again(429, retryAfter(value))).isTrue();
    assertThat(notes.waits).containsExactly(Duration.ofSeconds(seconds));
  }

  @Test
  void waitsGrow() {
    Retries retries = retries(5);
    while (retries.again("failed")) {}

    assertThat(notes.waits).hasSize(5);
    assertThat(notes.waits.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(notes.waits.get(4)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
  }

  @ParameterizedTest
  @CsvSource({
    "408,true",
    "429,true",
    "500,true",
    "502,true",
    "504,true",
    "501,false",
    "404,false",
    "401,false"
  })
  void onlyWhatMayPassIsRepeated(int status, boolean repeated) {
    assertThat(retries(1).again(status, new HttpHeaders())).isEqualTo(repeated);
  }

  @Test
  void anInterruptedThreadHasNoNextTimeAndSaysNothingOfOne() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> retries(5).again("failed"))
          .hasMessageContaining("the build was interrupted");
      assertThatThrownBy(() -> retries(0).again("failed"))
          .hasCauseInstanceOf(InterruptedException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(notes.reasons).isEmpty();
  }

  @Test
  void aHostThatIsNotThereIsTriedThreeTimesOnly() {
    Retries retries = retries(9);
    while (retries.again(new ConnectException("refused"))) {}

    assertThat(notes.waits).hasSize(2);
  }

  @Test
  void theAnswerAfterAStormIsTheLastOne() {
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(503, "busy"));
        HttpTransport transport = transport(HttpOptions.defaults().withRetries(2))) {
      HttpAnswer answer = transport.send(HttpCall.get(URI.create(server.url("/x"))), 10);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(server.seen()).hasSize(3);
      assertThat(transport.traffic().requests()).isEqualTo(3);
    }
  }

  @Test
  void aTooManyRequestsThatPassesIsForgotten() {
    AtomicInteger count = new AtomicInteger();
    try (LoopbackServer server =
            LoopbackServer.http(
                r ->
                    count.incrementAndGet() == 1
                        ? Reply.of(429).with("Retry-After", "3")
                        : Reply.of(200, "ok"));
        HttpTransport transport = transport(HttpOptions.defaults())) {
      assertThat(transport.send(HttpCall.get(URI.create(server.url("/x"))), 10).status())
          .isEqualTo(200);
      assertThat(notes.waits).containsExactly(Duration.ofSeconds(3));
    }
  }

  @Test
  void nobodyListensIsUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (HttpTransport transport = transport(HttpOptions.defaults())) {
      assertStops(
          ErrorCode.REGISTRY_UNREACHABLE,
          transport,
          "http://127.0.0.1:" + port + "/v2/?sig=s3cret");
    }
  }

  @Test
  void silenceIsAStall() throws IOException {
    try (ServerSocket silent = new ServerSocket(0);
        HttpTransport transport =
            transport(
                HttpOptions.defaults()
                    .withRetries(1)
                    .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(50)))) {
      assertStops(ErrorCode.STALLED, transport, "http://127.0.0.1:" + silent.getLocalPort() + "/x");
    }
  }

  @Test
  void aBodyThatNobodyTakesIsAStall() throws IOException {
    try (ServerSocket silent = new ServerSocket(0);
        HttpTransport transport =
            transport(
                HttpOptions.defaults()
                    .withRetries(0)
                    .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200)))) {
      HttpCall call =
          HttpCall.of("PUT", URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/x"))
              .with(HttpBody.of("application/octet-stream", new byte[32 << 20]));

      assertThatThrownBy(() -> transport.send(call, 10))
          .hasMessageContaining("DA-208")
          .hasMessageContaining("no byte was taken for 200 ms");
    }
  }

  private static void assertStops(ErrorCode code, HttpTransport transport, String url) {
    assertThatThrownBy(() -> transport.send(HttpCall.get(URI.create(url)), 10))
        .isInstanceOfSatisfying(
            DifyArmsException.class, stop -> assertThat(stop.code()).isEqualTo(code))
        .message()
        .doesNotContain("s3cret");
  }
}
