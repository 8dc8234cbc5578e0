package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemeMemoryTest {
  @ParameterizedTest
  @CsvSource({
    "Client sent an HTTP request to an HTTPS server., true",
    "<center>The plain HTTP request was sent to HTTPS port</center>, true",
    "You're speaking plain HTTP to an SSL-enabled server port., true",
    "no such tag, false",
  })
  void knowsTheWordsOfServersThatWantTls(String body, boolean wanted) {
    HttpAnswer answer =
        new HttpAnswer(
            URI.create("http://localhost:1/"),
            400,
            new HttpHeaders(),
            body.getBytes(StandardCharsets.UTF_8));

    assertThat(SchemeMemory.wantsTls(answer)).isEqualTo(wanted);
  }
}
