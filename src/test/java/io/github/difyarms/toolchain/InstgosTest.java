package io.github.difyarms.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.Notes;
import io.github.difyarms.net.ProxyRules;
import io.github.difyarms.net.TunnelProxy;
import io.github.difyarms.testing.CommandLine;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, compiled here, stand for the closed tool. */
class InstgosTest {
  private static final Host HOST = Host.current();

  @TempDir static Path built;
  private static byte[] first = {};
  private static byte[] second = {};
  private static byte[] where = {};

  @TempDir Path folder;
  private final Notes notes = new Notes();
  private final List<String> told = new ArrayList<>();
  private final Commands commands = new Commands(Redaction.none());
  private volatile Reply answer = Reply.of(500);
  private LoopbackServer server;

  @BeforeAll
  static void compile() throws Exception {
    Optional<String> gcc = CommandLine.find("gcc", "no stand-in for instgo can be compiled");
    assumeTrue(gcc.isPresent() && HOST.os().equals("linux"));
    first = program(gcc.get(), "\\033[1minstgo\\033[0m version 1.2.3-beta linux\\nmore");
    second = program(gcc.get(), "2.0");
    where = compiled(gcc.get(), "puts(getcwd(0, 0))");
  }

  private static byte[] program(String gcc, String says) throws Exception {
    return compiled(gcc, "puts(\"" + says + "\")");
  }

  private static byte[] compiled(String gcc, String saying) throws Exception {
    Path source = built.resolve("tool.c");
    Files.writeString(
        source,
        "#include <stdio.h>\n#include <string.h>\n#include <unistd.h>\n"
            + "int main(int n, char **a) { return n == 2 && !strcmp(a[1], \"version\") ? "
            + saying
            + " < 0 : 9; }");
    Path tool = built.resolve("tool");
    CommandLine.of(gcc, "-o", tool.toString(), source.toString()).run().orFail();
    return Files.readAllBytes(tool);
  }

  @BeforeEach
  void start() {
    server = LoopbackServer.http(r -> answer);
  }

  @AfterEach
  void stop() {
    server.close();
    commands.close();
  }

  private void answer(Reply reply) {
    answer = reply;
  }

  private static String hash(byte[] bytes) {
    return ToolFiles.sha256(bytes);
  }

  private InstgoRequest request() {
    return request(server.url("/instgo"));
  }

  private static InstgoRequest request(String address) {
    return new InstgoRequest(URI.create(address), false, Optional.empty(), HOST);
  }

  private static InstgoRequest locked(InstgoRequest request, String sha256) {
    return new InstgoRequest(
        request.address(), request.allowHttp(), Optional.of(sha256), request.host());
  }

  private static InstgoRequest allowingHttp(InstgoRequest request) {
    return new InstgoRequest(request.address(), true, request.sha256(), request.host());
  }

  private InstgoTool provide(InstgoRequest request) {
    return provide(request, HttpOptions.defaults());
  }

  private InstgoTool provide(InstgoRequest request, HttpOptions options) {
    try (HttpTransport transport = new HttpTransport(options.withRetries(1), notes, notes)) {
      Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent());
      return new Instgos(folder, downloads, commands, told::add).provide(request);
    }
  }

  @Test
  void aToolArrivesWithItsHashAndItsVersion() {
    answer(Reply.of(200, first));

    InstgoTool tool = provide(request());

    assertThat(tool.sha256()).isEqualTo(hash(first));
    assertThat(tool.file())
        .isEqualTo(folder.resolve("tools/instgo/" + hash(first) + "/instgo"))
        .hasBinaryContent(first);
    assertThat(tool.version()).isEqualTo("instgo version 1.2.3-beta linux");
    assertThat(tool.versionNumber()).contains("1.2.3-beta");
    assertThat(tool.origin()).isEqualTo(request().address());
  }

  /** Returns each path with its time and what is in it. */
  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.toList()) {
        String bytes = Files.isRegularFile(path) ? ToolFiles.sha256(path) : "";
        all.put(path.toString(), Files.getLastModifiedTime(path) + " " + bytes);
      }
    }
    return all;
  }

  private InstgoLook peek() {
    try (HttpTransport transport = new HttpTransport(HttpOptions.defaults(), notes, notes)) {
      Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent());
      return new Instgos(folder, downloads, commands, told::add).peek(request());
    }
  }

  @Test
  void aPeekChangesNothing() throws IOException {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    Path file = provide(request()).file();
    Files.delete(file.resolveSibling("tool.json"));
    Files.setLastModifiedTime(file.getParent(), FileTime.fromMillis(0));
    answer(Reply.of(304));
    Map<String, String> before = everything();

    assertThat(peek().tool().orElseThrow().version()).isEqualTo(Instgos.UNKNOWN);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aPeekLeavesADamagedToolWhereItIs() throws IOException {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    Path file = provide(request()).file();
    Files.delete(file);
    Files.write(file, second);
    Map<String, String> before = everything();

    assertThat(peek().tool()).isEmpty();
    assertThat(everything()).isEqualTo(before);
    assertThat(server.seen().get(1).headers().first("If-None-Match")).isEmpty();
  }

  @Test
  void anUnchangedToolIsAskedForOnceAndNotSent() {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    provide(request());
    answer(Reply.of(304));

    assertThat(provide(request()).sha256()).isEqualTo(hash(first));
    assertThat(server.seen()).hasSize(2);
    assertThat(server.seen().get(1).headers().first("If-None-Match")).contains("\"a\"");
  }

  @Test
  void aNewerToolReplacesTheOlder() {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    provide(request());
    answer(Reply.of(200, second).with("ETag", "\"b\""));

    assertThat(provide(request()).version()).isEqualTo("2.0");
  }

  @Test
  void aLockedToolThatIsHereCostsNoRequest() {
    answer(Reply.of(200, first));
    provide(request());

    InstgoTool tool = provide(locked(request(), hash(first).toUpperCase(Locale.ROOT)));

    assertThat(tool.version()).contains("1.2.3");
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void aLockedToolThatIsNotHereIsFetchedAndChecked() {
    answer(Reply.of(200, first));

    assertThat(provide(locked(request(), hash(first))).sha256()).isEqualTo(hash(first));
    assertThatThrownBy(() -> provide(locked(request(), hash(second))))
        .hasMessageContaining("DA-602")
        .hasMessageContaining(hash(first))
        .hasMessageContaining(hash(second));
    assertThat(folder.resolve("tools/instgo/" + hash(second))).doesNotExist();
  }

  @Test
  void aDamagedCacheIsDroppedAndFilledAgain() throws Exception {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    Path file = provide(request()).file();
    Files.write(file, new byte[] {1});

    assertThat(provide(request()).file()).hasBinaryContent(first);
    assertThat(server.seen().get(1).headers().first("If-None-Match")).isEmpty();
  }

  @Test
  void theServersOwnWordsExplainAMissingTool() {
    answer(
        Reply.of(
            404,
            "<?xml version=\"1.0\"?>\n<Error>\n  <Code>NoSuchKey</Code>\n"
                + "  <Message>The specified key does not exist.</Message>\n</Error>"));

    assertThatThrownBy(() -> provide(request()))
        .hasMessageContaining("DA-601")
        .hasMessageContaining("HTTP 404: NoSuchKey (The specified key does not exist.)");
  }

  @Test
  void aPageInTheToolsPlaceIsNoTool() {
    answer(Reply.of(200, "<!DOCTYPE html><title>Please log in</title>" + " ".repeat(99)));

    assertThatThrownBy(() -> provide(request()))
        .hasMessageContaining("DA-603")
        .hasMessageContaining("an HTML or XML page; it begins with: <!DOCTYPE html>");
    assertThat(folder.resolve("tools/instgo")).isEmptyDirectory();
  }

  @Test
  void aProgramOfAnotherMachineIsNoTool() {
    byte[] other = first.clone();
    other[18] = (byte) (HOST.architecture().equals("amd64") ? 183 : 62);
    answer(Reply.of(200, other));

    assertThatThrownBy(() -> provide(request()))
        .hasMessageContaining("DA-603")
        .hasMessageContaining("it is a program for linux/")
        .hasMessageContaining("this is " + HOST);
  }

  @Test
  void aProgramThatIsCutOffIsNoTool() {
    answer(Reply.of(200, Arrays.copyOf(first, first.length - 1)));

    assertThatThrownBy(() -> provide(request()))
        .hasMessageContaining("DA-603")
        .hasMessageContaining("it is cut off");
  }

  @Test
  void aConnectionThatBreaksForGoodIsSaid() {
    answer(Reply.of(200, first).cut(1000));

    assertThatThrownBy(() -> provide(request()))
        .hasMessageContaining("DA-601")
        .hasMessageContaining("the connection broke");
  }

  @Test
  void aCopyMayUpdateItselfAndIsFoundOut() throws Exception {
    answer(Reply.of(200, first));
    InstgoTool tool = provide(request());

    Path copy = tool.copyInto(folder);

    assertThat(copy).isExecutable().hasFileName("instgo");
    assertThat(tool.changedHash(copy)).isEmpty();
    Files.write(copy, second);
    assertThat(tool.changedHash(copy)).contains(hash(second));
    assertThat(tool.file()).hasBinaryContent(first);
  }

  @Test
  void aToolThatDoesNotSayItsVersionIsUsedAllTheSame() {
    byte[] mute = first.clone();
    int at = new String(mute, StandardCharsets.ISO_8859_1).indexOf("version\0".substring(0, 7));
    mute[at] = 'V';
    answer(Reply.of(200, mute));

    InstgoTool tool = provide(request());

    assertThat(tool.versionNumber()).isEmpty();
    assertThat(told).hasSize(1).first().asString().contains("exit code 9");
  }

  @Test
  void whereTlsFailsPlainHttpIsUsedOnlyWhenItIsAllowed() throws Exception {
    try (ServerSocket plain = new ServerSocket(0);
        TunnelProxy proxy = new TunnelProxy(plain.getLocalPort(), "dTpwdw==", first)) {
      new Thread(() -> answerInPlainText(plain)).start();
      HttpOptions options =
          HttpOptions.defaults().withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));
      InstgoRequest request = request("https://files.test/instgo");

      assertThatThrownBy(() -> provide(request, options))
          .hasMessageContaining("DA-604")
          .hasMessageContaining("TLS was expected")
          .hasMessageContaining("-Ddify-arms.instgo.allowHttp=true");
      assertThat(proxy.connects).allMatch(target -> target.equals("files.test:443"));

      assertThat(provide(allowingHttp(request), options).sha256()).isEqualTo(hash(first));
      assertThat(told).hasSize(1).first().asString().contains("plain HTTP").contains("files.test");
    }
  }

  private static void answerInPlainText(ServerSocket plain) {
    while (!plain.isClosed()) {
      try (Socket socket = plain.accept()) {
        socket.getInputStream().read();
        socket
            .getOutputStream()
            .write("HTTP/1.1 400 No\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The client has read enough, or the test is over.
      }
    }
  }

  @Test
  void anHttpAddressBeyondThisMachineNeedsPermission() throws Exception {
    try (TunnelProxy proxy = new TunnelProxy(1, "dTpwdw==", first)) {
      HttpOptions options =
          HttpOptions.defaults().withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));
      InstgoRequest request = request("http://files.test/instgo");

      assertThatThrownBy(() -> provide(request, options)).hasMessageContaining("DA-604");
      assertThat(proxy.connects).isEmpty();
      assertThat(provide(allowingHttp(request), options).sha256()).isEqualTo(hash(first));
    }
  }

  @Test
  void aRefusalOverTlsDoesNotLeadToPlainHttp() {
    answer(Reply.of(403, "no"));

    assertThatThrownBy(() -> provide(allowingHttp(request())))
        .hasMessageContaining("DA-601")
        .hasMessageContaining("HTTP 403: no");
    assertThat(server.seen()).hasSize(1);
  }

  @Test
  void whileTheAddressDoesNotAnswerTheToolOfAnEarlierBuildServes() {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    provide(request());
    answer(Reply.of(503, "closed for repair"));
    assertThat(provide(request()).sha256()).isEqualTo(hash(first));
    answer(Reply.of(200, second).cut(1000));
    assertThat(provide(request()).sha256()).isEqualTo(hash(first));
    server.close();
    assertThat(provide(request()).sha256()).isEqualTo(hash(first));

    assertThat(told)
        .hasSize(3)
        .allMatch(note -> note.startsWith("instgo's address does not answer ("))
        .allMatch(note -> note.endsWith(hash(first)));
    assertThat(told.get(0)).contains("HTTP 503: closed for repair");
    assertThat(told.get(1)).contains("the connection broke");
    assertThat(told.get(2)).contains("no connection");
  }

  @Test
  void whereTlsFailsTheToolOfAnEarlierBuildServesToo() throws Exception {
    try (ServerSocket plain = new ServerSocket(0);
        TunnelProxy proxy = new TunnelProxy(plain.getLocalPort(), "dTpwdw==", first)) {
      new Thread(() -> answerInPlainText(plain)).start();
      HttpOptions options =
          HttpOptions.defaults().withProxies(ProxyRules.ofSettings(proxy.proxy("u", "pw"), ""));
      InstgoRequest request = request("https://files.test/instgo");
      provide(allowingHttp(request), options);
      told.clear();

      assertThat(provide(request, options).sha256()).isEqualTo(hash(first));
      assertThat(told).hasSize(1).first().asString().contains("TLS was expected");
    }
  }

  @Test
  void aRefusalOrAnotherAddressOrALockIsNotServedByAnEarlierBuild() {
    answer(Reply.of(200, first).with("ETag", "\"a\""));
    provide(request());
    answer(Reply.of(404, "gone"));
    assertThatThrownBy(() -> provide(request())).hasMessageContaining("HTTP 404: gone");
    answer(Reply.of(403, "no"));
    assertThatThrownBy(() -> provide(request())).hasMessageContaining("HTTP 403: no");
    answer(Reply.of(503, "closed"));
    assertThatThrownBy(() -> provide(request(server.url("/other"))))
        .hasMessageContaining("DA-601")
        .hasMessageContaining("HTTP 503: closed");
    assertThatThrownBy(() -> provide(locked(request(), hash(second))))
        .hasMessageContaining("DA-601")
        .hasMessageContaining("HTTP 503: closed");
    assertThat(told).isEmpty();
  }

  @Test
  void aHostThatDoesNotExistIsNotBlamedOnTls() {
    assertThatThrownBy(() -> provide(request("https://no-such-host.invalid/instgo")))
        .hasMessageContaining("DA-601")
        .hasMessageContaining("no-such-host.invalid");
  }

  @Test
  void whereItIsAskedForItsVersionAKilledBuildLeavesWhatTidyingUpKnows() {
    answer(Reply.of(200, where));

    String folder = Path.of(provide(request()).version()).getFileName().toString();

    assertThat(folder).matches("\\.incoming\\d+");
  }
}
