package io.github.difyarms.log;

import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The lines of {@link PlainBuildLog}, and below them one line that tells what goes on now. For
 * terminals only: the line is redrawn in place.
 */
public final class LiveBuildLog implements BuildLog {
  private static final String CLEAR = "\r\u001b[2K";
  private static final int WIDTH = 78;

  private final BuildLog lines;
  private final PrintStream terminal;
  private final AtomicInteger blobs = new AtomicInteger();

  /**
   * Creates the log.
   *
   * @param info takes lines for people
   * @param warn takes warnings
   * @param terminal where the live line is drawn; must be the terminal the lines go to
   */
  public LiveBuildLog(Consumer<String> info, Consumer<String> warn, PrintStream terminal) {
    this.terminal = terminal;
    this.lines = new PlainBuildLog(above(info), above(warn));
  }

  private Consumer<String> above(Consumer<String> log) {
    return line -> {
      synchronized (terminal) {
        terminal.print(CLEAR);
        terminal.flush();
        log.accept(line);
      }
    };
  }

  private void status(String text) {
    synchronized (terminal) {
      terminal.print(CLEAR + (text.length() > WIDTH ? text.substring(0, WIDTH) : text));
      terminal.flush();
    }
  }

  @Override
  public void resolving(String component, ImageReference base) {
    status(component + ": reading " + base + " …");
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    lines.resolved(component, base, digest, platforms, dropped);
    status(component + ": looking for its files in the layers …");
  }

  @Override
  public void changed(String component, Platform platform, String summary) {
    lines.changed(component, platform, summary);
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    lines.downloading(what, done, total);
    status(
        "downloading "
            + what
            + ": "
            + Texts.bytes(done)
            + (total.isPresent() ? " of " + Texts.bytes(total.getAsLong()) : "")
            + " …");
  }

  @Override
  public void waiting(String component, Platform platform) {
    status(component + " " + platform + ": waiting for another compile …");
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    lines.compiling(component, platform, file);
    status(component + " " + platform + ": compiling " + file + " …");
  }

  @Override
  public void compilingPackage(String component, Platform platform, int number, String pkg) {
    status(component + " " + platform + ": " + Texts.count(number, "package") + ", " + pkg + " …");
  }

  @Override
  public void printed(String component, Platform platform, String line) {
    lines.printed(component, platform, line);
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    lines.compiled(component, platform, build);
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    lines.layered(component, platform, layer);
    status(component + ": placing layers …");
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    lines.transferred(component, platform, blob, transfer);
    status(
        component
            + ": "
            + Texts.count(blobs.incrementAndGet(), "blob")
            + " in place, last "
            + blob.digest().shortHex()
            + " for "
            + platform
            + " …");
  }

  @Override
  public void published(ComponentResult result) {
    lines.published(result);
  }

  @Override
  public void retrying(String text) {
    lines.retrying(text);
  }

  @Override
  public void note(String text) {
    lines.note(text);
  }

  @Override
  public void warning(String text) {
    lines.warning(text);
  }

  @Override
  public void finished(BuildResult result) {
    status("");
    lines.finished(result);
  }
}
