package io.github.difyarms.faults;

import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.Digest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.net.HttpOptions;
import io.github.difyarms.net.NetListener;
import io.github.difyarms.testing.Misdeed;
import io.github.difyarms.testing.RegistryFront;
import io.github.difyarms.testing.RequestKind;
import io.github.difyarms.testing.Workshop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Registries that want tokens, each behind a front, and builds that do not really wait. */
final class FaultBench implements AutoCloseable {
  /** The tag of every result. */
  static final String TAG = "1.16.1-arms";

  /** Larger than most blobs here, so that uploads go in one piece, and in parts when told to. */
  private static final long CHUNK = 700;

  /** A program that is sent while it is compressed, and its chunks when that breaks off. */
  static final int PROGRAM = 150_000;

  private static final long PROGRAM_CHUNK = 64_000;
  private static final String USER = "alice";
  private static final String PASSWORD = "s3cret";
  private static final String BASE = "langgenius/dify-api";

  /** How the blobs of the base come to the target. */
  enum Way {
    /** Both are in one registry. */
    MOUNTED,
    /** From one registry to another. */
    STREAMED,
    /** To another registry, which takes chunks only. */
    CHUNKED,
    /** Both are in one registry, and the new layers are sent while they are compressed. */
    GROWING,
    /** The target has the image of an earlier version, which this cache built. */
    AGAIN;

    /** Returns what a build asks for on this way; an upload's progress only after a fault. */
    List<RequestKind> kinds() {
      List<RequestKind> kinds =
          new ArrayList<>(
              List.of(
                  RequestKind.TOKEN,
                  RequestKind.GET_MANIFEST,
                  RequestKind.POST_UPLOAD,
                  RequestKind.PUT_UPLOAD,
                  RequestKind.PUT_MANIFEST,
                  RequestKind.PUT_TAG));
      if (this != AGAIN) { // which knows them
        kinds.addAll(List.of(RequestKind.GET_CONFIG, RequestKind.GET_BLOB));
      }
      kinds.addAll(
          switch (this) {
            case MOUNTED -> List.of(RequestKind.MOUNT);
            case STREAMED -> List.of(RequestKind.HEAD_BLOB, RequestKind.GET_UPLOAD);
            case CHUNKED ->
                List.of(RequestKind.HEAD_BLOB, RequestKind.PATCH_UPLOAD, RequestKind.GET_UPLOAD);
            case GROWING ->
                List.of(RequestKind.MOUNT, RequestKind.PATCH_UPLOAD, RequestKind.GET_UPLOAD);
            case AGAIN -> List.of(RequestKind.HEAD_MANIFEST);
          });
      return kinds;
    }
  }

  /**
   * How long a build bears with a registry.
   *
   * @param silence after which it gives up a request
   * @param retries how often it repeats one
   */
  record Patience(Duration silence, int retries) {
    /** That of builds that meet no fault, of which a busy machine must not make one. */
    static final Patience USUAL = new Patience(Duration.ofSeconds(60), 4);

    /** Little, for builds that do meet faults; it costs this much time for each of them. */
    static Patience little(int retries) {
      return new Patience(Duration.ofMillis(300), retries);
    }
  }

  private final EmbeddedRegistry first = registry().start();
  private final EmbeddedRegistry second = registry().start();
  private final EmbeddedRegistry chunking = registry().chunksOnly().start();
  private final RegistryFront source = RegistryFront.before(first);
  private final RegistryFront other = RegistryFront.before(second);
  private final RegistryFront chunks = RegistryFront.before(chunking);
  private final Path directory;
  private final String right;
  private final String rightProgram;

  FaultBench(Path directory) {
    this.directory = directory;
    MiniatureImages.builder().layers(5).build().pushTo(first, BASE, "1.16.1");
    this.right = build(Way.MOUNTED, "right").toString();
    this.rightProgram = build(Way.GROWING, "right-program").toString();
  }

  private static EmbeddedRegistry.Builder registry() {
    return EmbeddedRegistry.builder().bearerAuth(USER, PASSWORD);
  }

  /** Returns the digest that every build ends with that ends well. */
  String right(Way way) {
    return way == Way.GROWING ? rightProgram : right;
  }

  /** Prepares a target for {@link #build}, without any fault. */
  Optional<String> before(Way way, String name) {
    source.misdeed(Misdeed.none());
    if (way == Way.AGAIN) {
      BuildResult unused =
          workshop(way, name, Patience.USUAL)
              .agentVersion("1.0.0")
              .build(base(), target(way, name));
    }
    return witness(way, name).complete(TAG);
  }

  /** Lets something befall the requests from now on. */
  void misdeed(Misdeed misdeed) {
    for (RegistryFront front : fronts()) {
      front.reset();
      front.misdeed(misdeed);
    }
  }

  private List<RegistryFront> fronts() {
    return List.of(source, other, chunks);
  }

  /** Builds with a cache, a directory and a target of this name, where no fault is met. */
  Digest build(Way way, String name) {
    return build(way, name, Patience.USUAL);
  }

  /** Builds with a cache, a directory and a target of this name. */
  Digest build(Way way, String name, Patience patience) {
    return workshop(way, name, patience)
        .build(base(), target(way, name))
        .components()
        .get(0)
        .digest();
  }

  private Workshop workshop(Way way, String name, Patience patience) {
    return new Workshop(directory.resolve(name))
        .login(USER, PASSWORD)
        .program(way == Way.GROWING ? PROGRAM : 0)
        .chunks(way == Way.GROWING ? PROGRAM_CHUNK : CHUNK)
        .network(
            HttpOptions.defaults()
                .withRetries(patience.retries())
                .withTimeouts(Duration.ofSeconds(20), patience.silence()),
            NetListener.silent(),
            time -> {});
  }

  private String base() {
    return source.address() + "/" + BASE + ":1.16.1";
  }

  private String target(Way way, String name) {
    RegistryFront front =
        switch (way) {
          case MOUNTED, GROWING, AGAIN -> source;
          case STREAMED -> other;
          case CHUNKED -> chunks;
        };
    return front.address() + "/acme/" + name;
  }

  ImageWitness witness(Way way, String name) {
    EmbeddedRegistry registry =
        switch (way) {
          case MOUNTED, GROWING, AGAIN -> first;
          case STREAMED -> second;
          case CHUNKED -> chunking;
        };
    return ImageWitness.of(registry, "acme/" + name);
  }

  /** Returns how many requests there were since {@link #misdeed}. */
  int requests() {
    return fronts().stream().mapToInt(front -> front.seen().size()).sum();
  }

  /** Returns whether a tag was put since {@link #misdeed}, with or without an answer. */
  boolean tagAsked() {
    return fronts().stream().anyMatch(front -> !front.seen(RequestKind.PUT_TAG).isEmpty());
  }

  /** Returns what failed in the fronts, which is no fault that was meant. */
  List<Throwable> failures() {
    return fronts().stream().flatMap(front -> front.failures().stream()).toList();
  }

  @Override
  public void close() {
    fronts().forEach(RegistryFront::close);
    List.of(first, second, chunking).forEach(EmbeddedRegistry::close);
  }
}
