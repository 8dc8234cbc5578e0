package io.github.difyarms.report;

import io.github.difyarms.model.PlatformResult;
import io.github.difyarms.model.ProgramBuild;
import io.github.difyarms.model.ProgramFacts;
import io.github.difyarms.model.ReplacedFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A replaced file: its hashes and, for a program, what is known of it.
 *
 * @param path the file
 * @param mode its mode
 * @param owner its owner and group
 * @param old its hashes in the base
 * @param now its hashes in the result
 * @param facts what is known of a program; empty for a text
 */
record FileView(
    String path,
    List<PlatformValue> mode,
    List<PlatformValue> owner,
    List<PlatformValue> old,
    List<PlatformValue> now,
    List<Fact> facts) {
  /** Lists longer than this are folded. */
  private static final int SHORT = 4;

  /**
   * A fact about a program.
   *
   * @param name what it is
   * @param values its values, a line for each element of a list
   * @param folded whether it is long
   * @param count elements of the longest list
   */
  record Fact(Bilingual name, List<PlatformValue> values, boolean folded, long count) {}

  static List<FileView> of(List<PlatformResult> platforms) {
    Set<String> paths = new LinkedHashSet<>();
    platforms.forEach(p -> p.files().forEach(file -> paths.add(file.path())));
    return paths.stream().map(path -> of(path, platforms)).toList();
  }

  private static FileView of(String path, List<PlatformResult> platforms) {
    List<PlatformResult> having =
        platforms.stream().filter(p -> find(p, path).isPresent()).toList();
    Function<Function<ReplacedFile, String>, List<PlatformValue>> values =
        value -> PlatformValue.of(having, p -> find(p, path).map(value).orElse(""));
    return new FileView(
        path,
        values.apply(ReplacedFile::mode),
        values.apply(ReplacedFile::owner),
        values.apply(file -> file.oldDigest().toString()),
        values.apply(file -> file.newDigest().toString()),
        facts(fact -> values.apply(file -> file.build().map(fact).orElse(""))));
  }

  private static Optional<ReplacedFile> find(PlatformResult platform, String path) {
    return platform.files().stream().filter(file -> file.path().equals(path)).findFirst();
  }

  private static List<Fact> facts(
      Function<Function<ProgramBuild, String>, List<PlatformValue>> values) {
    List<Fact> facts = new ArrayList<>();
    add(facts, "Source", "源码", values.apply(ProgramBuild::source));
    add(facts, "Revision", "版本", values.apply(ProgramBuild::revision));
    add(facts, "Commit", "提交", values.apply(ProgramBuild::identity));
    add(facts, "Go", "Go", values.apply(ProgramBuild::go));
    add(facts, "instgo", "instgo", values.apply(b -> b.instgo().version()));
    add(facts, "instgo SHA-256", "instgo SHA-256", values.apply(b -> b.instgo().sha256()));
    add(facts, "instgo from", "instgo 来源", values.apply(b -> b.instgo().origin()));
    add(
        facts,
        "instgo replaced itself by",
        "instgo 自更新为",
        values.apply(b -> b.instgo().updatedTo().orElse("")));
    add(facts, "Processor", "处理器", program(values, ProgramFacts::machine));
    add(facts, "Loader", "动态加载器", program(values, p -> p.interpreter().orElse("static")));
    add(facts, "Shared libraries", "共享库", program(values, p -> lines(p.needed())));
    add(facts, "C library", "C 库", program(values, p -> p.glibc().orElse("")));
    add(facts, "Go (build info)", "Go（构建信息）", program(values, ProgramFacts::goVersion));
    add(facts, "Module", "模块", program(values, ProgramFacts::module));
    add(facts, "Added modules", "插入的模块", program(values, p -> lines(p.addedModules())));
    add(facts, "Added packages", "插入的包", program(values, p -> lines(p.addedPackages())));
    add(
        facts,
        "Build settings",
        "构建设置",
        program(
            values,
            p ->
                lines(
                    p.settings().entrySet().stream()
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .toList())));
    add(facts, "Compiling took", "编译用时", values.apply(b -> Quantity.time(b.duration())));
    add(facts, "Taken from the cache", "取自缓存", values.apply(b -> b.cached() ? "✓" : ""));
    return facts;
  }

  private static List<PlatformValue> program(
      Function<Function<ProgramBuild, String>, List<PlatformValue>> values,
      Function<ProgramFacts, String> fact) {
    return values.apply(build -> fact.apply(build.program()));
  }

  private static String lines(List<String> list) {
    return String.join("\n", list);
  }

  private static void add(List<Fact> facts, String en, String zh, List<PlatformValue> values) {
    if (!values.isEmpty()) {
      long count = values.stream().mapToLong(v -> v.value().lines().count()).max().orElse(0);
      facts.add(new Fact(new Bilingual(en, zh), values, count > SHORT, count));
    }
  }
}
