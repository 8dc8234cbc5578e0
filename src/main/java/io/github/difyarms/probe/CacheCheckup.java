package io.github.difyarms.probe;

import io.github.difyarms.cache.CacheFolder;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the cache is the user's own and nothing else, how large it is, and whether what it keeps
 * by digest has that digest. It is read only.
 *
 * @param cache its folder, which need not be there
 */
public record CacheCheckup(Path cache) implements Checkup {
  private static final Pattern DOCUMENT =
      Pattern.compile("documents/(sha256|sha512)/([0-9a-f]{64}|[0-9a-f]{128})");

  @Override
  public Group group() {
    return Group.CACHE;
  }

  @Override
  public String name() {
    return "cache";
  }

  @Override
  public void run(Findings findings) {
    findings.check("cache", this::verdict);
  }

  private Verdict verdict() {
    if (!Files.exists(cache)) {
      return MachineVerdicts.cacheAbsent(cache);
    }
    try {
      String mode = "";
      if (Files.getFileStore(cache).supportsFileAttributeView("posix")) {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(cache);
        mode = PosixFilePermissions.toString(permissions);
        Optional<String> unsafe = unsafe(permissions, mode);
        if (unsafe.isPresent()) {
          return MachineVerdicts.cacheUnsafe(cache, unsafe.get());
        }
      }
      Optional<String> foreign = CacheFolder.foreign(cache);
      if (foreign.isPresent()) {
        return MachineVerdicts.cacheForeign(cache, CacheFolder.refusal(cache, foreign.get()));
      }
      Census census = new Census(cache);
      Files.walkFileTree(cache, census);
      return census.damaged.isEmpty()
          ? MachineVerdicts.cache(cache, mode, census.files, census.bytes)
          : MachineVerdicts.cacheDamaged(cache, census.damaged.size(), census.damaged.get(0));
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.CACHE_UNSAFE, "the cache cannot be read", cache.toString(), e.toString(), e);
    }
  }

  private Optional<String> unsafe(Set<PosixFilePermission> permissions, String mode)
      throws IOException {
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      return Optional.of("others may write to it: " + mode);
    }
    String owner = Files.getOwner(cache).getName();
    Path mine = Files.createTempFile("dify-arms-doctor", "");
    try {
      String me = Files.getOwner(mine).getName();
      return owner.equals(me)
          ? Optional.empty()
          : Optional.of("it belongs to " + owner + ", you are " + me);
    } finally {
      Files.delete(mine);
    }
  }

  /** Counts files, and compares documents with the digests they are kept under. */
  private static final class Census extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<String> damaged = new ArrayList<>();
    private long files;
    private long bytes;

    Census(Path root) {
      this.root = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      files++;
      bytes += attributes.size();
      Matcher matcher = DOCUMENT.matcher(root.relativize(file).toString().replace('\\', '/'));
      if (matcher.matches() && attributes.isRegularFile()) {
        compare(file, matcher.group(1) + ":" + matcher.group(2));
      }
      return FileVisitResult.CONTINUE;
    }

    private void compare(Path file, String name) throws IOException {
      Digest digest;
      try {
        digest = Digest.parse(name);
      } catch (DifyArmsException e) {
        damaged.add(file.toString());
        return;
      }
      MessageDigest hash = digest.newMessageDigest();
      byte[] buffer = new byte[1 << 16];
      try (InputStream in = Files.newInputStream(file)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          hash.update(buffer, 0, count);
        }
      }
      if (!Digest.of(digest.algorithm(), hash.digest()).equals(digest)) {
        damaged.add(file.toString());
      }
    }

    /** Another build may be tidying up at this moment. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      return FileVisitResult.CONTINUE;
    }
  }
}
