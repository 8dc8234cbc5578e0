package io.github.difyarms.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.registry.RegistryProbe.Chunks;
import io.github.difyarms.registry.RegistryProbe.Greeting;
import io.github.difyarms.registry.RegistryProbe.Indexes;
import io.github.difyarms.registry.RegistryProbe.Said;
import io.github.difyarms.registry.RegistryProbe.Upload;
import io.github.difyarms.registry.RegistryProbe.Way;
import io.github.difyarms.toolchain.InstgoLook;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every text, and which answer leads to which verdict. */
class VerdictsTest {
  private static final Path FOLDER = Path.of("/x");
  private static final Way OWN = new Way(Optional.empty(), false);
  private static final Said ACCEPTED = said(202);
  private static final Said DIGEST = said(400, "DIGEST_INVALID: no");
  private static final Said INVALID = said(400, "MANIFEST_INVALID: no");

  private static Said said(int status) {
    return new Said(status, "HTTP " + status);
  }

  private static Said said(int status, String words) {
    return new Said(status, "HTTP " + status + ", " + words);
  }

  private static Upload upload(int status) {
    Optional<Said> cancelled = status == 202 ? Optional.of(said(204)) : Optional.empty();
    return new Upload(said(status), OWN, cancelled);
  }

  private static Verdict push(int status) {
    return TargetVerdicts.push("r/x", upload(status), Optional::empty);
  }

  private static Verdict chunks(int patch, int standing, boolean singleRefused) {
    Optional<Said> taken = patch == 202 ? Optional.of(said(standing)) : Optional.empty();
    return TargetVerdicts.chunks(
        "r",
        new Chunks(ACCEPTED, Optional.of(said(patch)), taken, Optional.empty()),
        singleRefused);
  }

  private static Verdict index(Said oci, Said docker, Said unheardOf) {
    return TargetVerdicts.indexes("r", new Indexes(oci, docker, unheardOf));
  }

  private static Verdict clock(Duration skew) {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    return ConnectionVerdicts.clock("r", Optional.of(now.minus(skew)), now);
  }

  private static Verdict connection(String address, int status) {
    URI uri = URI.create(address);
    return ConnectionVerdicts.connection(
        uri.getAuthority(),
        new Greeting(uri, status, Optional.empty(), Optional.empty()),
        Instant.EPOCH);
  }

  private static Verdict instgo(OptionalLong size) {
    return ToolVerdicts.instgo("https://h/i", new InstgoLook(Optional.empty(), size));
  }

  private static DifyArmsException stop() {
    return new DifyArmsException(ErrorCode.GO_UNAVAILABLE, "no proxy tells", "GOPROXY", "404");
  }

  static Stream<Verdict> all() {
    return Stream.of(
        MachineVerdicts.java("17", "x"),
        MachineVerdicts.maven("3.6.3"),
        MachineVerdicts.maven("5.0.0"),
        MachineVerdicts.disk("cache directory", FOLDER, 1, 100, 10),
        MachineVerdicts.disk("output directory", FOLDER, 50, 100, 10),
        MachineVerdicts.unwritable("output directory", FOLDER),
        MachineVerdicts.settings("settings.xml: odd"),
        MachineVerdicts.cacheAbsent(FOLDER),
        MachineVerdicts.cacheUnsafe(FOLDER, "others may write to it"),
        MachineVerdicts.cache(FOLDER, "rwx------", 1, 2),
        MachineVerdicts.cacheDamaged(FOLDER, 1, "/x/documents/sha256/a"),
        ToolVerdicts.goFound(FOLDER, "1.26.4"),
        ToolVerdicts.goMissing(List.of("go is old")),
        ToolVerdicts.proxy("1.26.4"),
        ToolVerdicts.proxySilent(stop(), true),
        ToolVerdicts.proxySilent(stop(), false),
        instgo(OptionalLong.of(5_000_000)),
        instgo(OptionalLong.empty()),
        ToolVerdicts.instgoSilent("https://h/i", List.of("no connection")),
        ToolVerdicts.compiler("amd64", "gcc", "12"),
        ToolVerdicts.key("settings.xml server arms"),
        ToolVerdicts.keyMissing("arms"),
        ToolVerdicts.source("u", Optional.of("1.0"), Optional.of("c0ffee")),
        ToolVerdicts.commitUnseen("u", "c0ffee"),
        ToolVerdicts.revisionMissing("u", "1.0"),
        ToolVerdicts.localSource("/x"),
        ToolVerdicts.localSourceOdd("/x"),
        connection("http://r.example", 200),
        connection("http://r.example", 404),
        ConnectionVerdicts.none("r", stop()),
        ConnectionVerdicts.mirrored(ConnectionVerdicts.none("r", stop())),
        clock(Duration.ofSeconds(200)),
        clock(Duration.ofHours(-1)),
        ConnectionVerdicts.credentials("r", Optional.empty()),
        ConnectionVerdicts.image("r/x:1", Optional.empty()),
        ConnectionVerdicts.image("r/x:1", Optional.of("sha256:a")),
        ConnectionVerdicts.blobs("r", new Way(Optional.of("oss"), true)),
        ConnectionVerdicts.uploads("r", OWN),
        ConnectionVerdicts.unreached("r"),
        push(202),
        push(401),
        push(404),
        push(405),
        TargetVerdicts.push(
            "r/x", new Upload(ACCEPTED, OWN, Optional.of(said(405))), Optional::empty),
        TargetVerdicts.mountOfPresent("r/x", upload(201)),
        TargetVerdicts.mountOfPresent("r/x", upload(202)),
        TargetVerdicts.mountOfNothing("r/x", upload(201)),
        TargetVerdicts.mountOfNothing("r/x", upload(202)),
        TargetVerdicts.mountElsewhere("r/x"),
        TargetVerdicts.mountSelf("r/x"),
        TargetVerdicts.mountUnknownBase("r/x"),
        TargetVerdicts.notPushed(),
        TargetVerdicts.left("r/x", List.of("manifest sha256:a")),
        TargetVerdicts.single("r", said(400)),
        TargetVerdicts.single("r", said(413)),
        TargetVerdicts.single("r", said(201)),
        TargetVerdicts.single("r", said(500)),
        chunks(202, 204, false),
        chunks(202, 404, false),
        chunks(405, 0, false),
        chunks(405, 0, true),
        index(DIGEST, DIGEST, INVALID),
        index(INVALID, DIGEST, INVALID),
        index(DIGEST, DIGEST, DIGEST),
        index(said(201), DIGEST, INVALID),
        TargetVerdicts.deletion("r", said(404)),
        TargetVerdicts.deletion("r", said(405)),
        TargetVerdicts.deletion("r", said(403)),
        DoctorVerdicts.expired("x", Duration.ofSeconds(1)),
        DoctorVerdicts.defect("x", new IllegalStateException("odd")));
  }

  @ParameterizedTest
  @MethodSource("all")
  void aWarningAndAProblemHaveANextStepAndTheOthersNone(Verdict verdict) {
    boolean ill = verdict.status() == Status.WARNING || verdict.status() == Status.PROBLEM;

    assertThat(verdict.remedy().isPresent()).isEqualTo(ill);
  }

  @ParameterizedTest
  @MethodSource("all")
  void aTextIsOneSentenceWithoutFullStop(Verdict verdict) {
    assertThat(verdict.summary()).isNotBlank().doesNotContain("\n").doesNotEndWith(".");
    assertThat(verdict.remedy().orElse("x")).isNotBlank().doesNotEndWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "3.8.7,ok",
    "3.9.16,ok",
    "4.0.0-rc-5,ok",
    "3.8.6,problem",
    "3.6.3,problem",
    "2.2.1,problem",
    "5.0.0,warning",
    "unknown,warning"
  })
  void whichMavenIsWell(String version, String status) {
    assertThat(MachineVerdicts.maven(version).status().word()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"9,problem", "10,warning", "99,warning", "100,ok"})
  void howMuchRoomIsEnough(long free, String status) {
    assertThat(MachineVerdicts.disk("cache directory", FOLDER, free, 100, 10).status().word())
        .isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "0,ok",
    "120,ok",
    "-120,ok",
    "121,warning",
    "-121,warning",
    "900,warning",
    "901,problem",
    "-901,problem"
  })
  void howFarAClockMayBeOff(long seconds, String status) {
    assertThat(clock(Duration.ofSeconds(seconds)).status().word()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"202,ok", "401,problem", "403,problem", "404,problem", "405,problem", "500,problem"})
  void whoMayPush(int status, String word) {
    assertThat(push(status).status().word()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({"400,ok", "405,warning", "411,warning", "413,warning", "501,warning", "500,skipped"})
  void whatAWholeLayerIsAnsweredWith(int status, String word) {
    assertThat(TargetVerdicts.single("r", said(status)).status().word()).isEqualTo(word);
  }

  @ParameterizedTest
  @CsvSource({
    "202,204,false,ok",
    "202,404,false,warning",
    "405,0,false,warning",
    "405,0,true,problem"
  })
  void whatAChunkIsAnsweredWith(int patch, int standing, boolean singleRefused, String word) {
    assertThat(chunks(patch, standing, singleRefused).status().word()).isEqualTo(word);
  }

  @Test
  void anIndexIsKnownWhenItIsRefusedOtherwiseThanNonsense() {
    assertThat(index(DIGEST, DIGEST, INVALID).status()).isEqualTo(Status.OK);
    assertThat(index(INVALID, DIGEST, INVALID).status()).isEqualTo(Status.WARNING);
    assertThat(index(said(415), DIGEST, said(415)).status()).isEqualTo(Status.WARNING);
    assertThat(
            index(
                    said(403, "DENIED: unknown manifest class for application/x"),
                    DIGEST,
                    said(403, "DENIED: unknown manifest class for application/y"))
                .status())
        .isEqualTo(Status.WARNING);
    assertThat(index(said(403), said(403), said(403)).status()).isEqualTo(Status.SKIPPED);
    assertThat(index(DIGEST, DIGEST, DIGEST).status()).isEqualTo(Status.SKIPPED);
    assertThat(index(said(404, "MANIFEST_BLOB_UNKNOWN: x"), DIGEST, INVALID).status())
        .isEqualTo(Status.OK);
  }

  @Test
  void aMountOfNothingTellsOnlyThatMountsAreForbidden() {
    assertThat(TargetVerdicts.mountOfNothing("r/x", upload(202)).status())
        .isEqualTo(Status.SKIPPED);
    assertThat(TargetVerdicts.mountOfNothing("r/x", upload(405)).status())
        .isEqualTo(Status.WARNING);
  }

  @Test
  void withoutAProxyAGoOnThePathStillServes() {
    assertThat(ToolVerdicts.proxySilent(stop(), true).status()).isEqualTo(Status.WARNING);
    assertThat(ToolVerdicts.proxySilent(stop(), false).status()).isEqualTo(Status.PROBLEM);
  }

  @Test
  void plainHttpIsWellOnThisMachineOnly() {
    assertThat(connection("http://127.0.0.1:5000", 200).status()).isEqualTo(Status.OK);
    assertThat(connection("http://r.example", 200).status()).isEqualTo(Status.WARNING);
  }
}
