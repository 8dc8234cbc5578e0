package io.github.difyarms.source;

import java.io.File;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What JGit sees of this machine: no configuration of user or system, and none of git's variables.
 * Homes of CI jobs are read-only, and a build must not depend on whose home it is.
 */
final class GitSystem extends SystemReader.Delegate {
  private GitSystem(SystemReader machine) {
    super(machine);
  }

  /** JGit knows only one of these per class loader; the plugin has its own. */
  static synchronized void install() {
    SystemReader now = SystemReader.getInstance();
    if (!(now instanceof GitSystem)) {
      SystemReader.setInstance(new GitSystem(now));
    }
  }

  /**
   * None of them: with a {@code GIT_SSH} JGit would start ssh by itself, see {@link MachineSsh}.
   */
  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  /** A configuration without a file. */
  private static final class NoConfig extends FileBasedConfig {
    private static final @Nullable File NONE = null;

    @SuppressWarnings("NullAway") // JGit's own reader hands in null for "none"
    NoConfig(@Nullable Config parent, FS fs) {
      super(parent, NONE, fs);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }

    /**
     * JGit asks here before it measures how fine the file system's times are, by writing files next
     * to the user's. One second is right everywhere, if slow in theory.
     */
    @Override
    public @Nullable String getString(String section, @Nullable String subsection, String name) {
      return section.equals("filesystem")
          ? "1 seconds"
          : super.getString(section, subsection, name);
    }
  }
}
