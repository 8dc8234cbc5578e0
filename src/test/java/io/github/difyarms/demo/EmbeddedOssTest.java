package io.github.difyarms.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EmbeddedOssTest {
  private static final String PATH = "/bucket/tool";
  private static final String MD5 = "\"781E5E245D69B566979B86E28D23F2C7\"";

  private final EmbeddedOss oss = EmbeddedOss.start();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  EmbeddedOssTest() {
    oss.put(PATH, "0123456789".getBytes(UTF_8));
  }

  @AfterEach
  void stop() {
    oss.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(oss.address() + path));
    request.method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void anObjectHasItsMd5AsTag() throws IOException {
    HttpResponse<String> get = send("GET", PATH);
    HttpResponse<String> head = send("HEAD", PATH);

    assertThat(get.body()).isEqualTo("0123456789");
    assertThat(header(get, "ETag")).isEqualTo(MD5);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "Content-Length")).isEqualTo("10");
    assertThat(EmbeddedOss.etag("0123456789".getBytes(UTF_8))).isEqualTo(MD5);
  }

  @Test
  void whatTheClientHasIsNotSentAgain() throws IOException {
    assertThat(send("GET", PATH, "If-None-Match", MD5).statusCode()).isEqualTo(304);
    assertThat(send("GET", PATH, "If-None-Match", "\"0\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aRangeIsServedWhileTheObjectIsTheSame() throws IOException {
    HttpResponse<String> rest = send("GET", PATH, "Range", "bytes=4-", "If-Range", MD5);
    HttpResponse<String> other = send("GET", PATH, "Range", "bytes=4-", "If-Range", "\"0\"");
    HttpResponse<String> behind = send("GET", PATH, "Range", "bytes=10-");

    assertThat(rest.statusCode()).isEqualTo(206);
    assertThat(rest.body()).isEqualTo("456789");
    assertThat(header(rest, "Content-Range")).isEqualTo("bytes 4-9/10");
    assertThat(other.statusCode()).isEqualTo(200);
    assertThat(other.body()).hasSize(10);
    assertThat(behind.statusCode()).isEqualTo(416);
  }

  @Test
  void whatIsNotThereIsToldInXml() throws IOException {
    HttpResponse<String> key = send("GET", "/bucket/other");
    HttpResponse<String> bucket = send("GET", "/buck/tool");

    assertThat(key.statusCode()).isEqualTo(404);
    assertThat(header(key, "Content-Type")).isEqualTo("application/xml");
    assertThat(key.body()).contains("<Code>NoSuchKey</Code>");
    assertThat(bucket.body()).contains("<Code>NoSuchBucket</Code>");
    assertThat(send("PUT", PATH).statusCode()).isEqualTo(405);
  }

  @Test
  void aConnectionIsLostOnceAndTheRestCanBeHad() throws IOException {
    oss.fail(PATH, new OssFault.Cut(4, true));

    assertThatThrownBy(() -> send("GET", PATH)).isInstanceOf(IOException.class);
    assertThat(send("GET", PATH, "Range", "bytes=4-").body()).isEqualTo("456789");
    assertThat(oss.recorded())
        .extracting(RecordedRequest::toString)
        .containsExactly(
            "GET /bucket/tool 200 (in 0, out 4)", "GET /bucket/tool 206 (in 0, out 6)");
  }

  @Test
  void aConnectionIsLostUntilTheObjectIsHealed() throws IOException {
    oss.fail(PATH, new OssFault.Cut(0, false));

    assertThatThrownBy(() -> send("GET", PATH)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> send("GET", PATH)).isInstanceOf(IOException.class);
    oss.heal(PATH);
    assertThat(send("GET", PATH).statusCode()).isEqualTo(200);
  }

  @Test
  void aWrongLengthCutsTheBodyOrPromisesMore() throws IOException {
    oss.fail(PATH, new OssFault.Length(3));
    assertThat(send("GET", PATH).body()).isEqualTo("012");

    oss.fail(PATH, new OssFault.Length(11));
    assertThatThrownBy(() -> send("GET", PATH)).isInstanceOf(IOException.class);
  }

  @Test
  void aPageOrAnErrorTakesTheObjectsPlace() throws IOException {
    oss.fail(PATH, new OssFault.HtmlPage());
    assertThat(send("GET", PATH).body()).startsWith("<!DOCTYPE html>");

    oss.fail(PATH, new OssFault.Status(503, true));
    assertThat(send("GET", PATH).statusCode()).isEqualTo(503);
    assertThat(send("GET", PATH).statusCode()).isEqualTo(200);
  }
}
