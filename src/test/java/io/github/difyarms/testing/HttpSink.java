package io.github.difyarms.testing;

import io.github.difyarms.demo.ImageSink;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.RawManifest;
import java.util.Map;

/** Pushes to a real registry in the plainest way: POST, PUT; no mounts, no retries. */
public final class HttpSink implements ImageSink {
  private final RawHttp http;

  /** Returns a sink over a registry without credentials. */
  public HttpSink(String address) {
    this.http = new RawHttp(address);
  }

  /** Returns a sink over a registry with Basic authentication. */
  public HttpSink(String address, String user, String password) {
    this.http = new RawHttp(address, user, password);
  }

  @Override
  public void putBlob(String repository, byte[] bytes) {
    Digest digest = Digest.of(bytes);
    if (http.send("HEAD", "/v2/" + repository + "/blobs/" + digest).status() == 200) {
      return;
    }
    RawHttp.Answer start = http.send("POST", "/v2/" + repository + "/blobs/uploads/");
    http.send("PUT", start.location() + "&digest=" + digest, bytes).require(201);
  }

  @Override
  public void putManifest(String repository, String identifier, RawManifest manifest) {
    http.send(
            "PUT",
            "/v2/" + repository + "/manifests/" + identifier,
            manifest.bytes(),
            Map.of("Content-Type", manifest.mediaType()))
        .require(201);
  }
}
