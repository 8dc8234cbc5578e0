package io.github.difyarms.model;

/** Which family of manifests the result has. */
public enum Format {
  /** The family of the base. */
  AUTO,
  /** Docker image manifest version 2, schema 2. */
  DOCKER,
  /** OCI image specification. */
  OCI
}
