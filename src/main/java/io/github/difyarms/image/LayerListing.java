package io.github.difyarms.image;

import io.github.difyarms.archive.StoredStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Everything a layer of our own says: what is in it, in its order, and the digest of its tar.
 *
 * @param items the entries
 * @param diffId digest of the uncompressed tar
 */
public record LayerListing(List<Item> items, Digest diffId) {
  /**
   * An entry.
   *
   * @param path where it lies, with a slash first and none at its end
   * @param kind what it is: {@code a regular file}, {@code a directory}, or another thing in words
   * @param attributes owner, mode, time, extended attributes
   * @param size bytes of a regular file
   * @param digest SHA-256 of a regular file's bytes
   * @param content a regular file's bytes, when they are few
   */
  public record Item(
      String path,
      String kind,
      EntryAttributes attributes,
      long size,
      Optional<Digest> digest,
      Optional<BlobContent> content) {
    /** Returns whether it is a regular file. */
    public boolean file() {
      return kind.equals(LayerEntry.Kind.FILE.text());
    }

    /** Returns whether it is a directory. */
    public boolean directory() {
      return kind.equals(LayerEntry.Kind.DIRECTORY.text());
    }
  }

  /**
   * Reads a gzipped layer from its first to its last byte.
   *
   * @param source where it is
   * @param layer what to read
   * @param mostBytes the largest file whose bytes are kept
   * @param limits guards against hostile layers
   * @throws IOException when it cannot be read, or its bytes are not those described
   * @throws io.github.difyarms.error.DifyArmsException when it exceeds a limit
   */
  public static LayerListing read(
      BlobSource source, Descriptor layer, long mostBytes, SearchLimits limits) throws IOException {
    MessageDigest sha256 = Digest.newMessageDigest("sha256");
    List<Item> items = new ArrayList<>();
    try (StoredStream stored = new StoredStream(source.open(layer));
        InputStream gzip = stored.gunzip();
        LimitedStream unpacked = new LimitedStream(gzip, layer, limits);
        InputStream hashed = new DigestInputStream(unpacked, sha256);
        TarArchiveInputStream tar = new TarArchiveInputStream(hashed, "UTF-8")) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        unpacked.check(
            items.size() < limits.entries(), "it has more than " + limits.entries() + " entries");
        LayerEntry entry = LayerEntry.of(e, tar, mostBytes);
        items.add(
            new Item(
                "/" + LayerContent.normalise(e.getName()),
                entry.kind().text(),
                entry.attributes(),
                entry.directory() ? 0 : entry.size(),
                Optional.ofNullable(entry.digest()),
                Optional.ofNullable(entry.content())));
      }
      hashed.transferTo(OutputStream.nullOutputStream());
      stored.drain(); // its end checks its digest
    }
    return new LayerListing(List.copyOf(items), Digest.of("sha256", sha256.digest()));
  }
}
