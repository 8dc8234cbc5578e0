package io.github.difyarms.mojo;

import io.github.difyarms.component.CompileListener;
import io.github.difyarms.image.Platform;
import io.github.difyarms.log.BuildLog;
import io.github.difyarms.model.ProgramBuild;

/** Tells the build's log how compiling goes. */
record LoggedCompiling(BuildLog log) implements CompileListener {
  @Override
  public void waiting(String component, Platform platform) {
    log.waiting(component, platform);
  }

  @Override
  public void compiling(String component, Platform platform, String file) {
    log.compiling(component, platform, file);
  }

  @Override
  public void compilingPackage(String component, Platform platform, int number, String pkg) {
    log.compilingPackage(component, platform, number, pkg);
  }

  @Override
  public void printed(String component, Platform platform, String line) {
    log.printed(component, platform, line);
  }

  @Override
  public void compiled(String component, Platform platform, ProgramBuild build) {
    log.compiled(component, platform, build);
  }

  @Override
  public void warning(String text) {
    log.warning(text);
  }

  @Override
  public void note(String text) {
    log.note(text);
  }
}
