package io.github.difyarms.component;

import io.github.difyarms.image.EntryAttributes;
import io.github.difyarms.image.ImageConfig;
import io.github.difyarms.image.Tree;
import io.github.difyarms.image.TreeQuery;
import io.github.difyarms.python.Distribution;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Python environment of dify-api as an image holds it; nothing of the image is run.
 *
 * @param root {@code /app/api/.venv}
 * @param interpreter {@code /app/api/.venv/bin/python}
 * @param major 3
 * @param minor for example 12
 * @param sitePackages where distributions are installed
 * @param installed the distributions, ordered by name
 * @param attributes those of the root: new files belong to its owner
 * @param directories the directories above the root, the root itself, and those above what would be
 *     removed, by path
 * @param instrumentors the installed ones that the agent has its own of, ordered by name
 * @param wanted why the image itself wants these instrumentors, if it does
 * @param warnings what a person should know
 */
public record PythonEnvironment(
    String root,
    String interpreter,
    int major,
    int minor,
    String sitePackages,
    List<Distribution> installed,
    EntryAttributes attributes,
    SortedMap<String, EntryAttributes> directories,
    List<Instrumentor> instrumentors,
    Optional<String> wanted,
    List<String> warnings) {
  /** Copies the collections. */
  public PythonEnvironment {
    installed = List.copyOf(installed);
    directories = Collections.unmodifiableSortedMap(new TreeMap<>(directories));
    instrumentors = List.copyOf(instrumentors);
    warnings = List.copyOf(warnings);
  }

  /** Returns what to list of an image: one question, so that no layer is read twice. */
  public static TreeQuery query() {
    return PythonPlaces.query();
  }

  /**
   * Reads the environment off a listing.
   *
   * @param tree what {@link #query} brought
   * @param config the image's config, for its variables
   * @param where names the image in errors
   * @throws IOException when kept content cannot be read
   * @throws io.github.difyarms.error.DifyArmsException {@link
   *     io.github.difyarms.error.ErrorCode#ENVIRONMENT_MISSING}, {@link
   *     io.github.difyarms.error.ErrorCode#ENVIRONMENT_UNFIT}
   */
  public static PythonEnvironment of(Tree tree, ImageConfig config, String where)
      throws IOException {
    return new PythonEnvironmentReader(tree, where).read(config);
  }
}
