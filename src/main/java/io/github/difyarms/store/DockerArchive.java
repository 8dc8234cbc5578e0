package io.github.difyarms.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageManifest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.ImageSource;
import io.github.difyarms.image.Json;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.RawManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * One image of one platform as a tar that {@code docker load} and {@code podman load} read, in the
 * form that {@code docker save} has since Docker 25: an OCI layout for newer readers, with a {@code
 * manifest.json} (Docker image specification 1.2) for all others. Layers stay compressed as they
 * are, so digests stay what they were in the registry.
 *
 * <p>The same image gives the same bytes. Blobs are streamed; nothing grows with their size.
 */
public final class DockerArchive {
  private static final int RECORD = 512;

  /** Two empty records end a tar. */
  private static final int END = 2 * RECORD;

  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  private final ImageSource source;
  private final ImageManifest manifest;
  private final List<ImageReference> names;

  private DockerArchive(ImageSource source, ImageManifest manifest, List<ImageReference> names) {
    this.source = source;
    this.manifest = manifest;
    this.names = names;
  }

  /**
   * Returns the archive of an image.
   *
   * @param source where its blobs are
   * @param manifest digest of its manifest, not of an index
   * @param names what it is called once it is loaded, each with a tag
   * @throws DifyArmsException {@link ErrorCode#ARCHIVE_IMPOSSIBLE} when it has foreign layers
   */
  public static DockerArchive of(ImageSource source, Digest manifest, List<ImageReference> names)
      throws IOException {
    ImageManifest image = ImageManifest.of(source.manifest(manifest.toString()));
    for (Descriptor layer : image.layers()) {
      if (MediaTypes.isForeign(layer.mediaType())) {
        throw new DifyArmsException(
            ErrorCode.ARCHIVE_IMPOSSIBLE,
            "the image has a layer that is not in its registry",
            names.get(0) + " layer " + layer.digest(),
            "its media type is " + layer.mediaType());
      }
    }
    return new DockerArchive(source, image, List.copyOf(names));
  }

  /**
   * Writes the archive; the stream stays open.
   *
   * @throws DifyArmsException {@link ErrorCode#DIGEST_MISMATCH} when a blob was damaged on disk:
   *     what has been written by then is of no use
   */
  public void writeTo(OutputStream out) throws IOException {
    TarArchiveOutputStream tar = tar(out);
    writeHead(tar);
    RawManifest raw = manifest.raw();
    write(tar, path(raw.digest()), raw.bytes());
    for (Descriptor blob : blobs()) {
      try (InputStream in = source.open(blob)) {
        write(tar, path(blob.digest()), blob.size(), in);
      }
    }
    tar.finish();
    out.flush();
  }

  /**
   * Returns whether a file is this archive, judging by its beginning, which names the manifest's
   * digest, and its length. Archives get their names only when complete.
   */
  public boolean isIn(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    TarArchiveOutputStream tar = tar(head);
    writeHead(tar);
    tar.flush();
    long least = head.size() + records(manifest.raw().bytes().length) + END;
    least += blobs().stream().mapToLong(blob -> records(blob.size())).sum();
    try (InputStream in = Files.newInputStream(file)) {
      return Files.size(file) >= least
          && Arrays.equals(in.readNBytes(head.size()), head.toByteArray());
    }
  }

  /** Bytes of an entry in the tar, its header included; extended headers come on top. */
  private static long records(long size) {
    return RECORD + (size + RECORD - 1) / RECORD * RECORD;
  }

  private static TarArchiveOutputStream tar(OutputStream out) {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    return tar;
  }

  private void writeHead(TarArchiveOutputStream tar) throws IOException {
    write(tar, OciLayout.MARKER, OciLayout.marker());
    write(tar, OciLayout.INDEX, Json.write(index()));
    write(tar, "manifest.json", Json.write(manifestJson()));
  }

  /** An entry for each name, as containerd wants it: the tag alone would not tell the image. */
  private ObjectNode index() {
    ObjectNode index = Json.object().put("schemaVersion", 2).put("mediaType", MediaTypes.OCI_INDEX);
    ArrayNode manifests = index.putArray("manifests");
    for (ImageReference name : names) {
      ObjectNode entry = manifest.raw().descriptor().json();
      entry
          .putObject("annotations")
          .put(CONTAINERD_NAME, name.toString())
          .put(OciLayout.REF_NAME, name.tag().orElseThrow());
      manifests.add(entry);
    }
    return index;
  }

  private ArrayNode manifestJson() {
    ArrayNode images = Json.object().putArray("images");
    ObjectNode image = images.addObject().put("Config", path(manifest.config().digest()));
    ArrayNode tags = image.putArray("RepoTags");
    names.forEach(name -> tags.add(name.familiarName() + ":" + name.tag().orElseThrow()));
    ArrayNode layers = image.putArray("Layers");
    manifest.layers().forEach(layer -> layers.add(path(layer.digest())));
    return images;
  }

  /** Config and layers, each once: an image may have a layer twice. */
  private List<Descriptor> blobs() {
    Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
    blobs.put(manifest.config().digest(), manifest.config());
    manifest.layers().forEach(layer -> blobs.putIfAbsent(layer.digest(), layer));
    return List.copyOf(blobs.values());
  }

  private static String path(Digest digest) {
    return "blobs/" + digest.algorithm() + "/" + digest.hex();
  }

  private static void write(TarArchiveOutputStream tar, String name, byte[] bytes)
      throws IOException {
    write(tar, name, bytes.length, new ByteArrayInputStream(bytes));
  }

  /** Time, owner and mode say nothing here, so they are always the same. */
  private static void write(TarArchiveOutputStream tar, String name, long size, InputStream in)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setMode(0100644);
    entry.setNames("", "");
    entry.setLastModifiedTime(FileTime.fromMillis(0));
    tar.putArchiveEntry(entry);
    in.transferTo(tar);
    tar.closeArchiveEntry();
  }
}
