package io.github.difyarms.build;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.image.Platform;
import io.github.difyarms.model.BuildRequest;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentRequest;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.Target;
import io.github.difyarms.store.AtomicFiles;
import io.github.difyarms.store.DockerArchive;
import io.github.difyarms.store.OciLayout;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Packs what a build left on this machine, for {@code docker load}. */
public final class Archives {
  private Archives() {}

  /**
   * An image of one platform, ready to be packed.
   *
   * @param component the component's id
   * @param platform the platform
   * @param names what it is called once it is loaded
   * @param archive the archive
   */
  public record Packed(
      String component, Platform platform, List<String> names, DockerArchive archive) {
    /** Returns the name of its tar: {@code api-linux-amd64.tar}. */
    public String fileName() {
      return component + "-" + platform.fileName() + ".tar";
    }
  }

  /**
   * Returns the images of a build whose targets are all {@link Target.Local}.
   *
   * @throws IOException when a manifest cannot be read
   */
  public static List<Packed> of(BuildRequest request, BuildResult result) throws IOException {
    List<Packed> images = new ArrayList<>();
    for (int i = 0; i < request.components().size(); i++) {
      ComponentRequest asked = request.components().get(i);
      ComponentResult component = result.components().get(i);
      Target.Local target = (Target.Local) asked.target();
      OciLayout layout = OciLayout.create(target.directory());
      for (PlatformResult platform : component.platforms()) {
        images.add(
            new Packed(
                component.id(),
                platform.platform(),
                component.tags().stream().map(tag -> component.name() + ":" + tag).toList(),
                DockerArchive.of(
                    layout,
                    platform.manifest(),
                    component.tags().stream().map(target.repository()::withTag).toList())));
      }
    }
    return images;
  }

  /**
   * Writes a tar for each image. All are written under other names first: when one cannot be, those
   * of the last build stay as they were. A tar that is there already is left alone.
   *
   * @param directory where the tars go
   * @return the tars, in the order of the images
   * @throws DifyArmsException {@link ErrorCode#OUTPUT_NOT_WRITABLE}; {@link
   *     ErrorCode#DIGEST_MISMATCH} when a blob was damaged on disk
   */
  public static List<Path> write(List<Packed> images, Path directory) {
    List<Path> files = new ArrayList<>();
    Map<Path, Path> written = new LinkedHashMap<>();
    try {
      for (Packed image : images) {
        Path file = directory.resolve(image.fileName());
        files.add(file);
        if (!image.archive().isIn(file)) {
          // A fixed name: what a killed build left is written over by the next one.
          Path partial = directory.resolve("." + image.fileName() + ".partial");
          written.put(partial, file);
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
            image.archive().writeTo(out);
          }
        }
      }
      for (Map.Entry<Path, Path> entry : written.entrySet()) {
        AtomicFiles.publish(entry.getKey(), entry.getValue());
      }
      return files;
    } catch (IOException e) {
      throw new DifyArmsException(
          ErrorCode.OUTPUT_NOT_WRITABLE,
          "a tar cannot be written",
          directory.toString(),
          e.toString(),
          e);
    } finally {
      written.keySet().forEach(Archives::delete);
    }
  }

  private static void delete(Path partial) {
    try {
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      // It lies under a name that nobody takes for an image, and the next build writes over it.
    }
  }
}
