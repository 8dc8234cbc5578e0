package io.github.difyarms.component;

import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.WantedFile;
import io.github.difyarms.model.Changes;
import java.io.IOException;
import java.util.List;

/**
 * A component of a run that a lock bears on: with another lock the record of an earlier build is
 * not the right one, although nothing that the user configured has changed.
 *
 * @param component the component
 * @param pins what the lock says of it, as one text
 */
public record Pinned(Component component, String pins) implements Component {
  @Override
  public String id() {
    return component.id();
  }

  @Override
  public String settings() throws IOException {
    return component.settings() + "\npinned " + pins;
  }

  @Override
  public String configuration() throws IOException {
    return component.configuration();
  }

  @Override
  public List<WantedFile> wanted() {
    return component.wanted();
  }

  @Override
  public Changes changes(PlatformBase base) throws IOException {
    return component.changes(base);
  }

  @Override
  public List<String> missing(ImageReference base) {
    return component.missing(base);
  }
}
