package io.github.difyarms.component;

import io.github.difyarms.binary.AddedModules;
import io.github.difyarms.binary.ElfFacts;
import io.github.difyarms.binary.GlibcVersion;
import io.github.difyarms.binary.GoBuild;
import io.github.difyarms.binary.GoModuleVersion;
import io.github.difyarms.binary.GoPackages;
import io.github.difyarms.binary.Machine;
import io.github.difyarms.error.DifyArmsException;
import io.github.difyarms.error.ErrorCode;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.source.GoModule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads a program that was just compiled, and refuses one that does not fit its image. */
final class ProgramCheck {
  private final Recipe recipe;
  private final GoModule module;

  ProgramCheck(Recipe recipe, GoModule module) {
    this.recipe = recipe;
    this.module = module;
  }

  /**
   * Checks processor, module and C library.
   *
   * @throws DifyArmsException {@link ErrorCode#BINARY_UNFIT}
   */
  ProgramFacts check(Path program) {
    ElfFacts elf = ElfFacts.read(program);
    Machine wanted = Machine.of(recipe.platform().architecture());
    if (!elf.machine().equals(Optional.of(wanted))) {
      throw unfit(recipe, "it is for machine " + elf.machineNumber() + ", not for " + wanted);
    }
    Optional<GoBuild> build = GoBuild.read(program);
    String built = build.flatMap(GoBuild::main).map(GoModuleVersion::path).orElse("");
    if (!built.equals(module.path())) {
      throw unfit(
          recipe,
          built.isEmpty()
              ? "it has no Go build information"
              : "it is of module " + built + ", not of " + module.path());
    }
    AddedModules added = AddedModules.between(module.modules(), build, GoPackages.of(program));
    return new ProgramFacts(
        recipe.platform().architecture(),
        elf.interpreter(),
        elf.needed(),
        elf.glibc().map(GlibcVersion::toString),
        build.map(GoBuild::goVersion).orElse(""),
        built,
        build.map(GoBuild::settings).orElseGet(TreeMap::new),
        List.copyOf(added.modules()),
        List.copyOf(added.packages()));
  }

  /**
   * Compares what a library asks of the C library with what the image has.
   *
   * @throws DifyArmsException {@link ErrorCode#BINARY_UNFIT}
   */
  static void requireGlibc(Path library, GlibcVersion image, Recipe recipe) {
    Optional<GlibcVersion> needed = ElfFacts.read(library).glibc();
    if (needed.isPresent() && needed.get().compareTo(image) > 0) {
      throw unfit(
          recipe,
          library.getFileName() + " needs GLIBC_" + needed.get() + ", the image has " + image);
    }
  }

  private static DifyArmsException unfit(Recipe recipe, String why) {
    return new DifyArmsException(
        ErrorCode.BINARY_UNFIT,
        "the compiled program does not fit the image",
        recipe.component() + " " + recipe.platform(),
        why);
  }
}
