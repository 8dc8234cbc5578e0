package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Json;
import io.github.difyarms.net.DownloadProgress;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.HttpTransport;
import io.github.difyarms.net.LoopbackServer;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.net.Notes;
import io.github.difyarms.toolchain.ToolFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AgentProviderTest {
  private static final StandInWheel AGENT =
      StandInWheel.of("aliyun-agent", "2.0.0").withProgram("aliyun-instrument");
  private static final byte[] TARBALL =
      StandInWheel.tarball(AGENT, StandInWheel.of("Aliyun.Semantics", "0.6"));
  private static final byte[] NEWER =
      StandInWheel.tarball(StandInWheel.of("aliyun-agent", "3").withProgram("aliyun-instrument"));

  /** Nobody listens there. */
  private static final String SILENT = "http://127.0.0.1:9/agent.tar.gz";

  @TempDir Path cache;
  private final Notes notes = new Notes();
  private final List<String> told = new ArrayList<>();
  private final HttpTransport transport =
      new HttpTransport(HttpOptions.defaults().withRetries(0), notes, notes);
  private Reply answer = Reply.of(200, TARBALL).with("ETag", "\"1\"");
  private final LoopbackServer server = LoopbackServer.http(this::answer);
  private Optional<String> wanted = Optional.empty();
  private boolean offline;
  private AgentArchive.Limits limits = AgentArchive.Limits.DEFAULT;

  @AfterEach
  void stop() {
    server.close();
    transport.close();
  }

  private Reply answer(LoopbackServer.Seen request) {
    Optional<String> etag = Optional.ofNullable(answer.headers().get("ETag"));
    boolean same = etag.isPresent() && request.headers().first("If-None-Match").equals(etag);
    return same && answer.status() == 200 ? Reply.of(304) : answer;
  }

  private AgentProvider provider(String... addresses) {
    AgentSource source = new AgentSource(List.of(addresses), Optional.empty(), false);
    Downloads downloads = new Downloads(transport, notes, DownloadProgress.silent(), offline);
    return new AgentProvider(
        new AgentStore(cache, new AgentArchive(limits)),
        new AgentDownload(downloads, source),
        source,
        wanted,
        told::add);
  }

  private AgentTarball provide(String... addresses) throws Exception {
    return provider(addresses).provide();
  }

  private String here() {
    return server.url("/agent.tar.gz");
  }

  @Test
  void theTarballIsKeptByItsHashWithWhatItsWheelsSay() throws Exception {
    AgentTarball agent = provide(here());

    assertThat(agent.sha256()).isEqualTo(ToolFiles.sha256(TARBALL));
    assertThat(agent.size()).isEqualTo(TARBALL.length);
    assertThat(agent.address()).isEqualTo(here());
    assertThat(agent.agent()).hasToString("aliyun-agent==2.0.0");
    assertThat(agent.wheels())
        .extracting(wheel -> wheel.distribution().toString())
        .containsExactlyInAnyOrder("aliyun-agent==2.0.0", "aliyun-semantics==0.6");
    assertThat(agent.wheels())
        .allSatisfy(
            wheel ->
                assertThat(ToolFiles.sha256(agent.folder().resolve(wheel.filename())))
                    .isEqualTo(wheel.sha256()));
    assertThat(agent.wheels()).allMatch(Wheel::ofAgent);
  }

  @Test
  void aTarballThatIsUnchangedDoesNotComeAgainAndANewerOneDoes() throws Exception {
    AgentTarball first = provide(here());

    assertThat(provider(here()).look().tarball()).contains(first);
    assertThat(provide(here())).isEqualTo(first);

    answer = Reply.of(200, NEWER).with("ETag", "\"2\"");
    AgentLook look = provider(here()).look();
    assertThat(look.tarball()).isEmpty();
    assertThat(provide(here()).agent().version()).isEqualTo("3");
  }

  @Test
  void withTheHashOfOneThatIsHereNobodyIsAsked() throws Exception {
    AgentTarball first = provide(here());
    answer = Reply.of(200, NEWER).with("ETag", "\"2\"");
    wanted = Optional.of(first.sha256());
    server.seen().clear();

    assertThat(provide(here())).isEqualTo(first);
    assertThat(provider(here()).look().tarball()).contains(first);
    assertThat(server.seen()).isEmpty();
  }

  @Test
  void anotherHashThanTheWantedOneIsRefusedWithBoth() {
    wanted = Optional.of("a".repeat(64));

    assertThatThrownBy(() -> provide(here()))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AGENT_HASH_MISMATCH);
              assertThat(e.why())
                  .isEqualTo(
                      "expected "
                          + "a".repeat(64)
                          + "\nits bytes have "
                          + ToolFiles.sha256(TARBALL));
            });
  }

  @Test
  void aDamagedOneComesAgain() throws Exception {
    AgentTarball first = provide(here());
    Files.writeString(first.folder().resolve(AGENT.filename()), "damaged");

    assertThat(provider(here()).look().tarball()).isEmpty();
    assertThat(provide(here())).isEqualTo(first);
    assertThat(ToolFiles.sha256(first.folder().resolve(AGENT.filename())))
        .isEqualTo(AGENT.sha256());
  }

  @Test
  void theFirstAddressThatHasItDecides() throws Exception {
    assertThat(provide(SILENT, here()).address()).isEqualTo(here());

    assertThat(provider(SILENT, here()).look().tarball()).isPresent();
  }

  @Test
  void whereNobodyAnswersTheEarlierOneServesWithANote() throws Exception {
    AgentTarball first = provide(here());
    answer = Reply.of(503);

    assertThat(provide(here())).isEqualTo(first);
    assertThat(told).singleElement().asString().contains("HTTP 503", first.sha256());
  }

  @Test
  void aRefusalStopsAlthoughThereIsAnEarlierOne() throws Exception {
    provide(here());
    answer = Reply.of(404, "<Code>NoSuchKey</Code><Message>It is gone.</Message>");

    assertThatThrownBy(() -> provide(SILENT, here()))
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AGENT_NOT_FOUND);
              assertThat(e.why()).contains(SILENT + ": ", "HTTP 404: NoSuchKey (It is gone.)");
            });
  }

  @Test
  void offlineTheEarlierOneServesAndWithoutOneTheBuildStops() throws Exception {
    String far = "https://agent.example/agent.tar.gz";
    offline = true;

    assertThatThrownBy(() -> provide(far))
        .isInstanceOfSatisfying(
            DifyArmsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFLINE));

    offline = false;
    AgentTarball first = provide(here());
    ToolFiles.write(
        cache
            .resolve("python/agents/addresses")
            .resolve(ToolFiles.sha256(far.getBytes(StandardCharsets.UTF_8)) + ".json"),
        Json.object().put("sha256", first.sha256()));
    offline = true;
    assertThat(provide(far)).isEqualTo(first);
    assertThat(told).isEmpty();
  }

  @Test
  void plainHttpIsRefusedBeyondThisMachine() {
    assertThatThrownBy(() -> provide("http://agent.example/agent.tar.gz"))
        .hasMessageContainingAll("DA-703", "plain HTTP is not allowed");
  }

  static Stream<Arguments> misfits() {
    return Stream.of(
        Arguments.of("a page of a portal", "<html>".getBytes(StandardCharsets.UTF_8), ".gz"),
        Arguments.of(
            "no wheel",
            StandInWheel.tarball(tar -> StandInWheel.file(tar, "top.whl", AGENT.bytes())),
            "no wheel one folder down"),
        Arguments.of(
            "no program",
            StandInWheel.tarball(StandInWheel.of("aliyun-agent", "1")),
            "aliyun-instrument"),
        Arguments.of(
            "a wheel with another's name",
            StandInWheel.tarball(
                tar -> StandInWheel.file(tar, "a/aliyun_agent-9-py3-none-any.whl", AGENT.bytes())),
            "contradicts its metadata: aliyun-agent==2.0.0"),
        Arguments.of(
            "a wheel that is none",
            StandInWheel.tarball(
                tar -> StandInWheel.file(tar, "a/b-1-py3-none-any.whl", new byte[] {1})),
            "no wheel"),
        Arguments.of(
            "a name that leads out",
            StandInWheel.tarball(
                tar -> StandInWheel.file(tar, "../a-1-py3-none-any.whl", AGENT.bytes())),
            "leads out"),
        Arguments.of(
            "an absolute name",
            StandInWheel.tarball(tar -> StandInWheel.file(tar, "/etc/a.whl", AGENT.bytes())),
            "leads out"),
        Arguments.of(
            "a device",
            StandInWheel.tarball(
                tar -> {
                  tar.putArchiveEntry(
                      new TarArchiveEntry("a/b-1-py3-none-any.whl", TarConstants.LF_CHR));
                  tar.closeArchiveEntry();
                }),
            "neither a file nor a directory"),
        Arguments.of(
            "a link",
            StandInWheel.tarball(
                tar -> {
                  TarArchiveEntry link =
                      new TarArchiveEntry("a/b-1-py3-none-any.whl", TarConstants.LF_SYMLINK);
                  link.setLinkName("/etc/passwd");
                  tar.putArchiveEntry(link);
                  tar.closeArchiveEntry();
                }),
            "a link"),
        Arguments.of(
            "two of one name",
            StandInWheel.tarball(
                tar -> {
                  StandInWheel.file(tar, "a/" + AGENT.filename(), AGENT.bytes());
                  StandInWheel.file(tar, "b/" + AGENT.filename(), AGENT.bytes());
                }),
            "two wheels named"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("misfits")
  void whatIsNoAgentIsRefusedAndNotKept(String what, byte[] tarball, String why)
      throws IOException {
    answer = Reply.of(200, tarball);

    assertThatThrownBy(() -> provide(here()))
        .as(what)
        .isInstanceOfSatisfying(
            DifyArmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.AGENT_UNFIT);
              assertThat(e.why()).contains(why);
            });
    try (Stream<Path> left = Files.walk(cache)) {
      assertThat(left.filter(Files::isRegularFile).map(path -> path.getFileName().toString()))
          .allMatch(name -> name.endsWith(".lock"));
    }
  }

  @Test
  void aTarballBeyondTheLimitsIsRefused() {
    limits = new AgentArchive.Limits(1, 1 << 20);
    assertThatThrownBy(() -> provide(here())).hasMessageContaining("more than 1 entries");

    limits = new AgentArchive.Limits(100, 100);
    assertThatThrownBy(() -> provide(here())).hasMessageContaining("more than 100 bytes");
  }
}
