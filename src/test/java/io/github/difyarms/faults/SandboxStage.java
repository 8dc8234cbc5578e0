package io.github.difyarms.faults;

import io.github.difyarms.component.Sandbox;
import io.github.difyarms.demo.EmbeddedOss;
import io.github.difyarms.demo.EmbeddedRegistry;
import io.github.difyarms.demo.MiniatureSources;
import io.github.difyarms.testing.GoImages;
import io.github.difyarms.testing.StandInInstgo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/**
 * What a build of dify-sandbox needs: images, instgo's stand-in, the source in a git repository.
 */
final class SandboxStage implements AutoCloseable {
  private final GoImages images = new GoImages();
  private final EmbeddedOss oss = EmbeddedOss.start();
  private String source = "";

  EmbeddedRegistry registry() {
    return images.registry();
  }

  /** Puts everything in its place; returns false where there is no Go. */
  boolean prepare(Path directory) throws IOException, GitAPIException {
    Optional<StandInInstgo> instgo = StandInInstgo.from(oss.address() + "/{region}");
    if (instgo.isEmpty()) {
      return false;
    }
    instgo.get().putTo(oss, "cn-hangzhou");
    Path sandbox = directory.resolve("source");
    MiniatureSources.writeSandbox(sandbox, "1.23.0", Optional.of("go1.23.3"), "1.23.0");
    try (Git git = Git.init().setDirectory(sandbox.toFile()).call()) {
      git.add().addFilepattern(".").call();
      git.commit().setMessage("test").setAuthor("A", "a@b").setCommitter("A", "a@b").call();
      git.tag().setName(GoImages.RELEASE).setAnnotated(false).call();
      source = git.getRepository().getDirectory().toString();
    }
    return true;
  }

  Order order(Path cache, Path output, String name, String version) {
    return new Order(
        Order.Kind.SANDBOX,
        cache,
        output,
        images.base(Sandbox.ID, GoImages.RELEASE),
        registry().address() + "/acme/" + name,
        version,
        source,
        oss.address());
  }

  @Override
  public void close() {
    images.close();
    oss.close();
  }
}
