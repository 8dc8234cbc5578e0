package io.github.difyarms.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.LoopbackServer.Script;
import io.github.difyarms.net.LoopbackServer.Seen;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadsTest {
  private static final byte[] BYTES = "0123456789".repeat(1000).getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;
  private Path file;
  private final Notes notes = new Notes();
  private final List<String> reports = new ArrayList<>();

  @BeforeEach
  void name() {
    file = folder.resolve("new/tool");
  }

  private DownloadResult fetch(Download download, HttpOptions options) {
    try (HttpTransport transport = new HttpTransport(options.withRetries(3), notes, notes)) {
      return new Downloads(
              transport,
              notes,
              (what, done, total) -> reports.add(what + " " + done + " of " + total.orElse(-1)))
          .fetch(download, file);
    }
  }

  private DownloadResult fetch(Download download) {
    return fetch(download, HttpOptions.defaults());
  }

  private static Download download(LoopbackServer server) {
    return Download.of(URI.create(server.url("/a/tool")), 1 << 20);
  }

  private static Reply part(Seen request) {
    int from =
        Integer.parseInt(request.headers().first("Range").orElseThrow().replaceAll("\\D", ""));
    return Reply.of(206, Arrays.copyOfRange(BYTES, from, BYTES.length))
        .with("Content-Range", "bytes " + from + "-" + (BYTES.length - 1) + "/" + BYTES.length)
        .with("ETag", "\"1\"");
  }

  private List<String> filesBeside() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void aFileArrivesWithItsHashAndWhatTheServerSaysOfIt() throws Exception {
    try (LoopbackServer server =
        LoopbackServer.http(
            r -> Reply.of(200, BYTES).with("ETag", "\"1\"").with("Last-Modified", "a day"))) {

      assertThat(fetch(download(server)))
          .isEqualTo(
              new DownloadResult.Fetched(
                  file,
                  "4c207598af7a20db0e3334dd044399a40e467cb81b37f7ba05a4f76dcbd8fd59",
                  BYTES.length,
                  Optional.of("\"1\""),
                  Optional.of("a day"),
                  URI.create(server.url("/a/tool"))));
    }
    assertThat(file).hasBinaryContent(BYTES);
    assertThat(filesBeside()).containsExactly("tool");
    assertThat(reports).contains("tool 10000 of 10000");
  }

  @Test
  void anUnchangedFileIsNotSentAgain() {
    try (LoopbackServer server =
        LoopbackServer.http(
            r ->
                r.headers().first("If-None-Match").equals(Optional.of("\"1\""))
                    ? Reply.of(304)
                    : Reply.of(200, BYTES))) {

      assertThat(fetch(download(server).unless(Optional.of("\"1\""))))
          .isEqualTo(new DownloadResult.NotModified());
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aBrokenConnectionIsTakenUpWhereItBroke() {
    try (LoopbackServer server =
        LoopbackServer.http(
            r ->
                r.headers().first("Range").isPresent()
                    ? part(r)
                    : Reply.of(200, BYTES).with("ETag", "\"1\"").cut(4000))) {

      assertThat(fetch(download(server))).isInstanceOf(DownloadResult.Fetched.class);
      assertThat(server.seen()).hasSize(2);
      assertThat(server.seen().get(1).headers().first("If-Range")).contains("\"1\"");
    }
    assertThat(file).hasBinaryContent(BYTES);
  }

  @Test
  void aFileThatChangedMeanwhileComesWhole() {
    Script script =
        r ->
            r.headers().first("Range").isPresent()
                ? Reply.of(200, "changed").with("ETag", "\"2\"")
                : Reply.of(200, BYTES).with("ETag", "\"1\"").cut(4000);
    try (LoopbackServer server = LoopbackServer.http(script)) {
      assertThat(((DownloadResult.Fetched) fetch(download(server))).etag()).contains("\"2\"");
    }
    assertThat(file).hasContent("changed");
  }

  @Test
  void withoutValidatorAFileIsStartedAnew() {
    List<String> asked = new ArrayList<>();
    Script script =
        r -> {
          asked.add(r.headers().first("Range").orElse("whole"));
          return asked.size() == 1 ? Reply.of(200, BYTES).cut(4000) : Reply.of(200, BYTES);
        };
    try (LoopbackServer server = LoopbackServer.http(script)) {
      assertThat(fetch(download(server))).isInstanceOf(DownloadResult.Fetched.class);
    }
    assertThat(asked).containsExactly("whole", "whole");
    assertThat(file).hasBinaryContent(BYTES);
  }

  @Test
  void aFileThatNeverComesWholeIsAnErrorAndLeavesTheOldOneAlone() throws Exception {
    Files.createDirectories(folder.resolve("new"));
    Files.writeString(file, "old");
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(200, BYTES).cut(4000))) {
      assertThatThrownBy(() -> fetch(download(server))).hasMessageContaining("DA-211");
      assertThat(server.seen()).hasSize(4);
    }
    assertThat(file).hasContent("old");
    assertThat(filesBeside()).containsExactly("tool");
  }

  @Test
  void otherBytesThanExpectedAreNotKept() throws Exception {
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(200, BYTES))) {
      assertThatThrownBy(() -> fetch(download(server).withSha256(Optional.of("A".repeat(64)))))
          .hasMessageContaining("DA-204")
          .hasMessageContaining("expected " + "a".repeat(64));
    }
    assertThat(filesBeside()).isEmpty();
  }

  @Test
  void aFileLongerThanAllowedIsNotKept() throws Exception {
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(200, BYTES))) {
      Download small = Download.of(URI.create(server.url("/tool")), 9_999);

      assertThatThrownBy(() -> fetch(small)).hasMessageContaining("9999 are accepted");
    }
    assertThat(filesBeside()).isEmpty();
  }

  @Test
  void aRefusalIsHandedOnInTheServersWords() {
    String body = "<Error>\n  <Code>NoSuchKey</Code></Error>";
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(404, body))) {
      assertThat(fetch(download(server)))
          .isEqualTo(
              new DownloadResult.Refused(
                  404,
                  "<Error> <Code>NoSuchKey</Code></Error>",
                  URI.create(server.url("/a/tool"))));
    }
  }

  @Test
  void aLoginGoesToItsOwnHostOnly() {
    try (LoopbackServer store = LoopbackServer.http(r -> Reply.of(200, BYTES));
        LoopbackServer front =
            LoopbackServer.http(r -> Reply.of(307).with("Location", store.url("/x")))) {
      URI uri = URI.create("http://u:p%40w@" + front.authority() + "/tool");

      DownloadResult result = fetch(Download.of(uri, 1 << 20));

      assertThat(((DownloadResult.Fetched) result).finalUri()).hasPath("/x");
      assertThat(front.seen().get(0).authorization()).contains("Basic dTpwQHc=");
      assertThat(store.seen().get(0).authorization()).isEmpty();
    }
  }

  @Test
  void redirectsEnd() {
    try (LoopbackServer server =
        LoopbackServer.http(r -> Reply.of(302).with("Location", "/again"))) {
      assertThatThrownBy(() -> fetch(download(server)))
          .hasMessageContaining("DA-209")
          .hasMessageContaining("5 redirects");
    }
  }

  @Test
  void aRedirectToPlainHttpOnAnotherHostIsRefused() {
    try (LoopbackServer server =
        LoopbackServer.http(r -> Reply.of(302).with("Location", "http://files.test/tool"))) {
      assertThatThrownBy(() -> fetch(download(server).withPlain(true)))
          .hasMessageContaining("DA-209")
          .hasMessageContaining("plain HTTP");
    }
  }

  @Test
  void plainHttpBeyondThisMachineNeedsPermission() throws Exception {
    Download download = Download.of(URI.create("http://files.test/tool"), 100);
    try (TunnelProxy proxy = new TunnelProxy(1, "dTpwdw==")) {
      HttpOptions options =
          HttpOptions.defaults().withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));

      assertThatThrownBy(() -> fetch(download, options)).hasMessageContaining("DA-209");
      assertThat(proxy.connects).isEmpty();
      assertThat(fetch(download.withPlain(true), options))
          .isInstanceOf(DownloadResult.Fetched.class);
      assertThat(proxy.connects).hasSize(1);
    }
  }

  @Test
  void aShortAnswerIsReadWhateverItsStatus() {
    try (LoopbackServer server = LoopbackServer.http(r -> Reply.of(410, "gone"));
        HttpTransport transport = new HttpTransport(HttpOptions.defaults(), notes, notes)) {
      HttpAnswer answer =
          new Downloads(transport, notes, DownloadProgress.silent()).read(download(server), 100);

      assertThat(answer.status()).isEqualTo(410);
      assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("gone");
    }
  }
}
