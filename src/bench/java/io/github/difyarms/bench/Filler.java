package io.github.difyarms.bench;

import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/**
 * A large layer: one file of bytes that do not compress, so nobody has to try.
 *
 * @param file the compressed layer; gone once it is pushed
 * @param digest its digest
 * @param diffId the digest of the tar
 * @param size its size
 */
record Filler(Path file, Digest digest, Digest diffId, long size) {
  private static final int BLOCK = 1 << 20;

  static Filler write(Path folder, int number, long seed, long bytes) throws IOException {
    Path file = Files.createTempFile(folder, "filler", ".tar.gz");
    MessageDigest compressed = Digest.of(new byte[0]).newMessageDigest();
    MessageDigest plain = Digest.of(new byte[0]).newMessageDigest();
    GzipParameters stored = new GzipParameters();
    stored.setCompressionLevel(Deflater.NO_COMPRESSION);
    stored.setBufferSize(BLOCK);
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), compressed);
        OutputStream gzip =
            new DigestOutputStream(new GzipCompressorOutputStream(out, stored), plain);
        TarArchiveOutputStream tar =
            new TarArchiveOutputStream(gzip, StandardCharsets.UTF_8.name())) {
      TarArchiveEntry entry = new TarArchiveEntry("usr/share/filler-" + number);
      entry.setModTime(0L);
      entry.setSize(bytes);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      tar.putArchiveEntry(entry);
      SplittableRandom random = new SplittableRandom(seed);
      byte[] block = new byte[BLOCK];
      for (long left = bytes; left > 0; left -= BLOCK) {
        random.nextBytes(block);
        tar.write(block, 0, (int) Math.min(BLOCK, left));
      }
      tar.closeArchiveEntry();
    }
    return new Filler(
        file,
        Digest.of("sha256", compressed.digest()),
        Digest.of("sha256", plain.digest()),
        Files.size(file));
  }

  void pushTo(String address, String repository) throws IOException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    URI uploads = URI.create("http://" + address + "/v2/" + repository + "/blobs/uploads/");
    try {
      String location =
          client
              .send(
                  HttpRequest.newBuilder(uploads).POST(HttpRequest.BodyPublishers.noBody()).build(),
                  HttpResponse.BodyHandlers.discarding())
              .headers()
              .firstValue("Location")
              .orElseThrow();
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(location + "&digest=" + digest))
                  .PUT(HttpRequest.BodyPublishers.ofFile(file))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw new IOException(answer.statusCode() + " " + answer.body());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      Files.delete(file);
    }
  }
}
