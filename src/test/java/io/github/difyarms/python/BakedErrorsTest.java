package io.github.difyarms.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.difyarms.component.DifyApi;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.LoopbackServer.Reply;
import io.github.difyarms.testing.Workshop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole builds that an agent or a package index makes impossible: they stop with the reason, and
 * nothing is published. Real uv and pip; skipped where these cannot be had.
 */
@DisabledOnOs(OS.WINDOWS)
class BakedErrorsTest {
  private static final String BASE = "langgenius/dify-api";
  private static final String TARGET = "acme/dify-api";

  @TempDir Path directory;
  private final SimpleIndex index = new SimpleIndex();
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @AfterEach
  void stop() {
    index.close();
    registry.close();
  }

  private void build() throws IOException {
    BakedStandIns.base().pushTo(registry, BASE, "1.16.1");
    String tarball = index.server().url("/agent.tar.gz");
    try (BakingBench bench =
        new BakingBench(
            RealPythonTools.cache(), tarball, Optional.of(index.url()), Optional.empty())) {
      bench
          .in(new Workshop(directory), directory.resolve("cache"))
          .build(
              DifyApi.ID,
              registry.address() + "/" + BASE + ":1.16.1",
              registry.address() + "/" + TARGET);
    }
  }

  /** Returns why a build with this agent stopped, having looked that it left nothing behind. */
  private DifyArmsException stopped(byte[] tarball) {
    index.agent(Reply.of(200, tarball).with("ETag", "\"1\""));
    DifyArmsException stop = catchThrowableOfType(DifyArmsException.class, this::build);
    assertThat(stop).isNotNull();
    assertThat(registry.tags(TARGET)).isEmpty();
    assertThat(directory.resolve("out/images.json")).doesNotExist();
    return stop;
  }

  private static byte[] agent(String... requires) {
    return StandInWheel.tarball(
        StandInWheel.of("aliyun-agent", "2.0.0", requires).withProgram(BakedStandIns.PROGRAM));
  }

  private byte[] agent(TestWheel wheel) throws IOException {
    return BakedStandIns.agent(wheel, directory.resolve("wheels"));
  }

  @Test
  void withAnAgentThatIsInOrderTheImageIsPublished() throws IOException {
    index.agent(Reply.of(200, agent(BakedStandIns.wheel())));

    build();

    assertThat(registry.tags(TARGET)).containsOnlyKeys("1.16.1-arms");
  }

  @Test
  void aWheelOfTheIndexWithAnotherHashThanTheIndexSays() {
    StandInWheel good = StandInWheel.of("shared", "1.0");
    index.with(good);
    index.forge(good, good.noted("forged").bytes());

    DifyArmsException stop = stopped(agent("shared"));

    assertThat(stop.code()).isEqualTo(ErrorCode.WHEEL_HASH_MISMATCH);
    assertThat(stop.why()).contains("shared", good.sha256(), good.noted("forged").sha256());
  }

  @Test
  void aWheelOfTheTarballWithANameThatLeadsOut() throws IOException {
    DifyArmsException stop =
        stopped(agent(BakedStandIns.wheel().file("../../gunicorn/__init__.py", "evil()")));

    assertThat(stop.code()).isEqualTo(ErrorCode.WHEEL_UNSAFE);
    assertThat(stop.where())
        .isEqualTo("aliyun_agent-2.0.0-py3-none-any.whl entry ../../gunicorn/__init__.py");
    assertThat(directory.resolve("cache/gunicorn")).doesNotExist();
  }

  @Test
  void aPlatformWithoutAWheel() {
    index.with(StandInWheel.of("native", "1.0").tagged("cp312-cp312-manylinux_2_17_x86_64"));

    DifyArmsException stop = stopped(agent("native"));

    assertThat(stop.code()).isEqualTo(ErrorCode.WHEEL_MISSING);
    assertThat(stop.where()).contains("CPython 3.12", "linux/arm64", "glibc 2.36");
    assertThat(stop.why()).contains("native").doesNotContain("x86_64-unknown");
  }

  @Test
  void aConflictWithTheImageNamesAllVersions() {
    index.with(StandInWheel.of("protobuf", "7.1.0"), StandInWheel.of("protobuf", "6.33.0"));

    DifyArmsException stop = stopped(agent("protobuf<7"));

    assertThat(stop.code()).isEqualTo(ErrorCode.AGENT_CONFLICT);
    assertThat(stop.why())
        .startsWith(
            "protobuf: the image has 7.1.0, the agent would take 6.33.0;"
                + " aliyun-agent 2.0.0 wants protobuf<7\n");
  }
}
