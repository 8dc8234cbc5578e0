package io.github.difyarms.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.Notes;
import io.github.difyarms.testing.Deed.Ending;
import io.github.difyarms.testing.Deed.Point;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RegistryFrontTest {
  private static final String BASE = "langgenius/dify-api";
  private static final int PROGRAM = 600_000;

  @TempDir Path directory;
  private final EmbeddedRegistry registry =
      EmbeddedRegistry.builder().bearerAuth("alice", "s3cret").start();
  private final RegistryFront front = RegistryFront.before(registry);
  private final Notes notes = new Notes();

  @BeforeEach
  void base() {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.16.1");
  }

  @AfterEach
  void stop() {
    front.close();
    registry.close();
    assertThat(front.failures()).isEmpty();
  }

  private BuildResult build(HttpOptions options) {
    return new Workshop(directory)
        .login("alice", "s3cret")
        .network(options, notes, notes)
        .build(front.address() + "/" + BASE + ":1.16.1", front.address() + "/acme/dify-api");
  }

  @Test
  void withoutAMisdeedABuildSeesNoDifference() {
    BuildResult result = build(HttpOptions.defaults());

    assertThat(registry.tags("acme/dify-api"))
        .containsEntry("1.16.1-arms", result.components().get(0).digest());
    assertThat(front.seen().stream().map(FrontRequest::kind).collect(Collectors.toSet()))
        .contains(
            RequestKind.TOKEN,
            RequestKind.GET_MANIFEST,
            RequestKind.GET_CONFIG,
            RequestKind.GET_BLOB,
            RequestKind.MOUNT,
            RequestKind.POST_UPLOAD,
            RequestKind.PUT_UPLOAD,
            RequestKind.PUT_MANIFEST,
            RequestKind.PUT_TAG);
    assertThat(front.seen(RequestKind.TOKEN)).allMatch(request -> request.shows("s3cret"));
    assertThat(front.seen(RequestKind.PUT_TAG)).noneMatch(request -> request.shows("s3cret"));
    assertThat(front.seen().size()).isEqualTo(result.requests() + result.tokenRequests());
    assertThat(front.strangers()).isEmpty();
  }

  @Test
  void whatComesInChunksIsHandedOnAndCounted() {
    BuildResult result = program("whole");

    assertThat(front.seen(RequestKind.PATCH_UPLOAD))
        .hasSize(2)
        .allMatch(FrontRequest::streamed)
        .allMatch(patch -> patch.given().get() > PROGRAM);
    assertThat(registry.tags("acme/whole"))
        .containsEntry("1.16.1-arms", result.components().get(0).digest());
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void aBodyInChunksCanMeetItsEndInTheMiddle(Ending ending) {
    String name = ending.name().toLowerCase(Locale.ROOT);
    Deed[] deeds = {
      Deed.breaking(PROGRAM / 2, ending),
      Deed.losing(PROGRAM / 2, ending),
      Deed.early(PROGRAM / 2, Reply.of(503), ending)
    };
    for (int i = 0; i < deeds.length; i++) {
      front.reset();
      front.misdeed(Misdeed.once(RequestKind.PATCH_UPLOAD, deeds[i]));

      BuildResult result = program(name + i);

      assertThat(registry.tags("acme/" + name + i))
          .containsEntry("1.16.1-arms", result.components().get(0).digest());
      assertThat(front.seen(RequestKind.POST_UPLOAD)).hasSizeGreaterThan(4);
    }
  }

  private BuildResult program(String name) {
    return new Workshop(directory.resolve(name))
        .login("alice", "s3cret")
        .program(PROGRAM)
        .network(
            HttpOptions.defaults().withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)),
            notes,
            notes)
        .build(front.address() + "/" + BASE + ":1.16.1", front.address() + "/acme/" + name);
  }

  @ParameterizedTest
  @EnumSource(Point.class)
  void anAnswerThatBreaksOffOnceIsAskedForAgain(Point point) {
    for (Ending ending : Ending.values()) {
      front.reset();
      front.misdeed(Misdeed.once(RequestKind.GET_CONFIG, Deed.pass().cut(point, ending)));
      BuildResult result =
          new Workshop(directory.resolve(ending.name()))
              .login("alice", "s3cret")
              .network(
                  HttpOptions.defaults()
                      .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300)),
                  notes,
                  notes)
              .build(
                  front.address() + "/" + BASE + ":1.16.1",
                  front.address() + "/acme/" + ending.name().toLowerCase(Locale.ROOT));

      assertThat(result.components()).hasSize(1);
      assertThat(front.seen(RequestKind.GET_CONFIG)).hasSize(3);
    }
  }

  @Test
  void anyHostLeadsToAProxy() {
    try (RegistryFront proxy = RegistryFront.at("127.0.0.2").behind("registry.example", registry)) {
      BuildResult result =
          new Workshop(directory)
              .login("alice", "s3cret")
              .network(
                  HttpOptions.defaults()
                      .withInsecureHosts(java.util.Set.of("registry.example"))
                      .withProxies(proxy.asProxy()),
                  notes,
                  notes)
              .build("registry.example/" + BASE + ":1.16.1", "registry.example/acme/dify-api");

      assertThat(registry.tags("acme/dify-api"))
          .containsEntry("1.16.1-arms", result.components().get(0).digest());
      assertThat(proxy.seen()).allMatch(request -> request.host().equals("registry.example"));
    }
  }

  @Test
  void whatHasNoEndIsCountedWhileItIsTaken() {
    front.misdeed(
        Misdeed.on(
            Deed.say(Reply.of(200).streaming(RegistryFrontTest::endless)),
            RequestKind.GET_MANIFEST));

    assertThatThrownBy(() -> build(HttpOptions.defaults())).hasMessageContaining("DA-304");
    assertThat(front.seen(RequestKind.GET_MANIFEST).get(0).taken().get())
        .isBetween(4L << 20, 8L << 20);
  }

  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return ' ';
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        java.util.Arrays.fill(buffer, offset, offset + length, (byte) ' ');
        return length;
      }
    };
  }
}
