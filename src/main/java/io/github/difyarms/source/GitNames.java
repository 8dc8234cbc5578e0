package io.github.difyarms.source;

import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Repository;

/** What a revision may stand for, in the order in which it is looked up: tag, branch, commit. */
final class GitNames {
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  private GitNames() {}

  /** Returns the full names, or none when no reference can be called so. */
  static List<String> of(String revision) {
    List<String> names = List.of("refs/tags/" + revision, "refs/heads/" + revision);
    return names.stream().allMatch(Repository::isValidRefName) ? names : List.of();
  }

  /** Returns whether it is a full commit id. */
  static boolean commit(String revision) {
    return COMMIT.matcher(revision).matches();
  }
}
