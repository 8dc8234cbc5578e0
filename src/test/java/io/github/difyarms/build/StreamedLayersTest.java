package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.demo.RecordedRequest;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.Production;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.testing.Deed;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.ProgramPart;
import io.github.difyarms.testing.RegistryFront;
import io.github.difyarms.testing.Reply;
import io.github.difyarms.testing.RequestKind;
import io.github.difyarms.testing.Workshop;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are large enough to be sent while their layer is compressed. */
class StreamedLayersTest {
  private static final String BASE = "langgenius/dify-sandbox";
  private static final int SIZE = 17 << 20;

  @TempDir Path directory;
  private final EmbeddedRegistry registry = EmbeddedRegistry.start();

  @BeforeEach
  void push() {
    MiniatureImages.builder().build().pushTo(registry, BASE, "1.0");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  /**
   * A program for each platform, from a cache that may hold other bytes than it says.
   *
   * @param damaged whether it holds others
   * @param mended whether they are the right ones when the cache has been checked
   * @param until what has to happen before a layer can be whole
   */
  private record Large(int version, boolean damaged, boolean mended, Optional<CountDownLatch> until)
      implements Component {
    Large(int version, boolean damaged) {
      this(version, damaged, false, Optional.empty());
    }

    Large(int version, boolean damaged, boolean mended) {
      this(version, damaged, mended, Optional.empty());
    }

    private static final AbsoluteUnixPath FILE = AbsoluteUnixPath.get("/entrypoint.sh");

    @Override
    public String id() {
      return "large";
    }

    @Override
    public String settings() {
      return "large " + version;
    }

    @Override
    public List<WantedFile> wanted() {
      return List.of(WantedFile.required(FILE, 0));
    }

    private byte[] program(String platform) {
      byte[] bytes = new byte[SIZE];
      // One platform's program changes with the version, the other's stays.
      boolean changes = platform.endsWith("arm64");
      new Random(changes ? version : platform.hashCode()).nextBytes(bytes);
      for (int i = 0; i < SIZE; i += 2) {
        bytes[i] = 0;
      }
      return bytes;
    }

    private BlobContent content(byte[] bytes) {
      return () ->
          new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
              int count = super.read(buffer, offset, length);
              if (count < 0 && until.isPresent()) {
                try {
                  boolean unused = until.get().await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  throw new InterruptedIOException();
                }
              }
              return count;
            }
          };
    }

    @Override
    public Changes changes(PlatformBase base) {
      FoundFile old = Objects.requireNonNull(base.files().found().get(FILE));
      byte[] bytes = program(base.platform().toString());
      Digest digest = Digest.of(bytes);
      BlobContent content = content(damaged ? new byte[SIZE] : bytes);
      FileChange change =
          new FileChange(
              old,
              digest.toString(),
              ProgramPart.compiled(digest, SIZE),
              new Production() {
                @Override
                public MadeFile make() {
                  return made(content, digest);
                }

                @Override
                public MadeFile makeChecked() {
                  return made(mended ? BlobContent.of(bytes) : content, digest);
                }
              });
      return new Changes(List.of(change), new TreeMap<>(), "large", List.of(), List.of());
    }
  }

  private static MadeFile made(BlobContent content, Digest digest) {
    Optional<ProgramBuild> build = Optional.of(ProgramPart.build());
    return new MadeFile(content, digest, SIZE, build, new TreeMap<>(), List.of());
  }

  private BuildResult build(Large program, String target) {
    registry.reset();
    Workshop workshop = new Workshop(directory).with(Map.of("large", program));
    return workshop.run(
        List.of(
            workshop.request(
                "large",
                registry.address() + "/" + BASE + ":1.0",
                registry.address() + "/" + target)));
  }

  private List<RecordedRequest> patches() {
    return registry.recorded().stream()
        .filter(request -> request.method().equals("PATCH"))
        .toList();
  }

  @Test
  void oneRequestMoreSendsEachWhileItIsCompressed() {
    ComponentResult first = build(new Large(1, false), "acme/first").components().get(0);

    assertThat(patches()).hasSize(2).allMatch(patch -> patch.bytesIn() > SIZE / 4);
    assertThat(first.platforms())
        .allSatisfy(
            platform ->
                assertThat(registry.blob("acme/first", platform.layer().digest()))
                    .hasValueSatisfying(
                        bytes -> assertThat(bytes).hasSize((int) platform.layer().size())));
    assertThat(registry.tags("acme/first")).hasSize(1);
  }

  /** Mounts move nothing; an upload that begins after them leaves the line empty for so long. */
  @Test
  void mountsWaitForUploadsOfLayersThatAreBeingWritten() {
    CountDownLatch uploads = new CountDownLatch(2);
    AtomicBoolean overtaken = new AtomicBoolean();
    try (RegistryFront front = RegistryFront.before(registry)) {
      Deed first =
          Deed.edit(reply -> after(() -> comes(100, this::bothWaitForTheirUploads), reply));
      Deed held =
          Deed.edit(
              reply -> {
                uploads.countDown();
                boolean mounted = comes(3, () -> front.seen(RequestKind.MOUNT).size() > 1);
                overtaken.compareAndSet(false, mounted);
                return reply;
              });
      front.misdeed(
          Misdeed.anyOf(
              Misdeed.once(RequestKind.MOUNT, first),
              Misdeed.times(2, request -> request.kind() == RequestKind.POST_UPLOAD, held)));
      Large program = new Large(1, false, false, Optional.of(uploads));
      Workshop workshop = new Workshop(directory).with(Map.of("large", program));

      BuildResult unused =
          workshop.run(
              List.of(
                  workshop.request(
                      "large",
                      front.address() + "/" + BASE + ":1.0",
                      front.address() + "/acme/mounted")));

      assertThat(front.failures()).isEmpty();
      assertThat(uploads.getCount()).isZero();
      assertThat(front.seen(RequestKind.MOUNT)).hasSizeGreaterThan(2);
      assertThat(overtaken).isFalse();
    }
  }

  private static Reply after(BooleanSupplier wait, Reply reply) {
    assertThat(wait.getAsBoolean()).isTrue();
    return reply;
  }

  private boolean bothWaitForTheirUploads() {
    return Thread.getAllStackTraces().values().stream()
            .filter(
                stack ->
                    Stream.of(stack)
                        .anyMatch(
                            frame ->
                                frame.getClassName().equals(Delivery.class.getName())
                                    && frame.getMethodName().equals("opened")))
            .count()
        == 2;
  }

  /** Waits until something is so, some tenths of a second at most. */
  private static boolean comes(int tenths, BooleanSupplier so) {
    for (int i = 0; i < 10 * tenths && !so.getAsBoolean(); i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return so.getAsBoolean();
  }

  @Test
  void aLayerThatTheTargetHasIsNotSentAgainThoughItIsWrittenAgain() {
    build(new Large(1, false), "acme/again");

    ComponentResult second = build(new Large(2, false), "acme/again").components().get(0);

    assertThat(patches()).hasSize(1);
    assertThat(second.platforms()).hasSize(2);
  }

  @Test
  void aPlanKnowsOfTheRequestMore() {
    Workshop workshop = new Workshop(directory).with(Map.of("large", new Large(1, false)));
    var requests =
        List.of(
            workshop.request(
                "large",
                registry.address() + "/" + BASE + ":1.0",
                registry.address() + "/acme/planned"));
    long foretold = workshop.forecast(requests).total().expected().requests();

    registry.reset();
    workshop.run(requests);

    assertThat(registry.recorded()).hasSize((int) foretold);
  }

  @Test
  void aProgramThatChangedInTheCacheIsMadeAgain() {
    build(new Large(4, false), "acme/whole");

    ComponentResult mended = build(new Large(4, true, true), "acme/mended").components().get(0);

    assertThat(mended.digest()).isEqualTo(registry.tags("acme/whole").values().iterator().next());
    assertThat(registry.tags("acme/mended")).containsValue(mended.digest());
    assertThat(mended.platforms())
        .allSatisfy(
            platform ->
                assertThat(registry.blob("acme/mended", platform.layer().digest())).isPresent());
  }

  @Test
  void aProgramThatChangedInTheCacheStopsTheBuildWithItsOwnReason() throws IOException {
    assertThatThrownBy(() -> build(new Large(3, true), "acme/damaged"))
        .hasMessageContaining("DA-504")
        .hasMessageContaining("where: /entrypoint.sh")
        .hasMessageContaining("another build or program changed it meanwhile")
        .hasMessageNotContaining("cannot be written");

    assertThat(registry.tags("acme/damaged")).isEmpty();
    assertThat(registry.recorded())
        .noneMatch(request -> request.path().contains("/manifests/") && request.status() == 201);
  }
}
