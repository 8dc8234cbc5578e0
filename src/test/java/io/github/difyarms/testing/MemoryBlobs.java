package io.github.difyarms.testing;

import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.image.BlobSource;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.RawManifest;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Blobs and manifests in memory: verified at their end as the contract says, openings recorded. */
public final class MemoryBlobs implements BlobSource, ImageSink {
  private final Map<Digest, byte[]> blobs = new HashMap<>();
  private final Map<String, RawManifest> manifests = new HashMap<>();
  private final List<Digest> opened = new ArrayList<>();
  private int open;

  /** Adds a layer and returns its descriptor. */
  public Descriptor add(byte[] layer) {
    putBlob("", layer);
    return Descriptor.of("application/example", Digest.of(layer), layer.length);
  }

  /** Changes the bytes behind a digest. */
  public void damage(Descriptor blob, byte[] other) {
    blobs.put(blob.digest(), other);
  }

  @Override
  public void putBlob(String repository, byte[] bytes) {
    blobs.put(Digest.of(bytes), bytes.clone());
  }

  @Override
  public void putManifest(String repository, String identifier, RawManifest manifest) {
    manifests.put(identifier, manifest);
  }

  /** Returns a manifest by tag or digest. */
  public RawManifest manifest(String identifier) {
    RawManifest manifest = manifests.get(identifier);
    if (manifest == null) {
      throw new AssertionError("no manifest " + identifier);
    }
    return manifest;
  }

  /** Returns a blob's bytes. */
  public byte[] bytes(Digest digest) {
    byte[] bytes = blobs.get(digest);
    if (bytes == null) {
      throw new AssertionError("no blob " + digest);
    }
    return bytes.clone();
  }

  /** Returns which blobs were opened, in their order. */
  public List<Digest> opened() {
    return List.copyOf(opened);
  }

  /** Returns how many streams were not closed. */
  public int leftOpen() {
    return open;
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    byte[] bytes = blobs.get(blob.digest());
    if (bytes == null) {
      throw new FileNotFoundException(blob.digest().toString());
    }
    opened.add(blob.digest());
    open++;
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      private boolean closed;

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int n = super.read(buffer, offset, length);
        if (n < 0 && !blob.digest().matches(bytes)) {
          throw new IOException("wrong digest");
        }
        return n;
      }

      @Override
      public void close() {
        open -= closed ? 0 : 1;
        closed = true;
      }
    };
  }
}
