package io.github.difyarms.log;

import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.image.Descriptor;
import io.github.difyarms.image.Digest;
import io.github.difyarms.image.ImageReference;
import io.github.difyarms.image.LayerBlob;
import io.github.difyarms.image.Platform;
import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.BuildResult;
import io.github.difyarms.model.ComponentResult;
import io.github.difyarms.model.ProgramBuild;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One line for each finished step: for CI, for {@code -B}, for a log file. What comes from outside
 * cannot drive a terminal, see {@link SafeText}.
 */
public final class PlainBuildLog implements BuildLog {
  private final Consumer<String> info;
  private final Consumer<String> warn;
  private final boolean tools;

  /** Held for what has to stand together, whatever else is told meanwhile. */
  private final ReentrantLock together = new ReentrantLock();

  private final Set<String> said = ConcurrentHashMap.newKeySet();

  /**
   * Creates the log.
   *
   * @param info takes lines for people
   * @param warn takes warnings
   */
  public PlainBuildLog(Consumer<String> info, Consumer<String> warn) {
    this(info, warn, false);
  }

  PlainBuildLog(Consumer<String> info, Consumer<String> warn, boolean tools) {
    this.info = line -> alone(() -> info.accept(SafeText.of(line)));
    this.warn = line -> alone(() -> warn.accept(SafeText.of(line)));
    this.tools = tools;
  }

  private void alone(Runnable telling) {
    together.lock();
    try {
      telling.run();
    } finally {
      together.unlock();
    }
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    info.accept(component + ": base " + base.withDigest(digest) + " for " + join(platforms));
    if (!dropped.isEmpty()) {
      info.accept(
          component
              + ": "
              + Texts.count(dropped.size(), "index entry").replace("entrys", "entries")
              + " left out, which are no images of the asked platforms (attestations and the like)");
    }
  }

  private static String join(List<Platform> platforms) {
    return String.join(", ", platforms.stream().map(Platform::toString).toList());
  }

  @Override
  public void changed(String component, Platform platform, String summary) {
    info.accept(component + " " + platform + ": " + summary);
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    if (total.isPresent() && done == total.getAsLong()) {
      info.accept("downloaded " + what + ", " + Texts.bytes(done));
    }
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    // The one line for something that begins: minutes go by before its end.
    info.accept(component + " " + platform + ": compiling " + file);
  }

  @Override
  public void printed(String component, Platform platform, String line) {
    if (tools) {
      info.accept(component + " " + platform + " | " + line);
    }
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    info.accept(
        component
            + " "
            + platform
            + (build.cached() ? ": taken from the cache, compiled " : ": compiled ")
            + "with Go "
            + build.go()
            + " and "
            + build.instgo().version()
            + (build.cached() ? "" : ", " + Texts.seconds(build.duration())));
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    info.accept(
        component
            + " "
            + platform
            + ": new layer "
            + layer.digest().shortHex()
            + ", "
            + Texts.bytes(layer.size()));
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    if (transfer.kind() == Transfer.Kind.STREAMED) {
      info.accept(
          component
              + " "
              + platform
              + ": copied layer "
              + blob.digest().shortHex()
              + ", "
              + Texts.bytes(blob.size()));
    }
  }

  @Override
  public void published(ComponentResult result) {
    alone(() -> tell(result));
  }

  private void tell(ComponentResult result) {
    info.accept(
        result.id()
            + ": "
            + (result.upToDate() ? "unchanged " : "published ")
            + (result.partial()
                ? result.platforms().get(0).platform() + " by digest only: " + result.reference()
                : result.name()
                    + ":"
                    + String.join(", :", result.tags())
                    + " as "
                    + result.digest()));
    if (!result.upToDate()) {
      ProofLines.of(result).forEach(info);
    }
  }

  @Override
  public void retrying(String text) {
    info.accept(text);
  }

  @Override
  public void note(String text) {
    if (said.add(text)) {
      info.accept(text);
    }
  }

  @Override
  public void warning(String text) {
    if (said.add(text)) {
      warn.accept(text);
    }
  }

  @Override
  public void message(String text) {
    info.accept(text);
  }

  @Override
  public void finished(BuildResult result, Optional<Path> output) {
    Summary.lines(result, output).forEach(info);
  }

  /** Maven tells people how a goal failed; a file has to be told here. */
  @Override
  public void stopped(Exception stop) {
    if (tools) {
      info.accept(
          "STOPPED " + (stop instanceof DifyArmsException ? stop.getMessage() : stop.toString()));
    }
  }
}
