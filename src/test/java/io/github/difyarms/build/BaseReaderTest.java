package io.github.difyarms.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.component.PlatformBase;
import io.github.difyarms.demo.MiniatureImages;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import io.github.difyarms.store.BuildCache;
import io.github.difyarms.store.OciLayout;
import io.github.difyarms.testing.LayoutSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseReaderTest {
  private static final AbsoluteUnixPath PROGRAM = AbsoluteUnixPath.get("/main");
  private static final Platform AMD64 = Platform.parse("linux/amd64");
  private static final ImageReference TAG = ImageReference.parse("example.com/sandbox:1");

  @TempDir Path folder;
  private final byte[] program = new byte[1 << 17];
  private BuildCache cache;

  @BeforeEach
  void prepare() {
    new Random(1).nextBytes(program);
    cache = BuildCache.open(folder.resolve("cache"));
  }

  /** A component that wants the program. */
  private record Wanting() implements Component {
    @Override
    public String id() {
      return "sandbox";
    }

    @Override
    public String settings() {
      return "";
    }

    @Override
    public List<WantedFile> wanted() {
      return List.of(WantedFile.required(PROGRAM, 1 << 20));
    }

    @Override
    public Changes changes(PlatformBase base) {
      throw new UnsupportedOperationException();
    }
  }

  private OciLayout layout(String name, byte[] content) {
    MiniatureImages.sandbox()
        .program(AMD64, content)
        .build()
        .pushTo(new LayoutSink(folder.resolve(name)), "", "1");
    return OciLayout.create(folder.resolve(name));
  }

  private BlobContent content(BaseReader reader) throws IOException {
    RawManifest top = reader.top(TAG);
    BaseImage image = reader.image(ImageIndex.of(top).images().get(0));
    return Objects.requireNonNull(reader.files(image, new Wanting()).found().get(PROGRAM))
        .content()
        .orElseThrow();
  }

  @Test
  void aLargeFileThatTheCacheHasDamagedIsReadFromTheLayersAgain() throws IOException {
    BaseReader reader = new BaseReader(layout("base", program), cache);
    BlobContent content = content(reader);
    Path kept = folder.resolve("cache/documents/sha256").resolve(Digest.of(program).hex());
    Files.writeString(kept, "something else");

    try (InputStream in = content.open()) {
      assertThat(in.readAllBytes()).isEqualTo(program);
    }
    assertThat(kept).hasBinaryContent(program);
  }

  @Test
  void aTagThatGoesBackIsRememberedAsItIsNow() throws IOException {
    OciLayout before = layout("before", program);
    OciLayout after = layout("after", new byte[] {1});
    Digest first = new BaseReader(before, cache).top(TAG).digest();

    Digest second = new BaseReader(after, cache).top(TAG).digest();
    assertThat(BaseReader.last(TAG, cache)).contains(second).isNotEqualTo(Optional.of(first));

    new BaseReader(before, cache).top(TAG);
    assertThat(BaseReader.last(TAG, cache)).contains(first);
  }
}
