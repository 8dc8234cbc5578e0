package io.github.difyarms.demo;

/**
 * Ways in which a base image may differ from upstream's shape. Where an image has a program instead
 * of the start script, what is said of the script's first copy holds for the program; links and the
 * second copy are dify-api's only.
 */
public enum Oddity {
  /** The topmost layer deletes {@code /entrypoint.sh}. */
  SCRIPT_WHITED_OUT,
  /** The topmost layer deletes {@code /app/api/docker/entrypoint.sh}. */
  SECOND_COPY_WHITED_OUT,
  /** The topmost layer has an opaque {@code /app/api/docker} that hides the second copy. */
  OPAQUE_DIRECTORY,
  /** {@code /entrypoint.sh} is a symbolic link to the second copy. */
  SCRIPT_IS_SYMLINK,
  /** {@code /entrypoint.sh} is a hard link to the second copy, both in one layer. */
  SCRIPT_IS_HARD_LINK,
  /** {@code /app/api/docker} is a symbolic link to {@code /app/api/docker.d}. */
  SYMLINKED_PARENT,
  /** The layers of both copies do not list the directories above. */
  PARENTS_UNLISTED,
  /** Neither copy of the script is there. */
  NO_SCRIPT,
  /** The layers of both copies are gzip streams of many members. */
  GZIP_MEMBERS,
  /** The topmost layer, which says nothing of what a build replaces, is not there. */
  NOTHING_ABOVE,
  /** There is no index: the tag is the manifest of the first platform. */
  SINGLE_MANIFEST
}
