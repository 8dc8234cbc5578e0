package io.github.difyarms.python;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.net.Download;
import io.github.difyarms.net.Downloads;
import io.github.difyarms.net.HttpAnswer;
import io.github.difyarms.toolchain.Commands;
import io.github.difyarms.toolchain.ToolFiles;
import io.github.difyarms.toolchain.ToolchainListener;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks whether this machine could put an agent into an image: asks Python, the agent's address and
 * the package index, and makes nothing.
 */
public final class PythonProbe {
  /** PyPI's page of uv has two million bytes. */
  private static final int MOST_BYTES = 32 << 20;

  private final PythonSettings settings;
  private final Downloads downloads;
  private final Commands commands;
  private final Path scratch;
  private final AgentProvider provider;

  /**
   * Creates it; asks nobody yet.
   *
   * @param cacheDirectory the user's own cache folder; need not be there
   * @param scratch a folder for Python to run in
   * @param commands runs Python; stays the caller's to close
   * @param listener hears that an address is silent and the cache serves
   */
  public PythonProbe(
      Path cacheDirectory,
      Path scratch,
      PythonSettings settings,
      Downloads downloads,
      Commands commands,
      ToolchainListener listener) {
    this.settings = settings;
    this.downloads = downloads;
    this.commands = commands;
    this.scratch = scratch;
    this.provider = AgentProvider.of(cacheDirectory, settings, downloads, listener);
  }

  /**
   * Finds Python and asks whether it could make an environment.
   *
   * @throws DifyArmsException {@link ErrorCode#PYTHON_MISSING} with what is wrong
   */
  public LocalPython python() {
    try {
      HostPython python =
          HostPython.find(
              settings.python(),
              commands,
              new ChildVariables(settings.environment(), settings.proxies()),
              scratch);
      return new LocalPython(python.program(), python.version());
    } catch (IOException e) {
      throw ToolFiles.unwritable(scratch, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DifyArmsException(
          ErrorCode.PYTHON_MISSING,
          "Python was interrupted",
          settings.python().orElse("PATH"),
          "this run ends",
          e);
    }
  }

  /**
   * Asks for the agent's tarball, without downloading it.
   *
   * @throws DifyArmsException {@link ErrorCode#AGENT_NOT_FOUND}, {@link ErrorCode#OFFLINE}
   */
  public AgentLook agent() {
    return provider.look();
  }

  /**
   * Reads the index's page about uv.
   *
   * @return empty for an index that pip and uv do not ask over HTTP, a folder for example
   * @throws DifyArmsException when there is no answer
   */
  public Optional<IndexLook> index() {
    IndexChoice index = IndexChoice.of(settings.index(), settings.environment());
    if (!index.url().matches("(?i)https?:.*")) {
      return Optional.empty();
    }
    // An index without TLS was chosen by whoever set it up; pip and uv are told to trust its host.
    Download page =
        Download.of(URI.create(index.url().replaceFirst("/+$", "") + "/uv/"), MOST_BYTES)
            .withPlain(true);
    HttpAnswer answer = downloads.read(page, MOST_BYTES);
    String file = "uv-" + PythonTools.uvVersion() + "-";
    IndexLook look =
        new IndexLook(
            index.toString(),
            settings.index().url().isPresent()
                ? settings.index().origin()
                : "pip's own configuration, or PyPI",
            answer.status(),
            "uv " + PythonTools.uvVersion(),
            new String(answer.body(), StandardCharsets.UTF_8).contains(file));
    return Optional.of(look);
  }
}
