package io.github.difyarms.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.ImageTarget;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.Transfer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An OCI image layout (OCI image specification, image-layout.md): a directory that {@code skopeo}
 * and {@code podman} read as {@code oci:DIRECTORY:TAG}.
 *
 * <p>Blobs appear under their digest only when complete; {@code index.json} is replaced last.
 */
public final class OciLayout implements ImageTarget, ImageSource {
  /** The annotation with a tag's name. */
  static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** The file that makes a directory a layout. */
  static final String MARKER = "oci-layout";

  /** The file that names the images. */
  static final String INDEX = "index.json";

  private final Path directory;
  private final Path blobs;
  private final Optional<CachedBlobs> cached;

  private OciLayout(Path directory, Optional<CachedBlobs> cached) {
    this.directory = directory;
    this.blobs = directory.resolve("blobs");
    this.cached = cached;
  }

  /** Returns a layout that is only looked at; it may not be there. */
  public static OciLayout of(Path directory) {
    return new OciLayout(directory, Optional.empty());
  }

  /**
   * Opens a layout for writing, making it if it is not there.
   *
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static OciLayout create(Path directory) {
    return create(directory, Optional.empty());
  }

  /**
   * Opens a layout for writing, making it if it is not there, that takes blobs of bases from a
   * cache and keeps them there.
   *
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
   */
  public static OciLayout create(Path directory, CachedBlobs cached) {
    return create(directory, Optional.of(cached));
  }

  private static OciLayout create(Path directory, Optional<CachedBlobs> cached) {
    OciLayout layout = new OciLayout(directory, cached);
    try {
      AtomicFiles.createDirectories(layout.blobs.resolve("sha256"));
      AtomicFiles.sweep(directory);
      AtomicFiles.sweep(layout.blobs.resolve("sha256"));
      AtomicFiles.write(directory.resolve(MARKER), marker());
    } catch (IOException e) {
      throw layout.unwritable(e);
    }
    return layout;
  }

  private DifyArmsException unwritable(IOException cause) {
    return new DifyArmsException(
        ErrorCode.OUTPUT_NOT_WRITABLE,
        "the OCI layout cannot be written",
        directory.toString(),
        cause.toString(),
        cause);
  }

  /** Returns what stands in {@link #MARKER}. */
  static byte[] marker() {
    return "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Transfer copyBlob(Descriptor blob, ImageSource base, Runnable answered)
      throws IOException {
    answered.run(); // a folder knows no passwords
    Path file = path(blob.digest());
    if (has(blob)) {
      cached.ifPresent(cache -> cache.keep(file, blob, false));
      return new Transfer(Transfer.Kind.PRESENT, 0);
    }
    if (cached.isPresent() && given(cached.get(), file, blob)) {
      return new Transfer(Transfer.Kind.PRESENT, 0);
    }
    try (InputStream in = base.open(blob)) {
      store(blob.digest(), in);
    }
    cached.ifPresent(cache -> cache.keep(file, blob, true));
    return new Transfer(Transfer.Kind.STREAMED, blob.size());
  }

  private boolean given(CachedBlobs cache, Path file, Descriptor blob) {
    try {
      return cache.giveTo(file, blob);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Returns whether a blob is here, judging by its name and size. */
  public boolean has(Descriptor blob) throws IOException {
    Path file = path(blob.digest());
    return Files.isRegularFile(file) && Files.size(file) == blob.size();
  }

  @Override
  public Transfer pushBlob(Descriptor blob, BlobContent content) throws IOException {
    try (InputStream in = content.open()) {
      store(blob.digest(), in);
    }
    return new Transfer(Transfer.Kind.PUSHED, blob.size());
  }

  @Override
  public void putManifest(String identifier, RawManifest manifest) throws IOException {
    store(manifest.digest(), new java.io.ByteArrayInputStream(manifest.bytes()));
    if (!identifier.equals(manifest.digest().toString())) {
      tag(identifier, manifest);
    }
  }

  private synchronized void tag(String tag, RawManifest manifest) throws IOException {
    Path file = directory.resolve(INDEX);
    ObjectNode index =
        Files.exists(file)
            ? Json.readObject(Files.readAllBytes(file), file.toString())
            : Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode kept = Json.object().putArray("kept");
    index
        .path("manifests")
        .forEach(
            entry -> {
              if (!entry.path("annotations").path(REF_NAME).asText("").equals(tag)) {
                kept.add(entry);
              }
            });
    ObjectNode entry = manifest.descriptor().json();
    entry.putObject("annotations").put(REF_NAME, tag);
    kept.add(entry);
    index.set("manifests", kept);
    try {
      AtomicFiles.write(file, Json.write(index));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  @Override
  public RawManifest manifest(String identifier) throws IOException {
    Path file = directory.resolve(INDEX);
    if (Files.exists(file)) {
      for (var entry :
          Json.readObject(Files.readAllBytes(file), file.toString()).path("manifests")) {
        Descriptor descriptor = Descriptor.of(entry);
        if (descriptor.annotation(REF_NAME).filter(identifier::equals).isPresent()) {
          return read(descriptor.digest(), descriptor.mediaType());
        }
      }
    }
    if (identifier.contains(":")) {
      return read(Digest.parse(identifier), "");
    }
    throw new NoSuchFileException(directory + ":" + identifier);
  }

  @Override
  public Optional<Digest> head(String identifier) throws IOException {
    try {
      RawManifest top = manifest(identifier);
      return complete(top) ? Optional.of(top.digest()) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether everything an image names is here, by name and size: a layout may have been tidied. */
  private boolean complete(RawManifest manifest) throws IOException {
    if (MediaTypes.isIndex(manifest.mediaType())) {
      for (Descriptor child : ImageIndex.of(manifest).manifests()) {
        if (!complete(read(child.digest(), child.mediaType()))) {
          return false;
        }
      }
      return true;
    }
    ImageManifest image = ImageManifest.of(manifest);
    List<Descriptor> blobs = new ArrayList<>(image.layers());
    blobs.add(image.config());
    for (Descriptor blob : blobs) {
      Path file = path(blob.digest());
      boolean pushed = !MediaTypes.isForeign(blob.mediaType());
      if (pushed && (!Files.exists(file) || Files.size(file) != blob.size())) {
        return false;
      }
    }
    return true;
  }

  private RawManifest read(Digest digest, String described) throws IOException {
    byte[] bytes = Files.readAllBytes(path(digest));
    if (!digest.matches(bytes)) {
      throw corrupt(digest);
    }
    JsonNode json = Json.readObject(bytes, digest.toString());
    // The field is optional in OCI documents (OCI image specification, manifest.md).
    String type = json.path("mediaType").asText(described);
    if (type.isEmpty()) {
      type = json.has("manifests") ? MediaTypes.OCI_INDEX : MediaTypes.OCI_MANIFEST;
    }
    return new RawManifest(type, bytes, digest);
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    Path file = path(blob.digest());
    return new VerifiedStream(Files.newInputStream(file), blob, () -> damaged(blob, file));
  }

  /** Takes a damaged blob away: it has the right size, so the next build would trust it again. */
  private DifyArmsException damaged(Descriptor blob, Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The message names the directory.
    }
    return corrupt(blob.digest());
  }

  private Path path(Digest digest) {
    return blobs.resolve(digest.algorithm()).resolve(digest.hex());
  }

  private void store(Digest digest, InputStream in) throws IOException {
    Path file = path(digest);
    Path partial = unfinished(file);
    try {
      MessageDigest actual = digest.newMessageDigest();
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(partial), actual)) {
        copy(in, out);
      }
      if (!Digest.of(digest.algorithm(), actual.digest()).equals(digest)) {
        throw corrupt(digest);
      }
      publish(partial, file);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private Path unfinished(Path file) {
    try {
      AtomicFiles.createDirectories(file.getParent());
      return AtomicFiles.unfinished(file.getParent());
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Copies; a disk that is full is another matter than a source that cannot be read. */
  private void copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[64 << 10];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      try {
        out.write(buffer, 0, count);
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  private void publish(Path partial, Path file) {
    try {
      AtomicFiles.publish(partial, file);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private DifyArmsException corrupt(Digest digest) {
    return new DifyArmsException(
        ErrorCode.DIGEST_MISMATCH,
        "the bytes do not have the digest they should have",
        directory + " " + digest,
        "the blob was damaged on its way or on disk");
  }
}
