package io.github.difyarms.deploy;

import io.github.difyarms.model.ComponentResult;

/** How dify-api comes to its agent, which decides what its pods need. */
enum PythonAgent {
  /** Its start script fetches and installs it. */
  AT_START,
  /** It is in the image. */
  IN_IMAGE,
  /** It is in the image, and instrumentors that Dify may want are not. */
  IN_PLACE_OF_OTHERS,
  /** The image was joined from digests, which do not tell. */
  UNKNOWN;

  static PythonAgent of(ComponentResult api) {
    if (api.platforms().stream().anyMatch(platform -> !platform.agents().isEmpty())) {
      return api.platforms().stream().anyMatch(platform -> !platform.removed().isEmpty())
          ? IN_PLACE_OF_OTHERS
          : IN_IMAGE;
    }
    return api.platforms().stream().allMatch(platform -> platform.files().isEmpty())
        ? UNKNOWN
        : AT_START;
  }

  boolean inImage() {
    return this == IN_IMAGE || this == IN_PLACE_OF_OTHERS;
  }
}
