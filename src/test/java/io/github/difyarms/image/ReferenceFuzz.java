package io.github.difyarms.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.difyarms.fuzzing.FuzzTarget;
import io.github.difyarms.fuzzing.Reading;
import java.net.URI;
import java.util.List;

/** References, digests and platforms: what is read can be written and read again as the same. */
public final class ReferenceFuzz implements FuzzTarget {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @Override
  public void accept(byte[] input) throws Exception {
    String text = new String(input, UTF_8);
    Reading.of(() -> ImageReference.parse(text)).ifPresent(read -> reference(text, read));
    Reading.of(() -> Digest.parse(text)).ifPresent(read -> digest(text, read));
    Reading.of(() -> Platform.parse(text)).ifPresent(read -> platform(text, read));
  }

  private static void reference(String text, ImageReference reference) {
    same(reference, ImageReference.parse(reference.toString()), text);
    same(reference, ImageReference.parse(" " + reference + "\n"), text);
    same(reference.name(), ImageReference.parse(reference.familiarName()).name(), text);
    URI uri =
        URI.create(
            "https://"
                + reference.registry()
                + "/v2/"
                + reference.repository()
                + "/manifests/"
                + reference.identifier());
    String registry = reference.registry();
    String host = registry.replaceFirst(":[0-9]+$", "");
    same(host, String.valueOf(uri.getHost()), text);
    same(registry, String.valueOf(uri.getRawAuthority()), text);
    same(
        "/v2/" + reference.repository() + "/manifests/" + reference.identifier(),
        uri.normalize().getPath(),
        text);
  }

  private static void digest(String text, Digest digest) {
    same(digest, Digest.parse(digest.toString()), text);
    same(text, digest.toString(), text);
    if (!text.matches("sha(256|512):[0-9a-f]+")) {
      throw new AssertionError("taken for a digest: " + text);
    }
  }

  private static void platform(String text, Platform platform) {
    same(platform, Platform.parse(platform.toString()), text);
    if (platform.fileName().contains("/") || platform.fileName().startsWith(".")) {
      throw new AssertionError("not a name of a file: " + platform.fileName());
    }
  }

  private static void same(Object expected, Object actual, String text) {
    if (!expected.equals(actual)) {
      throw new AssertionError(text + " gives " + expected + " and then " + actual);
    }
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(
            "redis",
            "docker.io/langgenius/dify-api:1.16.1",
            "registry.cn-hangzhou.aliyuncs.com/acme/dify__api:1.0-arms@sha256:" + HEX,
            "[::1]:5000/a/b-c@sha512:" + HEX + HEX,
            "localhost:5000/x.y:latest",
            "sha256:" + HEX,
            "linux/arm64/v8",
            "Linux/x86_64",
            "a.".repeat(4000) + "b/c",
            "index.docker.io/library/redis")
        .stream()
        .map(text -> text.getBytes(UTF_8))
        .toList();
  }

  @Override
  public int longest() {
    return 16 << 10;
  }

  @Override
  public List<String> words() {
    return List.of(
        "docker.io/",
        "index.docker.io/",
        "registry-1.docker.io/",
        "library/",
        "localhost",
        ":5000",
        "[::1]",
        "[fe80::1%25eth0]",
        "@sha256:",
        "sha512:",
        HEX,
        "://",
        "..",
        "__",
        "--",
        "linux/",
        "arm64",
        "/v8",
        "armel",
        "xn--",
        "\u0130",
        ":latest",
        "%2f",
        "@",
        "#",
        "?");
  }
}
