package io.github.difyarms.demo;

import com.sun.net.httpserver.HttpServer;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.RawManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A container registry in this process, in memory, on a free loopback port: the OCI distribution
 * specification 1.1 without referrers. It checks what it is sent and records every request.
 */
public final class EmbeddedRegistry implements ImageSink, AutoCloseable {
  private static final int THREADS = 16;

  private final RegistryStorage storage = new RegistryStorage();
  private final Traffic traffic = new Traffic();
  private final ExecutorService threads;
  private final HttpServer server;
  private final PlainFront front;

  private EmbeddedRegistry(RegistryOptions options) throws IOException {
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "embedded-registry");
              thread.setDaemon(true);
              return thread;
            });
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    this.server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", new RegistryRoutes(storage, options, traffic));
    server.start();
    this.front = new PlainFront(loopback, server.getAddress());
  }

  /** Starts a registry that is open to everybody and grants mounts. */
  public static EmbeddedRegistry start() {
    return builder().start();
  }

  /** Returns the options of a registry to be started. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns host and port as references have them, {@code 127.0.0.1:PORT}. */
  public String address() {
    return "127.0.0.1:" + front.port();
  }

  /** Stops listening and drops every connection. */
  @Override
  public void close() {
    front.close();
    server.stop(0);
    threads.shutdownNow();
  }

  @Override
  public void putBlob(String repository, byte[] bytes) {
    storage.repository(repository).blobs.put(Digest.of(bytes), bytes.clone());
  }

  @Override
  public void putManifest(String repository, String identifier, RawManifest manifest) {
    storage.put(repository, identifier, manifest);
  }

  /** Returns a manifest or index by tag or digest. */
  public Optional<RawManifest> manifest(String repository, String identifier) {
    return storage.manifest(repository, identifier);
  }

  /** Returns a blob's bytes. */
  public Optional<byte[]> blob(String repository, Digest digest) {
    return storage.blob(repository, digest).map(byte[]::clone);
  }

  /** Returns the tags of a repository with the digests they point to. */
  public Map<String, Digest> tags(String repository) {
    return storage.tags(repository).orElseGet(TreeMap::new);
  }

  /** Returns how many uploads were begun and neither committed nor cancelled. */
  public int unfinishedUploads() {
    return storage.unfinishedUploads();
  }

  /** Returns every request since the start or the last {@link #reset()}, token requests too. */
  public List<RecordedRequest> recorded() {
    return traffic.all();
  }

  /** Returns how many requests there were, token requests apart. */
  public long requests() {
    return recorded().stream().filter(r -> !r.token()).count();
  }

  /** Returns how many times the token endpoint was asked. */
  public long tokenRequests() {
    return recorded().stream().filter(RecordedRequest::token).count();
  }

  /** Returns how many bytes of blobs were sent to a repository; mounts send none. */
  public long uploadedBytes(String repository) {
    return traffic.uploadedBytes(repository);
  }

  /** Returns the blobs that were read, wholly or in part, once per request. */
  public List<Digest> downloadedBlobs() {
    return traffic.downloadedBlobs();
  }

  /** Forgets the requests so far; the content stays. */
  public void reset() {
    traffic.clear();
  }

  /** How a registry is to behave; by default open, mounting, with mutable tags. */
  public static final class Builder {
    private boolean mounts = true;
    private boolean mountsForbidden;
    private boolean redirects;
    private boolean chunksOnly;
    private RegistryOptions.Access access = new RegistryOptions.Open();
    private boolean immutableTags;
    private boolean refuseAttestations;
    private boolean resumableUploads = true;
    private boolean relativeLocations;
    private OptionalLong chunkMinLength = OptionalLong.empty();
    private OptionalLong bodyLimit = OptionalLong.empty();

    private Builder() {}

    /** Answers every mount with 202 and an upload. */
    public Builder refuseMounts() {
      mounts = false;
      return this;
    }

    /** Answers every mount with 405, as a proxy that forbids them. */
    public Builder forbidMounts() {
      mountsForbidden = true;
      return this;
    }

    /** Sends who reads a blob to another address, as registries before an object store do. */
    public Builder redirectBlobs() {
      redirects = true;
      return this;
    }

    /** Answers 405 to a blob that is not sent in chunks. */
    public Builder chunksOnly() {
      chunksOnly = true;
      return this;
    }

    /** Wants user and password with every request. */
    public Builder basicAuth(String user, String password) {
      access = new RegistryOptions.Basic(user, password);
      return this;
    }

    /** Wants tokens of its own token endpoint, which wants user and password. */
    public Builder bearerAuth(String user, String password) {
      access = new RegistryOptions.Bearer(user, password, false, Optional.empty());
      return this;
    }

    /** Gives tokens to pull to anybody, as Docker Hub does. After {@link #bearerAuth}. */
    public Builder anonymousPull() {
      RegistryOptions.Bearer bearer = bearer();
      access = new RegistryOptions.Bearer(bearer.user(), bearer.password(), true, bearer.uses());
      return this;
    }

    /** Makes each token good for so many requests. After {@link #bearerAuth}. */
    public Builder tokenUses(int uses) {
      RegistryOptions.Bearer old = bearer();
      access =
          new RegistryOptions.Bearer(
              old.user(), old.password(), old.anonymousPull(), Optional.of(uses));
      return this;
    }

    private RegistryOptions.Bearer bearer() {
      if (access instanceof RegistryOptions.Bearer bearer) {
        return bearer;
      }
      throw new IllegalStateException("bearerAuth comes first");
    }

    /** Refuses to move a tag other than {@code latest}: 409 {@code TAG_IMMUTABLE}. */
    public Builder immutableTags() {
      immutableTags = true;
      return this;
    }

    /** Refuses attestation manifests with the words of Alibaba Cloud Container Registry: 403. */
    public Builder refuseAttestations() {
      refuseAttestations = true;
      return this;
    }

    /** Loses an upload whose PATCH was cut off, as docker-registry 2.8 does. */
    public Builder forgetInterruptedUploads() {
      resumableUploads = false;
      return this;
    }

    /** Gives {@code Location} without scheme and host. */
    public Builder relativeLocations() {
      relativeLocations = true;
      return this;
    }

    /** Announces {@code OCI-Chunk-Min-Length} and refuses smaller chunks before the last. */
    public Builder chunkMinLength(long bytes) {
      chunkMinLength = OptionalLong.of(bytes);
      return this;
    }

    /** Answers 413 to upload bodies above a size, as a proxy in front of a registry may. */
    public Builder bodyLimit(long bytes) {
      bodyLimit = OptionalLong.of(bytes);
      return this;
    }

    /** Starts the registry. */
    public EmbeddedRegistry start() {
      try {
        return new EmbeddedRegistry(
            new RegistryOptions(
                mounts,
                mountsForbidden,
                redirects,
                chunksOnly,
                access,
                immutableTags,
                refuseAttestations,
                resumableUploads,
                relativeLocations,
                chunkMinLength,
                bodyLimit));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
