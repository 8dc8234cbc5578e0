package io.github.difyarms.demo;

import io.github.difyarms.image.Digest;
import io.github.difyarms.image.RawManifest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** What an embedded registry holds: blobs and manifests per repository, and unfinished uploads. */
final class RegistryStorage {
  private final Map<String, Repository> repositories = new ConcurrentHashMap<>();
  private final Map<String, UploadSession> uploads = new ConcurrentHashMap<>();

  /** One repository: nothing is shared with the others unless it is mounted. */
  static final class Repository {
    final Map<Digest, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<Digest, RawManifest> manifests = new ConcurrentHashMap<>();
    final Map<String, Digest> tags = new ConcurrentSkipListMap<>();
  }

  /** Returns a repository, created when it is not there. */
  Repository repository(String name) {
    return repositories.computeIfAbsent(name, n -> new Repository());
  }

  Optional<byte[]> blob(String repository, Digest digest) {
    return existing(repository).map(r -> r.blobs.get(digest));
  }

  Optional<RawManifest> manifest(String repository, String identifier) {
    Optional<Repository> found = existing(repository);
    if (identifier.contains(":")) {
      return found.map(r -> r.manifests.get(Digest.parse(identifier)));
    }
    return found.flatMap(
        r -> Optional.ofNullable(r.tags.get(identifier)).map(d -> r.manifests.get(d)));
  }

  void put(String repository, String identifier, RawManifest manifest) {
    Repository target = repository(repository);
    target.manifests.put(manifest.digest(), manifest);
    if (!identifier.contains(":")) {
      target.tags.put(identifier, manifest.digest());
    }
  }

  Optional<Map<String, Digest>> tags(String repository) {
    return existing(repository)
        .filter(r -> !r.manifests.isEmpty() || !r.tags.isEmpty())
        .map(r -> new TreeMap<>(r.tags));
  }

  private Optional<Repository> existing(String name) {
    return Optional.ofNullable(repositories.get(name));
  }

  UploadSession startUpload(String repository) {
    UploadSession session = new UploadSession(repository);
    uploads.put(session.id(), session);
    return session;
  }

  Optional<UploadSession> upload(String repository, String id) {
    return Optional.ofNullable(uploads.get(id)).filter(u -> u.repository().equals(repository));
  }

  void endUpload(UploadSession session) {
    uploads.remove(session.id());
  }

  int unfinishedUploads() {
    return uploads.size();
  }
}
