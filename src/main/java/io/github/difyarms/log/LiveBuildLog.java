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
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The lines of {@link PlainBuildLog}, and below them a row for each thing under way. For terminals
 * only: the rows are drawn anew in place.
 */
public final class LiveBuildLog implements BuildLog {
  private final RunningWork work = new RunningWork(System::nanoTime);
  private final LiveLines screen = new LiveLines(work);
  private final BuildLog lines;

  /**
   * Creates the log.
   *
   * @param info takes lines for people; they must go to the terminal of this process
   * @param warn takes warnings
   */
  public LiveBuildLog(Consumer<String> info, Consumer<String> warn) {
    this.lines =
        new PlainBuildLog(
            line -> screen.above(() -> info.accept(line)),
            line -> screen.above(() -> warn.accept(line)));
  }

  private void begin(String key, String who, String what) {
    work.begin(key, who, what);
    screen.begun();
  }

  private static String of(String component, Platform platform) {
    return component + " " + platform;
  }

  private static String of(String component, Descriptor blob) {
    return component + " " + blob.digest();
  }

  @Override
  public void resolving(String component, ImageReference base) {
    begin(component, component, "reading " + base);
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    work.end(component);
    lines.resolved(component, base, digest, platforms, dropped);
  }

  @Override
  public void searching(String component, Platform platform) {
    begin(of(component, platform), of(component, platform), "looking for its files in the layers");
  }

  @Override
  public void searched(String component, Platform platform) {
    work.end(of(component, platform));
  }

  @Override
  public void changed(String component, Platform platform, String summary) {
    lines.changed(component, platform, summary);
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    String key = "download " + what;
    if (total.isPresent() && total.getAsLong() == done) {
      work.end(key);
    } else {
      work.progress(key, "", "downloading " + what, done, total.orElse(0));
      screen.begun();
    }
    lines.downloading(what, done, total);
  }

  @Override
  public void waiting(String component, Platform platform) {
    begin(of(component, platform), of(component, platform), "waiting for its turn to compile");
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    begin(of(component, platform), of(component, platform), "compiling " + file);
    lines.compiling(component, platform, file);
  }

  @Override
  public void compilingPackage(String component, Platform platform, int number, String pkg) {
    work.detail(of(component, platform), Texts.count(number, "package") + ", " + pkg);
  }

  @Override
  public void printed(String component, Platform platform, String line) {
    lines.printed(component, platform, line);
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    work.end(of(component, platform));
    lines.compiled(component, platform, build);
  }

  @Override
  public void layering(String component, Platform platform) {
    begin(of(component, platform), of(component, platform), "writing the new layer");
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    work.end(of(component, platform));
    lines.layered(component, platform, layer);
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob) {
    transferring(component, platform, blob, 0);
    screen.begun();
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob, long done) {
    work.progress(
        of(component, blob),
        of(component, platform),
        "placing " + blob.digest().shortHex(),
        done,
        blob.size());
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    work.end(of(component, blob));
    lines.transferred(component, platform, blob, transfer);
  }

  @Override
  public void placing(String component) {
    begin(component, component, "writing manifests");
  }

  @Override
  public void placed(String component) {
    work.end(component);
  }

  @Override
  public void tagging(String component, List<String> tags) {
    begin(component, component, "setting " + String.join(", ", tags));
  }

  @Override
  public void published(ComponentResult result) {
    work.end(result.id());
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
  public void message(String text) {
    lines.message(text);
  }

  @Override
  public void finished(BuildResult result, Optional<Path> output) {
    work.clear();
    lines.finished(result, output);
  }

  @Override
  public void close() {
    work.clear();
    screen.close();
  }
}
