package io.github.difyarms.build;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import io.github.difyarms.component.Component;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.BaseImage;
import io.github.difyarms.image.BlobContent;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.ImageIndex;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.MediaTypes;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.RawManifest;
import io.github.difyarms.store.BuildCache;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** One file of a base image, for goals that need no more of it. */
public final class BaseFile {
  private BaseFile() {}

  /**
   * Reads a file of a base image, from the first of its platforms that is asked for.
   *
   * @param repositories opens the base's repository
   * @param cache what was read before
   * @param reference the base
   * @param platforms the platforms to choose from
   * @param component the component that wants the file
   * @param path the file
   * @throws DifyArmsException {@link ErrorCode#PLATFORM_MISSING}, {@link ErrorCode#FILE_MISSING}
   */
  public static byte[] read(
      Repositories repositories,
      BuildCache cache,
      ImageReference reference,
      List<Platform> platforms,
      Component component,
      AbsoluteUnixPath path)
      throws IOException {
    BaseReader reader = new BaseReader(repositories.source(reference), cache);
    RawManifest top = reader.top(reference);
    BaseImage image =
        MediaTypes.isIndex(top.mediaType())
            ? reader.image(choose(ImageIndex.of(top), reference, platforms))
            : reader.image(top);
    var file = reader.files(image, component).found().get(path);
    Optional<BlobContent> content = file == null ? Optional.empty() : file.content();
    if (content.isEmpty()) {
      throw new DifyArmsException(
          ErrorCode.FILE_MISSING,
          "the base image has no readable " + path,
          reference.toString(),
          "it is absent or too large");
    }
    try (InputStream in = content.get().open()) {
      return in.readAllBytes();
    }
  }

  private static Descriptor choose(
      ImageIndex index, ImageReference reference, List<Platform> platforms) {
    return index.images().stream()
        .filter(entry -> platforms.contains(entry.platform().orElseThrow()))
        .findFirst()
        .orElseThrow(
            () ->
                new DifyArmsException(
                    ErrorCode.PLATFORM_MISSING,
                    "the base image has none of the asked platforms",
                    reference.toString(),
                    "it offers "
                        + String.join(
                            ", ",
                            index.images().stream()
                                .map(entry -> entry.platform().orElseThrow().toString())
                                .toList())));
  }
}
