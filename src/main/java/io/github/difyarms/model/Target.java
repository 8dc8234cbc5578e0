package io.github.difyarms.model;

import io.github.difyarms.image.ImageReference;
import java.nio.file.Path;
import java.util.List;

/** Where the images of one component go. */
public sealed interface Target {
  /** Returns the tags, with placeholders as the user wrote them. */
  List<String> tags();

  /**
   * A repository of a registry.
   *
   * @param repository registry and repository; its tag means nothing
   * @param tags the tags, with placeholders
   */
  record Registry(ImageReference repository, List<String> tags) implements Target {}

  /**
   * An OCI layout on disk.
   *
   * @param directory the layout's directory
   * @param tags the names in its index, with placeholders
   */
  record Layout(Path directory, List<String> tags) implements Target {}

  /**
   * An image that stays on this machine, kept in an OCI layout from which archives for {@code
   * docker load} are packed.
   *
   * @param directory the layout's directory
   * @param repository the image's name as it would be pushed; its tag means nothing
   * @param tags the tags, with placeholders
   */
  record Local(Path directory, ImageReference repository, List<String> tags) implements Target {}
}
