package io.github.difyarms.component;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import java.io.IOException;
import java.util.List;

/** One part of Dify: says which files of its base it needs and what they become. */
public interface Component {
  /** Returns the id users name it by: {@code api}. */
  String id();

  /**
   * Returns every setting that decides the result, as one text; equal text, equal result for the
   * same base. Holds no secret that could be read out of it. May ask whether a tool has changed.
   *
   * @throws IOException when something of the user's cannot be read
   */
  String settings() throws IOException;

  /**
   * Returns what the user has configured that decides the result, as one text, the same on every
   * machine: neither tools nor secrets are in it. Without tools that is all of the settings.
   *
   * @throws IOException when something of the user's cannot be read
   */
  default String configuration() throws IOException {
    return settings();
  }

  /** Returns the files of the base that {@link #changes} needs. */
  List<WantedFile> wanted();

  /**
   * Decides what changes for one platform.
   *
   * @param base one platform of the base, with the wanted files that were found
   * @throws IOException when a file of the user's cannot be read
   */
  Changes changes(PlatformBase base) throws IOException;

  /**
   * Returns what {@link #changes} needs from elsewhere and cannot have without a connection; one
   * line for each. Asked when planning failed offline.
   *
   * @param base the base's name
   */
  default List<String> missing(ImageReference base) {
    return List.of();
  }
}
