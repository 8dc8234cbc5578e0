package io.github.difyarms.testing;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.DifyApi;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.FoundFile;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.model.FileChange;
import io.github.difyarms.model.MadeFile;
import io.github.difyarms.model.Making;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/**
 * A dify-api that is a program, another one for each platform. It compresses to its own size.
 *
 * @param size its bytes
 * @param version what makes it another one
 */
public record ProgramPart(int size, String version) implements Component {
  private static final AbsoluteUnixPath FILE = DifyApi.SCRIPT;

  @Override
  public String id() {
    return DifyApi.ID;
  }

  @Override
  public String settings() {
    return "program " + size + " " + version;
  }

  @Override
  public List<WantedFile> wanted() {
    return List.of(WantedFile.required(FILE, 0));
  }

  @Override
  public Changes changes(PlatformBase base) {
    FoundFile old = Objects.requireNonNull(base.files().found().get(FILE));
    byte[] bytes = new byte[size];
    new Random((base.platform() + version).hashCode()).nextBytes(bytes);
    Digest digest = Digest.of(bytes);
    MadeFile made = MadeFile.of(BlobContent.of(bytes), digest, size);
    FileChange change = new FileChange(old, digest.toString(), compiled(digest, size), () -> made);
    return new Changes(List.of(change), new TreeMap<>(), "a program", List.of(), List.of());
  }

  /** Returns how a program was compiled that comes from a cache. */
  public static ProgramBuild build() {
    return new ProgramBuild(
        "git",
        "v1",
        "commit",
        "1.26.8",
        new ProgramBuild.Tool("1", "ab", "https://tool.example", Optional.empty()),
        true,
        Duration.ZERO,
        new ProgramFacts(
            "amd64",
            Optional.empty(),
            List.of(),
            Optional.empty(),
            "go1.26.8",
            "example.com/m",
            new TreeMap<>(),
            List.of("example.com/agent"),
            List.of()));
  }

  /** Returns the making of a program that a cache has. */
  public static Making compiled(Digest digest, long size) {
    return new Making.Compiled(
        "git",
        "v1",
        "commit",
        new Making.Go("1.26.8", "here", false, Optional.empty()),
        new Making.Tool(
            "https://tool.example",
            Optional.of("0".repeat(64)),
            Optional.of("1"),
            "linux-amd64",
            OptionalLong.empty()),
        Optional.empty(),
        Optional.of(new Making.Cached(digest, size)));
  }
}
