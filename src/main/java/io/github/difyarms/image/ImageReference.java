package io.github.difyarms.image;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where an image is: registry, repository, and a tag, a digest, or both.
 *
 * <p>The grammar is the one of the distribution specification's {@code reference} package; Docker
 * Hub's short names are completed as Docker does ({@code redis} is {@code
 * docker.io/library/redis:latest}). Jib's type of this name refuses IPv6 hosts, hence our own.
 *
 * @param registry host and optional port, as written: {@code docker.io}, {@code [::1]:5000}
 * @param repository path inside the registry
 * @param tag the tag; {@code latest} when neither tag nor digest was written
 * @param digest the digest, which wins over the tag when both are there
 */
public record ImageReference(
    String registry, String repository, Optional<String> tag, Optional<Digest> digest) {
  /** Docker Hub's name in references. */
  public static final String DOCKER_HUB = "docker.io";

  /** Where Docker Hub keeps what has a name of one part. */
  private static final String OFFICIAL = "library/";

  /** A name of the DNS (RFC 1035, section 2.3.4) and a port; matching takes stack by length. */
  private static final int LONGEST_REGISTRY = 255 + 6;

  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
              + "(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(?::[0-9]{1,5})?");
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
  private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  /** Checks every part. */
  public ImageReference {
    check(registry.length() <= LONGEST_REGISTRY, registry, "the registry part is too long");
    check(REGISTRY.matcher(registry).matches(), registry, "the registry part is malformed");
    check(portPossible(registry), registry, "a port is 1 to 65535");
    check(addressable(registry), registry, "the registry part cannot stand in an address");
    check(
        repository.length() <= 255 && REPOSITORY.matcher(repository).matches(),
        repository,
        "the repository part is malformed: lower-case letters, digits, and . _ - / between them");
    tag.ifPresent(t -> check(TAG.matcher(t).matches(), t, "the tag is malformed"));
    check(tag.isPresent() || digest.isPresent(), repository, "there is neither a tag nor a digest");
  }

  /**
   * Parses a reference.
   *
   * @throws DifyArmsException {@link ErrorCode#REFERENCE_MALFORMED}
   */
  public static ImageReference parse(String text) {
    String rest = text.strip();
    check(!rest.isEmpty(), text, "it is empty");
    check(!rest.contains("://"), text, "it begins with a scheme; write it without https://");
    Optional<Digest> digest = Optional.empty();
    int at = rest.indexOf('@');
    check(
        at < 0 || rest.startsWith("sha", at + 1),
        rest.substring(Math.max(at, 0) + 1),
        "before it stands an @: a reference holds no user or password, and a digest begins with"
            + " sha256:");
    if (at >= 0) {
      digest = Optional.of(Digest.parse(rest.substring(at + 1)));
      rest = rest.substring(0, at);
    }
    String registry = DOCKER_HUB;
    int slash = rest.indexOf('/');
    if (slash > 0 && looksLikeHost(rest.substring(0, slash))) {
      registry = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    if (registry.equals("index.docker.io") || registry.equals("registry-1.docker.io")) {
      registry = DOCKER_HUB;
    }
    Optional<String> tag = Optional.empty();
    int colon = rest.lastIndexOf(':');
    if (colon >= 0) {
      tag = Optional.of(rest.substring(colon + 1));
      rest = rest.substring(0, colon);
    }
    if (registry.equals(DOCKER_HUB) && !rest.contains("/")) {
      rest = OFFICIAL + rest;
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of("latest");
    }
    return new ImageReference(registry, rest, tag, digest);
  }

  private static boolean portPossible(String registry) {
    int colon = registry.lastIndexOf(':');
    if (colon < 0 || registry.endsWith("]")) {
      return true;
    }
    int port = Integer.parseInt(registry.substring(colon + 1));
    return port > 0 && port < 1 << 16;
  }

  /** Not every row of labels is a host, {@code a.1} for one, nor is everything in brackets. */
  private static boolean addressable(String registry) {
    try {
      return new URI("https://" + registry).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean looksLikeHost(String part) {
    return part.contains(".")
        || part.contains(":")
        || part.startsWith("[")
        || part.equals("localhost");
  }

  private static void check(boolean valid, String part, String why) {
    if (!valid) {
      throw new DifyArmsException(
          ErrorCode.REFERENCE_MALFORMED, "not an image reference", "\"" + part + "\"", why);
    }
  }

  /** Returns the same repository with this tag and no digest. */
  public ImageReference withTag(String newTag) {
    return new ImageReference(registry, repository, Optional.of(newTag), Optional.empty());
  }

  /** Returns the same repository and tag with this digest. */
  public ImageReference withDigest(Digest newDigest) {
    return new ImageReference(registry, repository, tag, Optional.of(newDigest));
  }

  /** Returns what a registry is asked by: the digest if there is one, else the tag. */
  public String identifier() {
    return digest.map(Digest::toString).orElseGet(tag::orElseThrow);
  }

  /** Returns registry and repository without tag and digest. */
  public String name() {
    return registry + "/" + repository;
  }

  /**
   * Returns registry and repository as Docker shows them: without what it adds by itself, as far as
   * the name is then still read as the same.
   */
  public String familiarName() {
    if (!registry.equals(DOCKER_HUB)) {
      return name();
    }
    int slash = repository.indexOf('/');
    if (slash > 0 && looksLikeHost(repository.substring(0, slash))) {
      return name();
    }
    boolean official = repository.startsWith(OFFICIAL) && repository.lastIndexOf('/') == slash;
    return official ? repository.substring(OFFICIAL.length()) : repository;
  }

  /** Returns whether both are in the same registry. */
  public boolean sameRegistry(ImageReference other) {
    return registry.equals(other.registry);
  }

  @Override
  public String toString() {
    return name() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }
}
