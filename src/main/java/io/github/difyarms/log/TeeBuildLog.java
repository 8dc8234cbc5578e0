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
import java.util.List;
import java.util.OptionalLong;

/** Tells every event to two logs. */
record TeeBuildLog(BuildLog first, BuildLog second) implements BuildLog {
  @Override
  public void resolving(String component, ImageReference base) {
    first.resolving(component, base);
    second.resolving(component, base);
  }

  @Override
  public void resolved(
      String component,
      ImageReference base,
      Digest digest,
      List<Platform> platforms,
      List<Descriptor> dropped) {
    first.resolved(component, base, digest, platforms, dropped);
    second.resolved(component, base, digest, platforms, dropped);
  }

  @Override
  public void changed(String component, Platform platform, String summary) {
    first.changed(component, platform, summary);
    second.changed(component, platform, summary);
  }

  @Override
  public void downloading(String what, long done, OptionalLong total) {
    first.downloading(what, done, total);
    second.downloading(what, done, total);
  }

  @Override
  public void waiting(String component, Platform platform) {
    first.waiting(component, platform);
    second.waiting(component, platform);
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    first.compiling(component, platform, file);
    second.compiling(component, platform, file);
  }

  @Override
  public void compilingPackage(String component, Platform platform, int number, String pkg) {
    first.compilingPackage(component, platform, number, pkg);
    second.compilingPackage(component, platform, number, pkg);
  }

  @Override
  public void printed(String component, Platform platform, String line) {
    first.printed(component, platform, line);
    second.printed(component, platform, line);
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    first.compiled(component, platform, build);
    second.compiled(component, platform, build);
  }

  @Override
  public void layered(String component, Platform platform, LayerBlob layer) {
    first.layered(component, platform, layer);
    second.layered(component, platform, layer);
  }

  @Override
  public void transferred(String component, Platform platform, Descriptor blob, Transfer transfer) {
    first.transferred(component, platform, blob, transfer);
    second.transferred(component, platform, blob, transfer);
  }

  @Override
  public void published(ComponentResult result) {
    first.published(result);
    second.published(result);
  }

  @Override
  public void retrying(String text) {
    first.retrying(text);
    second.retrying(text);
  }

  @Override
  public void note(String text) {
    first.note(text);
    second.note(text);
  }

  @Override
  public void warning(String text) {
    first.warning(text);
    second.warning(text);
  }

  @Override
  public void finished(BuildResult result) {
    first.finished(result);
    second.finished(result);
  }
}
