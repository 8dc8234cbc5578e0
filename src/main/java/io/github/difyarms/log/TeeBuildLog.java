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

/** Tells every event to two logs. */
record TeeBuildLog(BuildLog first, BuildLog second) implements BuildLog {
  private void both(Consumer<BuildLog> event) {
    event.accept(first);
    event.accept(second);
  }

  @Override
  public void resolving(String component, ImageReference base) {
    both(log -> log.resolving(component, base));
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    both(log -> log.resolved(component, base, digest, platforms, dropped));
  }

  @Override
  public void searching(String component, Platform platform) {
    both(log -> log.searching(component, platform));
  }

  @Override
  public void searched(String component, Platform platform) {
    both(log -> log.searched(component, platform));
  }

  @Override
  public void changed(String component, Platform platform, String summary) {
    both(log -> log.changed(component, platform, summary));
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    both(log -> log.downloading(what, done, total));
  }

  @Override
  public void waiting(String component, Platform platform) {
    both(log -> log.waiting(component, platform));
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    both(log -> log.compiling(component, platform, file));
  }

  @Override
  public void compilingPackage(String component, Platform platform, int number, String pkg) {
    both(log -> log.compilingPackage(component, platform, number, pkg));
  }

  @Override
  public void printed(String component, Platform platform, String line) {
    both(log -> log.printed(component, platform, line));
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    both(log -> log.compiled(component, platform, build));
  }

  @Override
  public void layering(String component, Platform platform) {
    both(log -> log.layering(component, platform));
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    both(log -> log.layered(component, platform, layer));
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob) {
    both(log -> log.transferring(component, platform, blob));
  }

  @Override
  public void transferring(String component, Platform platform, Descriptor blob, long done) {
    both(log -> log.transferring(component, platform, blob, done));
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    both(log -> log.transferred(component, platform, blob, transfer));
  }

  @Override
  public void placing(String component) {
    both(log -> log.placing(component));
  }

  @Override
  public void placed(String component) {
    both(log -> log.placed(component));
  }

  @Override
  public void tagging(String component, List<String> tags) {
    both(log -> log.tagging(component, tags));
  }

  @Override
  public void published(ComponentResult result) {
    both(log -> log.published(result));
  }

  @Override
  public void retrying(String text) {
    both(log -> log.retrying(text));
  }

  @Override
  public void note(String text) {
    both(log -> log.note(text));
  }

  @Override
  public void warning(String text) {
    both(log -> log.warning(text));
  }

  @Override
  public void message(String text) {
    both(log -> log.message(text));
  }

  @Override
  public void finished(BuildResult result, Optional<Path> output) {
    both(log -> log.finished(result, output));
  }

  @Override
  public void stopped(Exception stop) {
    both(log -> log.stopped(stop));
  }

  @Override
  public void close() {
    both(BuildLog::close);
  }
}
